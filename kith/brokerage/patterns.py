"""Weekly patterns as a package line keeps them: plain data in the words of `core.visit_pattern`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kith.core.errors import Invalid
from kith.core.visit_pattern import InvalidSlot, PatternSlot, read_slot, write_slot

MOST_WORKERS = 2


class TooManyWorkers(Invalid):
    """A visit has one place or two."""

    code = "too_many_workers"


def pattern_data(slots: Iterable[PatternSlot]) -> list[dict[str, Any]]:
    """The slots as plain data, with London clock times as "07:30".

    Raises `TooManyWorkers` for a visit of more than two, and `InvalidSlot` when two slots share a key.
    """
    rows = [_data(slot) for slot in slots]
    keys = [row["key"] for row in rows]
    if len(keys) != len(set(keys)):
        raise InvalidSlot("Two slots have the same name. Give each its own.", slot_keys=keys)
    return rows


def slots_of(pattern: Sequence[Mapping[str, Any]]) -> list[PatternSlot]:
    """The slots that plain data describes.

    Raises `InvalidSlot` when no visit could be planned from one of them.
    """
    return [read_slot(row) for row in pattern]


def _data(slot: PatternSlot) -> dict[str, Any]:
    if slot.workers > MOST_WORKERS:
        raise TooManyWorkers(
            "Slot “{slot_key}” asks for {workers} workers. A visit has one or two.",
            slot_key=slot.key,
            workers=slot.workers,
        )
    return write_slot(slot)
