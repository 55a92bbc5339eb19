import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kith.orgs.guards import AppendOnly, PersonRows


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_guards'),
        ('plans', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('kind', models.CharField(choices=[('planned', 'Planned'), ('unplanned', 'Unplanned')], max_length=10)),
                ('area_code', models.CharField(help_text='the social work area that reviewed', max_length=20)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'on'], name='review_person_day')],
            },
        ),
        AppendOnly("plans_review"),
        PersonRows("plans_review"),
    ]
