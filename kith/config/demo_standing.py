"""What stands of an earlier demonstration: recognising it, keeping a second start away, clearing it."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kith.core.errors import Refused
from kith.demo.options import Options
from kith.orgs.models import Setting, User

BUILT = "demonstration.built"


class NotOurs(Refused):
    """The database holds something that no demonstration made."""

    code = "not_a_demonstration"


class OutOfReach(Refused):
    """The database does not answer."""

    code = "database_out_of_reach"


class AlreadyRunning(Refused):
    """Another start is at work in the same folder."""

    code = "already_running"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Within this nobody else builds or clears a demonstration in the folder. Raises `AlreadyRunning`."""
    with (folder / "demo.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                "A demonstration is running in {folder}. Stop it, or give another folder with --home.",
                folder=folder,
            ) from None
        yield


def check_reachable() -> None:
    """Raises `OutOfReach` unless the database answers."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        database = connection.settings_dict
        server = f" at {database['HOST']}:{database['PORT'] or 5432}" if database["HOST"] else ""
        why = str(error).strip().splitlines()[0].rpartition(": ")[2].strip()
        raise OutOfReach(
            "The database {database}{server} cannot be used: {why}. Check what --database says.",
            database=database["NAME"],
            server=server,
            why=why,
        ) from None


def described(options: Options) -> dict[str, Any]:
    """The options in a form that can be kept and compared: of a file and of the key only a digest."""
    given = options.postcodes
    return {
        "people": options.people,
        "weeks": options.weeks,
        "seed": options.seed,
        "planner": options.planner,
        "history_years": options.history_years,
        "postcodes": _digest(given.read_bytes()) if given else "",
        "key": _digest(settings.CONTENT_KEY.encode()),  # without it nobody's name can be read
    }


def standing() -> dict[str, Any] | None:
    """The options of what stands, {} for something unfinished or outgrown, or None for nothing at all.

    Raises `NotOurs`.
    """
    tables = set(connection.introspection.table_names())
    if not tables:
        return None
    built = _built() if Setting._meta.db_table in tables else None
    if built is None:
        _check_ours(tables)
        return {}
    return {} if _is_outgrown() else built


def keep(built: dict[str, Any]) -> None:
    """Remember that a demonstration with these options stands, whole."""
    Setting.objects.update_or_create(key=BUILT, defaults={"value": built})


def clear() -> None:
    """Throw away an earlier demonstration, or what was left of one: its database and its figures."""
    shutil.rmtree(settings.HOME / "facts", ignore_errors=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    for end in ("", "-wal", "-shm", "-journal"):
        name.with_name(name.name + end).unlink(missing_ok=True)


def _built() -> dict[str, Any] | None:
    kept = Setting.objects.filter(key=BUILT).values_list("value", flat=True).first()
    return dict(kept) if isinstance(kept, dict) else None


def _check_ours(tables: set[str]) -> None:
    """A demonstration left unfinished has no tables but Kith's, and no accounts but those of its cast."""
    known = {"django_migrations", "kith_cache", *connection.introspection.django_table_names()}
    has_accounts = User._meta.db_table in tables and User.objects.filter(is_demo=False).exists()
    if has_accounts or not tables <= known:
        raise NotOurs(
            "The database {database} holds something other than a demonstration. "
            "Give an empty one with --database, or another folder with --home.",
            database=connection.settings_dict["NAME"],
        )


def _is_outgrown() -> bool:
    """Whether it was built by a Kith whose tables were not yet today's."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
