"""What the database itself refuses in this room: changing facts, and showing people to who has no relationship."""

from django.db import migrations

from kith.orgs.guards import AppendOnly, PersonRows

FACTS = ("supportplan", "planagreement", "goal", "planline")
PARTS = ("planagreement", "goal", "planline")


def of_plan(table: str) -> str:
    """The person whose plan a row is part of."""
    return f'(SELECT p.person_id FROM plans_supportplan p WHERE p.id = "{table}".plan_id)'



class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("plans", "0001_initial"), ("people", "0002_guards")]
    operations = [
        *(AppendOnly(f"plans_{name}") for name in FACTS),
        PersonRows("plans_supportplan"),
        *(PersonRows(f"plans_{name}", of_plan(f"plans_{name}")) for name in PARTS),
    ]
