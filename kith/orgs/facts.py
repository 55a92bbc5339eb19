"""Facts are appended and never changed: the base class, and the identifiers facts carry.

The database refuses changes too (see ``guards.py``); this class refuses first, with a better sentence.
"""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any

from django.db import models


def uuid7() -> uuid.UUID:
    """A new UUID, version 7: random, but later ones sort after earlier ones, which keeps indexes small.

    Source: RFC 9562 section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    return uuid.UUID(int=value | secrets.randbits(62))


class FactChanged(RuntimeError):
    """Somebody tried to change or delete a fact; add a newer fact instead."""


class FactQuerySet(models.QuerySet[Any]):
    """Reads and appends; never updates or deletes."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: a correction is a newer fact."""
        raise FactChanged(f"{self.model.__name__} is a fact: add a newer one instead of changing it.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: facts stay."""
        raise FactChanged(f"{self.model.__name__} is a fact: it cannot be deleted.")


class Fact(models.Model):
    """A row that is written once. ``recorded_at`` is when the server learnt it (aware UTC)."""

    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        """Each fact has its own table."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append the fact; refuse to change one that stands."""
        if not self._state.adding:
            raise FactChanged(f"{type(self).__name__} is a fact: add a newer one instead of changing it.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: facts stay."""
        raise FactChanged(f"{type(self).__name__} is a fact: it cannot be deleted.")
