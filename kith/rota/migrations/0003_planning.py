"""Pins, proposals, who was told, and visits on offer."""

import django.db.models.deletion
import kith.orgs.facts
import uuid
from django.conf import settings
from django.db import migrations, models

from kith.orgs.guards import AppendOnly, PersonRows


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0003_cache'),
        ('people', '0002_guards'),
        ('rota', '0002_guards'),
        ('workforce', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonTold',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('told', models.BooleanField(default=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='rota.rotapublication')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitPin',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(default=1)),
                ('keeps_worker', models.BooleanField()),
                ('keeps_time', models.BooleanField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='rota.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RotaProposal',
            fields=[
                ('id', models.UUIDField(default=kith.orgs.facts.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('rounds', 'Rounds planned again'), ('off sick', 'A worker is off sick')], default='rounds', max_length=10)),
                ('starts_on', models.DateField()),
                ('until', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'Waits its turn'), ('working', 'Being worked out'), ('ready', 'Ready to compare'), ('accepted', 'Published'), ('discarded', 'Discarded'), ('stopped', 'Stopped'), ('failed', 'Could not be worked out')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('percent', models.PositiveSmallIntegerField(default=0, help_text='of the work that is done')),
                ('unplaced_so_far', models.PositiveIntegerField(help_text='left out by the best plan so far', null=True)),
                ('stop_asked', models.BooleanField(default=False)),
                ('plan', models.JSONField(default=dict)),
                ('figures', models.JSONField(default=dict)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('away', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.worker')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='orgs.organisation')),
                ('publication', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='rota.rotapublication')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-asked_at'], name='rota_proposal_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('starts_on'))), name='rota_proposal_days'), models.CheckConstraint(condition=models.Q(models.Q(('publication__isnull', False), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('publication__isnull', True)), _connector='OR'), name='rota_proposal_accepted')],
            },
        ),
        migrations.CreateModel(
            name='VisitOffer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('offered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='taken, or withdrawn where nobody took it', null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='rota.rotaentry')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.worker')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='rota.visit')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='workforce.worker')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('entry',), name='visit_offer_open_once'), models.CheckConstraint(condition=models.Q(('taken_by__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='visit_offer_taken_ended')],
            },
        ),
        AppendOnly("rota_visitpin"),
        AppendOnly("rota_persontold"),
        PersonRows("rota_visitpin", '(SELECT v.person_id FROM rota_visit v WHERE v.id = "rota_visitpin".visit_id)'),
        PersonRows("rota_persontold"),
        PersonRows(
            "rota_visitoffer", '(SELECT v.person_id FROM rota_visit v WHERE v.id = "rota_visitoffer".visit_id)'
        ),
    ]
