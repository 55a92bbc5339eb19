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
    return InRound(shift, stops, wish).fit()


class InRound:
    """A wish tried in one worker's round, at one start after the other: the round is laid out once."""

    def __init__(self, shift: CrewShift, stops: Stops, wish: Wish) -> None:
        self.shift, self.stops, self.wish = shift, stops, wish
        places = [wish.task.door, *filter(None, [shift.home]), *(task.door for task, _ in stops)]
        self._doors = {place: row for row, place in enumerate(dict.fromkeys(places))}
        self._ways = ways_between(list(self._doors), shift.going)
        self._laid: dict[bool, Round] = {}

    def fit(self) -> Fitted | Rule:
        """The visit in this round, or the first rule that stands in the way."""
        if (rule := self._plainly_against(self.wish)) is not None:
            return rule
        if (found := self._found(self.wish)) is not None:
            return found
        unhindered = self._lay_out(replace(self.shift, break_minutes=0, downtime_minutes=0), free=True)
        rested = any(True for _ in self._fitted(unhindered, self.wish))
        return Rule.NO_REST if rested else Rule.ELSEWHERE

    def best(self, start: int | None) -> Fitted | None:
        """The visit in this round at one start or at any, or None where it does not fit."""
        wish = replace(self.wish, start=start)
        return self._found(wish) if self._plainly_against(wish) is None else None

    def _plainly_against(self, wish: Wish) -> Rule | None:
        """The rule in the way that can be told without looking at the round."""
        first, last = wish.starts
        task, shift = wish.task, self.shift
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
        return None

    def _found(self, wish: Wish) -> Fitted | None:
        """The way that asks least of others; anybody else waits only where nothing fits otherwise."""
        for free in (False, True):
            if free not in self._laid:
                self._laid[free] = self._lay_out(self.shift, free=free)
            found = list(self._fitted(self._laid[free], wish))
            if found:
                return min(found, key=lambda each: _disturbance(each, self.stops, wish.task))
        return None

    def _fitted(self, laid: Round, wish: Wish) -> Iterator[Fitted]:
        """Each way the visit fits into a round as laid out."""
        first, last = wish.starts
        task = replace(wish.task, workers=1, window_starts=first, window_ends=last + wish.task.minutes)
        for fit in laid.fits(task):
            round_ = laid.copy()
            round_.insert(task, fit, wish.place, (first, last))
            if round_.lawful:
                yield _read(round_, wish, self.stops)

    def _lay_out(self, shift: CrewShift, *, free: bool) -> Round:
        """What stands in the round: everybody keeping their time, or ``free`` to wait."""
        round_ = Round(shift, self._doors, *self._ways)
        wish = self.wish
        round_.follow((task, each, _starts(task, each, wish, free=free)) for task, each in self.stops)
        round_.take_break()
        return round_


def _starts(task: Task, placement: Placement, wish: Wish, *, free: bool) -> tuple[int, int]:
    """Between which minutes a stop that stands may start."""
    if free and task.workers == 1 and task.visit_id not in wish.held and placement.starts > wish.now:
        return max(task.window_starts, wish.now), task.latest
    return placement.starts, placement.starts


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
