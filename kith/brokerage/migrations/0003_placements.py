import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kith.orgs.guards import AppendOnly, PersonRows


class Migration(migrations.Migration):

    dependencies = [
        ('brokerage', '0002_guards'),
        ('people', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('residential', 'Residential'), ('nursing', 'Nursing')], max_length=12)),
                ('starts_on', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('starts_on')), _connector='OR'), name='placement_dates')],
            },
        ),
        AppendOnly("brokerage_placement"),
        PersonRows("brokerage_placement"),
    ]
