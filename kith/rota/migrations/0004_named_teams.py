"""The few workers whom a provider has named to come to a person: from which day, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kith.orgs.guards import AppendOnly, PersonRows


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0003_cache'),
        ('people', '0002_guards'),
        ('rota', '0003_planning'),
        ('workforce', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NamedTeam',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('starts_on', models.DateField(help_text='the first London day on which it holds')),
                ('reason', models.CharField(help_text='one of core.named_teams.Why', max_length=40)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named_teams', to='orgs.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named_teams', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'person'], name='named_team_of_person')],
            },
        ),
        migrations.CreateModel(
            name='NamedTeamMember',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='rota.namedteam')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.worker')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'worker'), name='named_team_member_once')],
            },
        ),
        AppendOnly("rota_namedteam"),
        AppendOnly("rota_namedteammember"),
        PersonRows("rota_namedteam"),
        PersonRows(
            "rota_namedteammember",
            '(SELECT t.person_id FROM rota_namedteam t WHERE t.id = "rota_namedteammember".team_id)',
        ),
    ]
