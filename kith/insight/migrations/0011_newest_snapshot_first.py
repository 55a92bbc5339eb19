"""Snapshots sort by when they were made, also two of one moment."""

from django.db import migrations, models

from kith.orgs.facts import uuid7
from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """Another way to make ids. SQLite writes the table anew for it, so its guards are put back."""

    dependencies = [("insight", "0010_figure_levels"), ("orgs", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="snapshot",
            name="id",
            field=models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False),
        ),
        AppendOnly("insight_snapshot"),
    ]
