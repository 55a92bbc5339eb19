"""A person's named team: from when it holds, whom to propose, and when nobody of it works.

The aim is three to five workers for each person. Fewer or more is allowed and said: who needs one visit a
week needs no five. Times are London clock times; what is counted lies in the four weeks ahead or behind.
Source: NICE QS123 statement 2, consistent workers; that there are three to five is our assumption.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from kith.core.dates import ONE_DAY, Period, days
from kith.core.visit_pattern import MINUTES_IN_A_DAY, PatternSlot

SMALLEST, LARGEST = 3, 5
DAYS = 28

T = TypeVar("T")


class Why(StrEnum):
    """Why a team was named or changed: codes, since words about people are kept elsewhere."""

    FIRST = "first team"
    ASKED = "the person asked"
    WORKER = "a worker left or works other hours"
    VISITS = "the visits changed"
    FACES = "who comes most"
    ENDED = "nobody is named any more"


class Spell(NamedTuple, Generic[T]):
    """What was named, from its first day until, and without, the day it gave way; open while it stands."""

    starts_on: date
    until: date | None
    named: T

    def holds(self, day: date) -> bool:
        """Whether it held on this day."""
        return self.starts_on <= day and (self.until is None or day < self.until)


def spells(namings: Iterable[tuple[date, T]]) -> tuple[Spell[T], ...]:
    """From when until when each naming held, in the order in which they did; namings as they were recorded.

    A newer naming says how it is from its day on, so what was planned for later than that never holds.
    """
    held: list[Spell[T]] = []
    for starts_on, named in namings:
        held = [each for each in held if each.starts_on < starts_on]
        if held:
            held[-1] = held[-1]._replace(until=starts_on)
        held.append(Spell(starts_on, None, named))
    return tuple(held)


class Turn(NamedTuple):
    """A stretch of a day that somebody usually works: minutes after midnight, past 1,440 on the next day."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A usual visit on a day: the minutes after midnight at which it may start, its length, whom it takes."""

    slot_key: str
    day: date
    earliest: int
    latest: int
    minutes: int
    workers: int = 1
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A worker who may be in a team: when they usually work, their skills, how often they came in the four
    weeks before, and how far they live from the door.
    """

    worker_id: UUID
    turns: Mapping[date, Sequence[Turn]]
    skills: frozenset[str] = frozenset()
    visits: int = 0
    metres: int = 0

    def can_come(self, wanted: Wanted) -> bool:
        """Whether the visit fits into a turn of theirs, and they have its skills."""
        if not wanted.skills <= self.skills:
            return False
        for starts, ends in self.turns.get(wanted.day, ()):
            if max(wanted.earliest, starts) <= min(wanted.latest, ends - wanted.minutes):
                return True
        # A turn of the evening before, as this day's clock counts it; it begins before this day does.
        ends_here = [ends - MINUTES_IN_A_DAY for _, ends in self.turns.get(wanted.day - ONE_DAY, ())]
        return any(wanted.earliest <= min(wanted.latest, ends - wanted.minutes) for ends in ends_here)


def turn_between(starts: time, ends: time) -> Turn:
    """The turn between two clock times: one that ends no later than it starts runs past midnight."""
    begins, stops = _minute(starts), _minute(ends)
    return Turn(begins, stops if stops > begins else stops + MINUTES_IN_A_DAY)


def wanted_on_days(
    slot: PatternSlot, period: Period, skills: frozenset[str] = frozenset()
) -> Iterator[Wanted]:
    """The visits a slot makes on the days of a period that has an end."""
    window = turn_between(slot.window_starts, slot.window_ends)
    for day in days(period):
        if slot.falls_on(day):
            yield Wanted(
                slot_key=slot.key,
                day=day,
                earliest=window.starts,
                latest=window.ends - slot.minutes,
                minutes=slot.minutes,
                workers=slot.workers,
                skills=skills,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time of day at which a team is too few on some weekdays, Monday being 0: how many of it work then,
    how many are needed, and whether that is so in every week.
    """

    slot_key: str
    weekdays: tuple[int, ...]
    working: int
    needed: int
    every_week: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How far a team covers what is wanted: weekdays on which nobody of it works at any visit, other gaps,
    and how many of the wanted places it can fill.
    """

    empty_weekdays: tuple[int, ...]
    gaps: tuple[Gap, ...]
    places: int
    filled: int

    @property
    def whole(self) -> bool:
        """Whether the team can fill every place."""
        return self.filled == self.places


def cover_of(wanted: Sequence[Wanted], team: Sequence[Candidate]) -> Cover:
    """What this team covers of these visits and where it leaves gaps: weekdays first, then times of day."""
    working = [sum(1 for each in team if each.can_come(visit)) for visit in wanted]
    most: Counter[int] = Counter()
    for visit, count in zip(wanted, working, strict=True):
        weekday = visit.day.weekday()
        most[weekday] = max(most[weekday], count)
    empty = {weekday for weekday in (visit.day.weekday() for visit in wanted) if not most[weekday]}
    return Cover(
        empty_weekdays=tuple(sorted(empty)),
        gaps=tuple(_gaps(wanted, working, empty)),
        places=sum(visit.workers for visit in wanted),
        filled=sum(min(visit.workers, count) for visit, count in zip(wanted, working, strict=True)),
    )


def _gaps(wanted: Sequence[Wanted], working: Sequence[int], empty: Set[int]) -> Iterator[Gap]:
    """The gaps on other weekdays than the empty ones, weekdays alike in one."""
    counts: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    for visit, count in zip(wanted, working, strict=True):
        if visit.day.weekday() not in empty:
            counts[visit.slot_key, visit.workers, visit.day.weekday()].append(count)
    alike: defaultdict[tuple[str, int, int, bool], list[int]] = defaultdict(list)
    for (slot_key, needed, weekday), found in counts.items():
        if min(found) < needed:
            alike[slot_key, needed, min(found), max(found) < needed].append(weekday)
    for (slot_key, needed, count, every_week), weekdays in alike.items():
        yield Gap(
            slot_key=slot_key,
            weekdays=tuple(sorted(weekdays)),
            working=count,
            needed=needed,
            every_week=every_week,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A worker proposed for a team, and why: ``adds`` are places of the four weeks ahead that they can fill
    and nobody chosen before can.
    """

    worker_id: UUID
    visits: int
    adds: int
    metres: int


def propose_team(wanted: Sequence[Wanted], candidates: Sequence[Candidate]) -> tuple[Chosen, ...]:
    """The team to propose, in the order of choice: at most five, and at least three where so many can come.

    Each in turn is who makes most visits, those of the four weeks behind and those of the four weeks ahead
    counting alike, the latter once for each place that nobody chosen fills yet; then who lives nearest. From
    the fourth on, only who closes a gap is added.
    """
    can = {
        each.worker_id: {number for number, visit in enumerate(wanted) if each.can_come(visit)}
        for each in candidates
    }
    left = [each for each in candidates if can[each.worker_id]]
    open_places = Counter({number: visit.workers for number, visit in enumerate(wanted)})
    chosen: list[Chosen] = []
    while left and len(chosen) < LARGEST:
        lacking = {each.worker_id: sum(open_places[n] for n in can[each.worker_id]) for each in left}
        if len(chosen) >= SMALLEST:
            left = [each for each in left if lacking[each.worker_id]]
        best = min(left, key=lambda each: _order(each, lacking[each.worker_id]), default=None)
        if best is None:
            break
        left.remove(best)
        adds = {n for n in can[best.worker_id] if open_places[n]}
        open_places.subtract(adds)
        chosen.append(
            Chosen(worker_id=best.worker_id, visits=best.visits, adds=len(adds), metres=best.metres)
        )
    return tuple(chosen)


def _order(candidate: Candidate, lacking: int) -> tuple[int, int, UUID]:
    return -candidate.visits - lacking, candidate.metres, candidate.worker_id


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
