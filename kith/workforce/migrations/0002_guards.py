"""What the database itself refuses in this room: changing facts."""

from django.db import migrations

from kith.orgs.guards import AppendOnly


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("workforce", "0001_initial"), ("orgs", "0002_guards")]
    operations = [
        AppendOnly("workforce_workerskill"),
        AppendOnly("workforce_unavailability"),
    ]
