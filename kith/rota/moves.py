"""Putting one visit into one round, pure: whether it fits, at what start, and who else has to wait for it.

What stands keeps its time where it can. Only where nothing fits otherwise do others in the round start
earlier or later, within their own windows; the least minutes in all are chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.core.phrases import phrase
from kith.rota.planner import CrewShift, Placement, Task
from kith.rota.rounds import Round
from kith.rota.travel import ways_between

Stops = Sequence[tuple[Task, Placement]]


class Rule(StrEnum):
    """A hard rule that stands in the way of a move."""

    NO_DOOR = "no address is known"
    NO_SHIFT = "no shift that day"
    AWAY = "is away"
    PASSED = "that time has passed"
    WORKER_PINNED = "is pinned to its worker"
    TIME_PINNED = "is pinned to its time"
    COMES_ALREADY = "comes to this visit already"
    NO_SKILL = "is not signed off for what this visit takes"
    OUTSIDE_WINDOW = "outside the window"
    OUTSIDE_SHIFT = "outside the shift"
    NO_REST = "no room for break and down-time"
    ELSEWHERE = "is with somebody else, or on the way, then"
    PARTNER_ELSEWHERE = "the other worker cannot come then"


RULES_IN_WORDS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.NO_DOOR: phrase("Nobody can be sent: no address is known."),
        Rule.NO_SHIFT: phrase("{worker} has no shift then."),
        Rule.AWAY: phrase("{worker} is away that day."),
        Rule.PASSED: phrase("That time has passed."),
        Rule.WORKER_PINNED: phrase("This visit is pinned to its worker. Take the pin out first."),
        Rule.TIME_PINNED: phrase("This visit is pinned to its time. Take the pin out first."),
        Rule.COMES_ALREADY: phrase("{worker} comes to this visit already."),
        Rule.NO_SKILL: phrase("{worker} is not signed off for what this visit takes."),
        Rule.OUTSIDE_WINDOW: phrase("The visit would not lie in the window that was agreed."),
        Rule.OUTSIDE_SHIFT: phrase("It does not fit in {worker}’s shift."),
        Rule.NO_REST: phrase("{worker} would lose the break, or the planned down-time."),
        Rule.ELSEWHERE: phrase("{worker} is with somebody else then, or on the way."),
        Rule.PARTNER_ELSEWHERE: phrase("The other worker of this visit cannot come then."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A visit in a round: its placement, and the placements of those already there that start otherwise."""

    placement: Placement
    others: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A visit's place to put into a round, at one start or any. Visits in ``held`` keep their time."""

    task: Task
    place: int
    start: int | None
    now: int
    held: Set[UUID]

    @property
    def starts(self) -> tuple[int, int]:
        """The first and the last start that will do."""
        first, last = max(self.task.window_starts, self.now), self.task.latest
        return (first, last) if self.start is None else (self.start, self.start)


def fit_in(shift: CrewShift, stops: Stops, wish: Wish) -> Fitted | Rule:
    """The visit in this worker's round, or the first rule that stands in the way."""
    first, last = wish.starts
    task = wish.task
    if not task.skills <= shift.skills:
        return Rule.NO_SKILL
    if first < wish.now:
        return Rule.PASSED
    if first < task.window_starts or last > task.latest:
        return Rule.OUTSIDE_WINDOW
    if first > last:
        return Rule.PASSED
    if max(first, shift.starts) + task.minutes > shift.ends or last < shift.starts:
        return Rule.OUTSIDE_SHIFT
    for free in (False, True):
        found = list(_fitted(shift, stops, wish, free=free))
        if found:
            return min(found, key=lambda each: _disturbance(each, stops, task))
    unhindered = replace(shift, break_minutes=0, downtime_minutes=0)
    rested = any(True for _ in _fitted(unhindered, stops, wish, free=True))
    return Rule.NO_REST if rested else Rule.ELSEWHERE


def _fitted(shift: CrewShift, stops: Stops, wish: Wish, *, free: bool) -> Iterator[Fitted]:
    """Each way the visit fits, everybody else keeping their time, or ``free`` to wait for it."""
    first, last = wish.starts
    task = replace(wish.task, workers=1, window_starts=first, window_ends=last + wish.task.minutes)
    for fit in list(_round(shift, stops, wish, free=free).fits(task)):
        round_ = _round(shift, stops, wish, free=free)
        round_.insert(task, fit, wish.place, (first, last))
        if round_.lawful:
            yield _read(round_, wish, stops)


def _round(shift: CrewShift, stops: Stops, wish: Wish, *, free: bool) -> Round:
    places = [wish.task.door, *filter(None, [shift.home]), *(task.door for task, _ in stops)]
    doors = {door: row for row, door in enumerate(dict.fromkeys(places))}
    round_ = Round(shift, doors, *ways_between(list(doors), shift.going))
    for task, placement in stops:
        waits = free and task.workers == 1 and task.visit_id not in wish.held and placement.starts > wish.now
        soonest = max(task.window_starts, wish.now)
        starts = (soonest, task.latest) if waits else (placement.starts, placement.starts)
        round_.follow(task, placement, starts)
    round_.take_break()
    return round_


def _read(round_: Round, wish: Wish, stops: Stops) -> Fitted:
    """The round as it came out: the visit, and those that no longer start when they did."""
    stood = {(each.visit_id, each.place): each.starts for _, each in stops}
    placements = list(round_.placements())
    seat = (wish.task.visit_id, wish.place)
    return Fitted(
        placement=next(each for each in placements if (each.visit_id, each.place) == seat),
        others=tuple(
            each for each in placements if stood.get((each.visit_id, each.place), each.starts) != each.starts
        ),
    )


def _disturbance(fitted: Fitted, stops: Stops, task: Task) -> tuple[int, int, int]:
    """How much a way of fitting the visit in asks of others, then of its own person, then of the feet."""
    stood = {(each.visit_id, each.place): each.starts for _, each in stops}
    waits = sum(abs(each.starts - stood[each.visit_id, each.place]) for each in fitted.others)
    return waits, abs(fitted.placement.starts - task.preferred), fitted.placement.travel_minutes


def without(stops: Iterable[tuple[Task, Placement]], visit_id: UUID) -> list[tuple[Task, Placement]]:
    """A round without one visit."""
    return [pair for pair in stops if pair[0].visit_id != visit_id]
