"""Snapshots and figures stay as they were worked out. They are about no person, so they need no second lock."""

from django.db import migrations

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("insight", "0001_initial"), ("orgs", "0002_guards")]
    operations = [
        AppendOnly("insight_snapshot"),
        AppendOnly("insight_figure"),
        AppendOnly("insight_modelcost"),
    ]
