"""What the database itself refuses in this room: changing facts, and showing people to who has no relationship."""

from django.db import migrations

from kith.orgs.guards import AppendOnly, PersonRows

FACTS = ("contractterms", "contractrate", "packageline", "packagelineend", "suspension", "suspensionend")
OF_LINE = '(SELECT l.person_id FROM brokerage_packageline l WHERE l.id = "brokerage_packagelineend".line_id)'
OF_SUSPENSION = (
    "(SELECT s.person_id FROM brokerage_suspension s "
    'WHERE s.id = "brokerage_suspensionend".suspension_id)'
)



class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("brokerage", "0001_initial"), ("people", "0002_guards")]
    operations = [
        *(AppendOnly(f"brokerage_{name}") for name in FACTS),
        *(PersonRows(f"brokerage_{name}") for name in ("package", "packageline", "suspension")),
        PersonRows("brokerage_packagelineend", OF_LINE),
        PersonRows("brokerage_suspensionend", OF_SUSPENSION),
    ]
