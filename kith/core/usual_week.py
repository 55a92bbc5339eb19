"""From dated visits back to a weekly pattern: what a provider's own records say is usual.

`visit_pattern.expand` lays a pattern over the calendar; this reads one off it. A file says which visits there
were and not which were meant to recur, so only what happened on more than half of its days is called usual.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kith.core.dates import Period, days
from kith.core.visit_pattern import MINUTES_IN_A_DAY, PatternSlot

LEEWAY_MINUTES = 30  # how far either way a visit may move, where a file says only when it was planned
LONGEST_MINUTES = MINUTES_IN_A_DAY - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVisit:
    """A visit that a file says was planned: its London day and clock time, for how long, by how many."""

    day: date
    starts: time
    minutes: int
    workers: int


def usual_slot_key(starts: time, minutes: int) -> str:
    """What the slot of a visit at this clock time and of this length is called: "08:00 30 min".

    An hour that comes twice, when the clocks go back, has two names.
    """
    return f"{starts:%H:%M}{' again' if starts.fold else ''} {minutes} min"


def usual_week(visits: Iterable[SeenVisit], period: Period) -> tuple[PatternSlot, ...]:
    """The slots that these visits of one person fill in a usual week, by clock time and length.

    A weekday counts when the visit happened on more than half of its days in the period. A slot needs the
    number of workers that it had most often, the greater of two that were equally often. The window is half
    an hour either way. Raises `Invalid` when the period has no end.
    """
    seen: defaultdict[tuple[time, int], list[SeenVisit]] = defaultdict(list)
    for visit in visits:
        if not visit.starts.fold:  # what happened in an hour that comes once a year is not usual
            seen[visit.starts, visit.minutes].append(visit)
    chances = Counter(day.weekday() for day in days(period))
    usual = []
    for (starts, minutes), each in sorted(seen.items()):
        times = Counter(day.weekday() for day in {visit.day for visit in each})
        weekdays = frozenset(weekday for weekday, often in times.items() if often * 2 > chances[weekday])
        if weekdays:
            usual.append(_slot(starts, minutes, weekdays, _most_often(visit.workers for visit in each)))
    return tuple(usual)


def is_usual(visit: SeenVisit, pattern: Iterable[PatternSlot]) -> bool:
    """Whether a usual week makes this visit on its day."""
    key = usual_slot_key(visit.starts, visit.minutes)
    return any(slot.key == key and slot.falls_on(visit.day) for slot in pattern)


def leeway(minutes: int) -> timedelta:
    """How far either way a visit of so many minutes may move: half an hour, or what is left of a day."""
    return timedelta(minutes=min(LEEWAY_MINUTES, (LONGEST_MINUTES - minutes) // 2))


def _slot(starts: time, minutes: int, weekdays: frozenset[int], workers: int) -> PatternSlot:
    either_way = leeway(minutes)
    at = datetime.combine(date.min + timedelta(days=1), starts)  # any day: only its clock times are read
    return PatternSlot(
        key=usual_slot_key(starts, minutes),
        weekdays=weekdays,
        window_starts=(at - either_way).time(),
        window_ends=(at + timedelta(minutes=minutes) + either_way).time(),
        preferred_start=starts,
        minutes=minutes,
        workers=workers,
    )


def _most_often(counts: Iterable[int]) -> int:
    often: Sequence[tuple[int, int]] = Counter(counts).most_common()
    return max(often, key=lambda each: (each[1], each[0]))[0]
