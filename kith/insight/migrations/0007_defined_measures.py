"""Measures defined in the browser, version by version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """About no person, so they need no second lock."""

    dependencies = [
        ("insight", "0006_meetings"),
        ("orgs", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="DefinedMeasure",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("body", models.JSONField(help_text="as insight.defined.definition writes it")),
                ("withdrawn", models.BooleanField(default=False)),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="defined_measure_version")
                ]
            },
        ),
        AppendOnly("insight_definedmeasure"),
    ]
