"""Events and verifications stay as they were written, and are seen only through a relationship."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from kith.orgs.guards import ORGANISATION, AppendOnly, PersonRows

EVENT = "delivery_visitevent"
NUMBER_FEED = (
    "CREATE FUNCTION kith_number_feed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN NEW.xid := pg_current_xact_id()::text::bigint; RETURN NEW; END $$",
    "CREATE TRIGGER kith_number_feed BEFORE INSERT ON delivery_feeditem "
    "FOR EACH ROW EXECUTE FUNCTION kith_number_feed()",
)
UNNUMBER_FEED = (
    "DROP TRIGGER kith_number_feed ON delivery_feeditem",
    "DROP FUNCTION kith_number_feed()",
)


class EventRows(PersonRows):
    """An event about a visit that is unknown here has no person: who employs the worker sees it."""

    def seen(self) -> str:
        """As for any row about a person; without one, through the phone's organisation."""
        own = f'(SELECT d.organisation_id FROM delivery_device d WHERE d.id = "{EVENT}".device_id)'
        return f'{super().seen()} OR ("{EVENT}".person_id IS NULL AND {own} = {ORGANISATION})'


def number_feed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL each feed row gets the number of the transaction that writes it."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in NUMBER_FEED:
            schema_editor.execute(statement)


def unnumber_feed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the numbers."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in UNNUMBER_FEED:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Guards of the delivery room."""

    dependencies = [("delivery", "0001_initial"), ("orgs", "0002_guards"), ("people", "0001_initial")]
    operations = [
        AppendOnly(EVENT),
        AppendOnly("delivery_eventconflict"),
        AppendOnly("delivery_eventruling"),
        AppendOnly("delivery_verification"),
        EventRows(EVENT),
        PersonRows(
            "delivery_eventruling",
            f'(SELECT e.person_id FROM {EVENT} e WHERE e.id = "delivery_eventruling".event_id)',
        ),
        PersonRows(
            "delivery_verification",
            '(SELECT v.person_id FROM rota_visit v WHERE v.id = "delivery_verification".visit_id)',
        ),
        migrations.RunPython(number_feed, unnumber_feed),
    ]
