"""Causes noted at weeks of measures, and their withdrawals. They are about no person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kith.orgs.facts import uuid7
from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """Both tables hold facts."""

    dependencies = [
        ("insight", "0004_findings"),
        ("orgs", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CauseNote",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=60)),
                ("week_starts_on", models.DateField()),
                ("text", models.CharField(max_length=160)),
                ("rebases", models.BooleanField(help_text="limits are worked out afresh from this week")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "patch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.area",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["measure", "week_starts_on"], name="cause_note_series")]
            },
        ),
        migrations.CreateModel(
            name="CauseWithdrawal",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn",
                        to="insight.causenote",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        AppendOnly("insight_causenote"),
        AppendOnly("insight_causewithdrawal"),
    ]
