"""``kith check --records``: whether what is kept still holds together, after a restore or a damaged disk.

Each look is at one promise of docs/explanation/what-we-promise.md, and asks the records themselves: that an
action wrote all it writes or nothing, that nothing counts twice, that nothing was changed behind the guards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count

from kith.config.findings import Finding, bad, good
from kith.core.stay import EventKind
from kith.core.visit_ids import visit_id
from kith.delivery.models import EventRuling, Verification, VisitEvent
from kith.insight.facts.weeks import weeks_not_as_written
from kith.insight.queries import latest_snapshot
from kith.orgs import clock
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.orgs.facts import Fact
from kith.orgs.guards import PersonRows
from kith.orgs.models import Organisation, Outbox, WorkItem
from kith.orgs.queries_audit import verify_audit
from kith.payments.queries_chain import broken_runs
from kith.rota.models import Visit
from kith.rota.queries_freeze import verify_freezes

VERIFIED_WITHIN = timedelta(days=1)
SHOWN = 3

Look = Callable[[], Sequence[str]]


def records() -> list[Finding]:
    """What was found, one finding for each promise. Reads everything: minutes, where there is much."""
    return [_looked(what, look) for what, look in LOOKS.items()]


def _looked(what: str, look: Look) -> Finding:
    """One finding; where the database itself cannot read on, that."""
    try:
        with as_house():
            broken = look()
    except DatabaseError as error:
        return bad(what, f"It cannot be read: {error}. Restore from a backup, and ask why.")
    if not broken:
        return good(what, "Holds.")
    more = f" and {len(broken) - SHOWN:,} more" if len(broken) > SHOWN else ""
    return bad(
        what, f"Does not hold for {', '.join(broken[:SHOWN])}{more}. Restore from a backup, and ask why."
    )


def _events_not_announced() -> list[str]:
    """Visits about which an event counts that nothing was told of: it was kept without what follows."""
    counted = VisitEvent.objects.filter(held="", visit_id__isnull=False)
    told = Outbox.objects.filter(kind=Announced.VISIT_EVENTS).values_list("subject_id", "recorded_at")
    announced = set(told.iterator())
    return sorted(
        {
            f"visit {visit}"
            for visit, at in counted.values_list("visit_id", "recorded_at").iterator()
            if (str(visit), at) not in announced
        }
    )


def _notes_counted_twice() -> list[str]:
    """Pieces of text that more than one event claims to have brought."""
    claimed = (
        VisitEvent.objects.filter(content__isnull=False).values("content_id").annotate(times=Count("pk"))
    )
    return [f"note {row['content_id']}" for row in claimed.filter(times__gt=1)]


def _notes_without_text() -> list[str]:
    """Notes that count and whose text is nowhere."""
    lost = VisitEvent.objects.filter(kind="note", held="", content__isnull=True, sealed__isnull=True)
    return [f"event {key}" for key in lost.values_list("pk", flat=True)]


def _held_without_owner() -> list[str]:
    """Held events that nobody has decided about and nobody is asked to."""
    ruled = EventRuling.objects.values("event_id")
    held = VisitEvent.objects.exclude(held="").exclude(pk__in=ruled)
    waiting = set(
        WorkItem.objects.filter(kind="held_event", closed_at__isnull=True).values_list(
            "subject_id", flat=True
        )
    )
    return [
        f"event {key}"
        for key, visit, device in held.values_list("pk", "visit_id", "device_id")
        if not waiting & {str(visit), str(device)}
    ]


def _never_verified() -> list[str]:
    """Visits that somebody checked in to, or out of, more than a day ago, and that came to nothing."""
    before = clock.now() - VERIFIED_WITHIN
    came = VisitEvent.objects.filter(
        held="", kind__in=(EventKind.CHECK_IN, EventKind.CHECK_OUT), recorded_at__lt=before
    )
    known = Visit.objects.filter(pk__in=came.values("visit_id"))
    unverified = known.exclude(pk__in=Verification.objects.values("visit_id"))
    return [f"visit {key}" for key in unverified.values_list("pk", flat=True)]


def _visits_of_another_identity() -> list[str]:
    """Visits whose id is not what their line, slot and day make it: a phone would name another."""
    rows = Visit.objects.values_list("pk", "package_line_id", "slot_key", "on")
    return [f"visit {key}" for key, line, slot, on in rows.iterator() if key != visit_id(line, slot, on)]


def _freezes() -> list[str]:
    """Organisations whose frozen rotas do not follow from each other."""
    broken = ((each, verify_freezes(each)) for each in Organisation.objects.order_by("pk"))
    return [f"{each}, freeze {number}" for each, number in broken if number is not None]


def _pay_runs() -> list[str]:
    return [f"pay run {key}" for key in broken_runs()]


def _audit() -> list[str]:
    return [f"{broken.chain} {broken.on}, place {broken.seq}" for broken in verify_audit().breaks]


def _facts_without_guard() -> list[str]:
    """Tables of facts from which the trigger that refuses changes is gone."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        standing = {name for (name,) in cursor.fetchall()}
    ends = ("_no_update", "_no_delete") if sqlite else ("_append_only",)
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, Fact)}
    return sorted(table for table in tables if not standing.issuperset(f"{table}{end}" for end in ends))


def _people_without_guard() -> list[str]:
    """Tables about people that row-level security no longer binds, on PostgreSQL."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND relforcerowsecurity "
            "AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = c.oid)"
        )
        bound = {name for (name,) in cursor.fetchall()}
    return sorted(_tables_about_people() - bound)


def _tables_about_people() -> set[str]:
    migrations = MigrationLoader(None).disk_migrations.values()
    operations = (operation for migration in migrations for operation in migration.operations)
    return {operation.table for operation in operations if isinstance(operation, PersonRows)}


def _storage() -> list[str]:
    """What the database itself says of its pages: damaged ones, and rows that point at nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            damaged = [words for (words,) in cursor.fetchall() if words != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            return damaged + sorted({f"a row of {row[0]}" for row in cursor.fetchall()})
        cursor.execute(
            "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
        )
        (failures,) = cursor.fetchone()
    return [f"{failures} pages"] if failures else []


def _weeks_kept() -> list[str]:
    """Weeks of the newest snapshot's visits that are not what would be written."""
    snapshot = latest_snapshot()
    found = weeks_not_as_written(Path(snapshot.folder)) if snapshot else []
    return [f"{week}, which `kith snapshot --afresh` writes again" for week in found]


LOOKS: dict[str, Look] = {
    "storage": _storage,
    "facts are guarded": _facts_without_guard,
    "people are guarded": _people_without_guard,
    "audit": _audit,
    "events are announced": _events_not_announced,
    "notes are there": _notes_without_text,
    "notes count once": _notes_counted_twice,
    "what is held has an owner": _held_without_owner,
    "visits are verified": _never_verified,
    "visits are themselves": _visits_of_another_identity,
    "frozen rotas": _freezes,
    "paid runs": _pay_runs,
    "weeks of figures": _weeks_kept,
}
