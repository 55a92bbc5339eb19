"""The diagnosis of each snapshot, kept as it was answered."""

import django.db.models.deletion
from django.db import migrations, models

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """Findings are about no person: they hold what is left once small numbers are withheld."""

    dependencies = [("insight", "0003_figure_people")]
    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("recorded_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=60)),
                ("place", models.PositiveSmallIntegerField(help_text="its place in the report")),
                ("body", models.JSONField(help_text="as insight.diagnosis.stored writes it")),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="insight.snapshot",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["snapshot", "place"], name="finding_report")]},
        ),
        AppendOnly("insight_finding"),
    ]
