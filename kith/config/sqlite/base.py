"""Django's SQLite backend, remembering the ids and instants it has made: SQLite keeps them as text.

A page reads the same few thousand ids again and again. PostgreSQL hands them over as they are; here they are
remembered, which takes an eighth off a page that shows a neighbourhood's day.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base, operations

MOST = 2**17  # the ids of a city's week; about 30 MB when full

_uuid = lru_cache(maxsize=MOST)(UUID)


@lru_cache(maxsize=MOST)
def _instant(kept: bytes | str) -> datetime:
    """An instant: all are kept in UTC, without saying so."""
    text = kept.decode() if isinstance(kept, bytes) else kept
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


sqlite3.register_converter("datetime", _instant)


class DatabaseOperations(operations.DatabaseOperations):
    """What turns what is kept into values."""

    def convert_uuidfield_value(self, value: str | None, *_: Any) -> UUID | None:
        """The id."""
        return None if value is None else _uuid(value)

    def convert_datetimefield_value(self, value: datetime | str | None, *_: Any) -> datetime | None:
        """The instant, which is text where an expression gave it."""
        return _instant(value) if isinstance(value, str) else value


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a SQLite database."""

    ops_class = DatabaseOperations
