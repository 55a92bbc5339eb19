"""What meetings decide: targets for measures, and agreed actions with what came of them. About no person."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kith.orgs.facts import uuid7
from kith.orgs.guards import AppendOnly


def _to(model: str, **more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


class Migration(migrations.Migration):
    """All three tables hold facts."""

    dependencies = [
        ("insight", "0005_causes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="MeasureTarget",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=60)),
                ("value", models.FloatField()),
                ("starts_on", models.DateField()),
                ("by", _to(settings.AUTH_USER_MODEL)),
                ("commissioner", _to("orgs.organisation")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="AgreedAction",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=160)),
                (
                    "owner",
                    models.CharField(help_text="who does it: a colleague, a role or a team", max_length=60),
                ),
                ("due_on", models.DateField()),
                ("by", _to(settings.AUTH_USER_MODEL)),
                ("organisation", _to("orgs.organisation")),
                ("patch", _to("orgs.area", null=True)),
                ("provider", _to("orgs.organisation", null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="AgreedActionEnd",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(choices=[("done", "Done"), ("dropped", "Dropped")], max_length=10),
                ),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="insight.agreedaction",
                    ),
                ),
                ("by", _to(settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
        AppendOnly("insight_measuretarget"),
        AppendOnly("insight_agreedaction"),
        AppendOnly("insight_agreedactionend"),
    ]
