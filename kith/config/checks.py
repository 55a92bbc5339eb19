"""``kith check``: whether this installation can be trusted with people's records, said plainly."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kith.config.findings import Finding, Level, bad, good, note
from kith.config.timetable import CHECK_ALERTS
from kith.delivery.queries_sealed import sealed_before
from kith.orgs import clock
from kith.orgs.context import as_house
from kith.orgs.models import Reaction, Schedule
from kith.people.queries_keys import key_ages
from kith.people.sealing import accepted_keys

# Off, each of these lets the server say "saved" of what a crash then loses.
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
SAFE = {"on", "local", "remote_write", "remote_apply"}
ALERTS_AT_MOST = timedelta(minutes=2)
CLOCKS_AT_MOST_SECONDS = 5
KEY_BYTES = 32


def report() -> list[Finding]:
    """What was found, in the order in which to put it right."""
    return [*_mode(), *_secrets(), *_database()]


def is_good(findings: list[Finding]) -> bool:
    """Whether nothing was found that must be put right."""
    return all(finding.level is not Level.BAD for finding in findings)


def refuse_unsafe_database() -> None:
    """Stop a production server whose database could lose what it has said is saved.

    Raises `ImproperlyConfigured` with every reason.
    """
    if settings.DEMO:
        return
    wrong = [each.words for each in (*_secrets(), *_durability()) if each.level is Level.BAD]
    if wrong:
        raise ImproperlyConfigured(" ".join(wrong))


def alerts() -> Finding:
    """Whether alerts are being looked for: the newest time that worked, at most two minutes ago."""
    last = Schedule.objects.filter(name=CHECK_ALERTS).values_list("last_ok_at", flat=True).first()
    if last is None:
        return bad("alerts", "Nothing looks for alerts yet. Start: kith work")
    age = clock.now() - last
    if age > ALERTS_AT_MOST:
        minutes = age // timedelta(minutes=1)
        return bad("alerts", f"Alerts were last looked for {minutes} minutes ago. Is kith work running?")
    return good("alerts", "Alerts were looked for in the last two minutes.")


def unapplied() -> list[str]:
    """The migrations that this code has and the database has not, as ``room.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _mode() -> Iterator[Finding]:
    if settings.DEMO:
        yield note(
            "mode", "This is a demonstration: one-click sign-in, no second factor. Keep real people out."
        )
    else:
        yield good("mode", "Production: every sign-in needs a second factor.")


def _secrets() -> Iterator[Finding]:
    named = [("SECRET_KEY", settings.SECRET_KEY), ("CONTENT_KEY", settings.CONTENT_KEY)]
    named += [("CONTENT_KEY_BEFORE", key) for key in settings.CONTENT_KEYS_BEFORE]
    for name, secret in named:
        if _bytes_of(secret) < KEY_BYTES:
            yield bad("secrets", f"KITH_{name} is not 32 bytes in base64. Make one with: kith secret")
    if settings.SECRET_KEY == settings.CONTENT_KEY:
        yield bad("secrets", "KITH_SECRET_KEY and KITH_CONTENT_KEY are the same. Make two with: kith secret")
    else:
        yield good("secrets", "Two secrets are set.")


def _bytes_of(secret: str) -> int:
    try:
        return len(base64.b64decode(secret, validate=True))
    except binascii.Error:
        return 0


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield bad("database", f"The database does not answer ({type(error).__name__}). Check DATABASE_URL.")
        return
    try:
        yield from _tables()
    except DatabaseError as error:
        yield bad("database", f"It cannot be read: {error}. Run: kith check --records")


def _tables() -> Iterator[Finding]:
    yield from _durability()
    yield from _role()
    yield from _clocks()
    missing = unapplied()
    if missing:
        yield bad("migrations", f"{len(missing)} migrations are missing. Run: kith manage migrate")
        return
    yield good("migrations", "The tables are up to date.")
    yield alerts()
    yield from _parked()
    yield from _keys()


def _durability() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield note(
            "database",
            "SQLite: for demonstrations and trying out. One writer at a time, and no second lock on people's "
            "records in the database itself. A council needs PostgreSQL.",
        )
        return
    for name in MUST_BE_ON:
        if _shown(name) not in SAFE:
            yield bad(
                "database", f"PostgreSQL has {name} off: a crash would lose what was saved. Turn it on."
            )
    yield good("database", f"PostgreSQL {_shown('server_version').split()[0]}.")


def _role() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (over_all,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'"
        )
        (owned,) = cursor.fetchone()
    if over_all:
        yield bad(
            "role",
            "The database role may see everything (superuser or BYPASSRLS). Sign in as kith_app instead.",
        )
    elif owned:
        yield note("role", "The database role owns the tables and could take their guards off. Use kith_app.")
    else:
        yield good("role", "The database role owns nothing, so row-level security binds it.")


def _clocks() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    asked = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (database_at,) = cursor.fetchone()
    apart = abs((datetime.now(UTC) - database_at).total_seconds()) - (time.monotonic() - asked)
    if apart > CLOCKS_AT_MOST_SECONDS:
        yield bad(
            "clock",
            f"This machine's clock and the database's are {apart:.0f} seconds apart. Set both by NTP.",
        )
    else:
        yield good("clock", "This machine's clock and the database's agree.")


def _parked() -> Iterator[Finding]:
    parked = Reaction.objects.filter(parked_at__isnull=False, done_at__isnull=True).count()
    if parked:
        yield note("reactions", f"{parked} reactions were given up after five tries; each has a work item.")


def _keys() -> Iterator[Finding]:
    """Whether every person's key opens, and whether a content key before this one is still needed."""
    if any(_bytes_of(key) < KEY_BYTES for key in accepted_keys()):
        return  # nothing can be opened with what is no key, and that has been said
    with as_house():
        ages, sealed = key_ages(), sealed_before()
    if ages.never:
        yield bad(
            "keys",
            f"{ages.never} people's keys do not open: their names and notes cannot be read. Set "
            "KITH_CONTENT_KEY, or KITH_CONTENT_KEY_BEFORE, to the key they were made under.",
        )
    elif ages.before:
        yield bad("keys", f"{ages.before} people's keys are under a key before. Run: kith keys rotate")
    else:
        yield good("keys", f"The content key opens the keys of all {ages.now} people.")
    if settings.CONTENT_KEYS_BEFORE and not ages.before and not sealed:
        yield note("keys", "Nothing needs KITH_CONTENT_KEY_BEFORE any more. Take it away.")


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
