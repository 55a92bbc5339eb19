"""Figures at every level, each about as many different people as the facts hold."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, Sum

from kith.orgs.guards import AppendOnly

FINEST = "provider_in_patch"
COUNCIL = "patch__commissioner"
LEVELS = {
    "patch": ("patch",),
    "provider_of_council": (COUNCIL, "provider"),
    "provider": ("provider",),
    "council": (COUNCIL,),
    "system": (),
}


def add_up(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Coarser figures from before: at least as many people are behind one as behind its largest part.

    So nothing is shown that ought to be withheld; the next snapshot counts them.
    """
    figures = apps.get_model("insight", "Figure").objects.using(editor.connection.alias)
    finest = figures.filter(level=FINEST)
    for level, places in LEVELS.items():
        rows = finest.exclude(patch=None) if COUNCIL in places else finest
        sums = rows.values("snapshot", "recorded_at", "measure", "week_starts_on", *places).annotate(
            top=Sum("numerator"), bottom=Sum("denominator"), about=Max("people")
        )
        figures.bulk_create(
            (figures.model(level=level, **_columns(row)) for row in sums.order_by().iterator()),
            batch_size=2_000,
        )


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "snapshot_id": row["snapshot"],
        "recorded_at": row["recorded_at"],
        "measure": row["measure"],
        "week_starts_on": row["week_starts_on"],
        "council_id": row.get(COUNCIL),
        "provider_id": row.get("provider"),
        "patch_id": row.get("patch"),
        "numerator": row["top"],
        "denominator": row["bottom"],
        "people": row["about"],
    }


class Migration(migrations.Migration):
    """A level and a council beside the provider and patch; and the figures of before at each level."""

    dependencies = [("insight", "0009_case_files"), ("orgs", "0002_guards")]
    operations = [
        migrations.RemoveIndex(model_name="figure", name="figure_series"),
        migrations.AddField(
            model_name="figure", name="level", field=models.CharField(default=FINEST, max_length=20)
        ),
        migrations.AddField(
            model_name="figure",
            name="council",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(
                fields=["snapshot", "level", "measure", "week_starts_on"], name="figure_level"
            ),
        ),
        AppendOnly("insight_figure"),  # SQLite rebuilds the table, without its triggers
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
