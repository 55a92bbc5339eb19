"""One at a time, among all processes that share a database."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Whether this process is now the only one to hold the name; it lets go at the end, even by dying.

    Nobody waits: whoever comes second is told False. On PostgreSQL it is an advisory lock of the
    connection, on SQLite a locked file beside the database.
    """
    if connection.vendor == "postgresql":
        with _advisory(name) as held:
            yield held
    elif "mode=memory" in str(connection.settings_dict["NAME"]):  # it is this process's own
        yield True
    else:
        with _file(Path(f"{connection.settings_dict['NAME']}.{name}.lock")) as held:
            yield held


@contextmanager
def _advisory(name: str) -> Iterator[bool]:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _file(path: Path) -> Iterator[bool]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
