"""Weekly patterns as a package line keeps them: plain data in the words of `core.visit_pattern`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from kith.core.errors import Invalid
from kith.core.visit_pattern import BankHolidays, InvalidSlot, PatternSlot

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
    return [_slot(row) for row in pattern]


def _data(slot: PatternSlot) -> dict[str, Any]:
    if slot.workers > MOST_WORKERS:
        raise TooManyWorkers(
            f"Slot “{slot.key}” asks for {slot.workers} workers. A visit has one or two.", slot_key=slot.key
        )
    return {
        "key": slot.key,
        "weekdays": sorted(slot.weekdays),
        "window_starts": slot.window_starts.isoformat("minutes"),
        "window_ends": slot.window_ends.isoformat("minutes"),
        "preferred_start": slot.preferred_start.isoformat("minutes"),
        "minutes": slot.minutes,
        "workers": slot.workers,
        "bank_holidays": slot.bank_holidays.value,
        "every_weeks": slot.every_weeks,
        "anchor": slot.anchor.isoformat() if slot.anchor else None,
    }


def _slot(row: Mapping[str, Any]) -> PatternSlot:
    anchor = row.get("anchor")
    return PatternSlot(
        key=row["key"],
        weekdays=frozenset(row["weekdays"]),
        window_starts=time.fromisoformat(row["window_starts"]),
        window_ends=time.fromisoformat(row["window_ends"]),
        preferred_start=time.fromisoformat(row["preferred_start"]),
        minutes=row["minutes"],
        workers=row.get("workers", 1),
        bank_holidays=BankHolidays(row.get("bank_holidays", BankHolidays.AS_USUAL)),
        every_weeks=row.get("every_weeks", 1),
        anchor=date.fromisoformat(anchor) if anchor else None,
    )
