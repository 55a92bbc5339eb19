"""What the database itself refuses in this room: changing facts, and showing people to who has no relationship."""

from django.db import migrations

from kith.orgs.guards import AppendOnly, PersonRows

FACTS = ("visitterms", "shift", "rotapublication", "rotaentry", "rotafreeze")


def of_visit(table: str) -> str:
    """The person whose visit a row is about."""
    return f'(SELECT v.person_id FROM rota_visit v WHERE v.id = "{table}".visit_id)'



class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("rota", "0001_initial"), ("people", "0002_guards")]
    operations = [
        *(AppendOnly(f"rota_{name}") for name in FACTS),
        PersonRows("rota_visit"),
        *(PersonRows(f"rota_{name}", of_visit(f"rota_{name}")) for name in ("visitterms", "rotaentry")),
    ]
