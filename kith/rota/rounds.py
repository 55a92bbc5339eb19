"""One worker's round while it is being planned: its stops in order, and the slack each of them has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from kith.rota.planner import CrewShift, Place, Placement, Task

AT_HOME = -1  # before the first door of a shift


class Fit(NamedTuple):
    """A visit fits at a position of a round: between which starts, for how many more minutes on the way."""

    position: int
    earliest: int
    latest: int
    travel: int
    paid_travel: int


@dataclass(slots=True)
class Stop:
    """A visit in a round, or the break (no task), with the starts it allows by itself."""

    task: Task | None
    place: int
    door: int
    minutes: int
    first: int
    last: int
    fixed: bool = False
    stands: int | None = None

    def wished(self, arrive: int) -> int:
        """The start to keep to where it can be: when it stands, when it was asked for, or on arriving."""
        if self.stands is not None:
            return self.stands
        return self.task.preferred if self.task else arrive


class Round:
    """A shift being filled: stop by stop, the earliest and latest start that keep all others legal.

    The break is a stop without a door of its own: it is taken wherever the worker is.
    """

    __slots__ = (
        "_doors", "_metres", "_minutes", "_room",
        "earliest", "home", "latest", "longest_way", "shift", "stops",
    )  # fmt: skip

    def __init__(
        self,
        shift: CrewShift,
        doors: Mapping[Place, int],
        metres: Sequence[Sequence[int]],
        minutes: Sequence[Sequence[int]],
    ) -> None:
        self.shift = shift
        self.home = doors[shift.home] if shift.home else None
        self.stops: list[Stop] = []
        self.earliest: list[int] = []
        self.latest: list[int] = []
        self.longest_way = 0  # minutes from one stop to the next
        self._doors, self._metres, self._minutes = doors, metres, minutes
        self._room = shift.usable_minutes

    def fits(self, task: Task) -> Iterator[Fit]:
        """Each position at which the visit can be inserted with all stops staying legal."""
        door, opens, closes = self._doors[task.door], task.window_starts, task.latest
        room = self._room - task.minutes
        for position in range(bisect_left(self.latest, opens), bisect_right(self.earliest, closes) + 1):
            before = self._door_before(position)
            earliest = max(self._free_at(position) + self._paid(before, door), opens)
            latest = min(self._leave_by(position, door) - task.minutes, closes)
            if earliest <= latest and (paid := self._detour(position, door)) <= room:
                yield Fit(position, earliest, latest, paid + self._from_home(before, door), paid)

    def insert(self, task: Task, fit: Fit, place: int, starts: tuple[int, int]) -> None:
        """Take the visit in where it fits, to start between these two minutes."""
        self._room -= task.minutes + fit.paid_travel
        self._add(fit.position, Stop(task, place, self._doors[task.door], task.minutes, *starts))

    def hold(self, task: Task, placement: Placement) -> None:
        """Take in what stands already, at its own time, whether or not it would fit."""
        door, starts = self._doors[task.door], (placement.starts, placement.starts)
        position = bisect_right([stop.first for stop in self.stops], placement.starts)
        self._room -= placement.minutes + self._detour(position, door)
        self._add(position, Stop(task, placement.place, door, placement.minutes, *starts, fixed=True))

    def follow(self, standing: Iterable[tuple[Task, Placement, tuple[int, int]]]) -> None:
        """Take in what stands already, in order: each to start between two minutes, and as near as can be to
        when it stands.
        """
        for task, placement, starts in standing:
            door = self._doors[task.door]
            self._room -= placement.minutes + self._detour(len(self.stops), door)
            stop = Stop(task, placement.place, door, placement.minutes, *starts, stands=placement.starts)
            self.stops.append(stop)
        self._reckon()

    def copy(self) -> Round:
        """The same round, to try something in."""
        same = copy(self)
        same.stops = [
            stop if stop.task else copy(stop) for stop in self.stops
        ]  # a break moves to where one is
        return same

    @property
    def lawful(self) -> bool:
        """Whether every stop can be reached in time."""
        return all(first <= last for first, last in zip(self.earliest, self.latest, strict=True))

    def take_break(self) -> None:
        """Make room for the unpaid break where there is most; where there is none, what stands wins."""
        minutes, (starts, ends) = self.shift.break_minutes, self.shift.break_window
        slack = [
            min(self._leave_by(position, self._door_before(position)), ends)
            - max(self._free_at(position), starts)
            - minutes
            for position in range(len(self.stops) + 1)
        ]
        if minutes and max(slack) >= 0:
            self._add(slack.index(max(slack)), Stop(None, 0, AT_HOME, minutes, starts, ends - minutes))

    def placements(self) -> Iterator[Placement]:
        """The visits not fixed before, each as near its preferred time as the others let it."""
        free_at, door = self.shift.starts, AT_HOME
        for stop, latest in zip(self.stops, self.latest, strict=True):
            arrive = max(free_at + self._paid(door, stop.door), stop.first)
            start = max(arrive, min(stop.wished(arrive), latest))
            if stop.task and not stop.fixed:
                yield self._placement(stop, stop.task, start, door)
            free_at = start + stop.minutes
            door = stop.door

    def _placement(self, stop: Stop, task: Task, start: int, door: int) -> Placement:
        return Placement(
            visit_id=task.visit_id,
            place=stop.place,
            shift_id=self.shift.shift_id,
            worker_id=self.shift.worker_id,
            starts=start,
            minutes=stop.minutes,
            travel_minutes=self._paid(door, stop.door),
            travel_metres=0 if door == AT_HOME else self._metres[door][stop.door],
            travel_mode=self.shift.travel_mode,
        )

    def _from_home(self, before: int, door: int) -> int:
        """Minutes from home to the first door, where home is known. They are no part of the shift."""
        return self._minutes[self.home][door] if before == AT_HOME and self.home is not None else 0

    def _detour(self, position: int, door: int) -> int:
        """How many more minutes of the shift go on the way when it leads by this door."""
        before, after = self._door_before(position), self._door_after(position)
        there = self._paid(before, door)
        return there if after is None else there + self._paid(door, after) - self._paid(before, after)

    def _free_at(self, position: int) -> int:
        """The first minute at which the worker can have ended what comes before a position."""
        if not position:
            return self.shift.starts
        return self.earliest[position - 1] + self.stops[position - 1].minutes

    def _leave_by(self, position: int, door: int) -> int:
        """The last minute to leave this door for the stop at a position and all that follows it."""
        if position == len(self.stops):
            return self.shift.ends
        stop = self.stops[position]
        if stop.task is None:  # the break is taken here, and then the way goes on from here
            return min(stop.last, self._leave_by(position + 1, door) - stop.minutes)
        return self.latest[position] - self._paid(door, stop.door)

    def _door_before(self, position: int) -> int:
        return self.stops[position - 1].door if position else AT_HOME

    def _door_after(self, position: int) -> int | None:
        """The next door at or after a position; the break has none."""
        for stop in self.stops[position : position + 2]:
            if stop.task:
                return stop.door
        return None

    def _paid(self, door: int, following: int) -> int:
        """Minutes on the way within the shift; the way from home is not."""
        return 0 if door == AT_HOME else self._minutes[door][following]

    def _add(self, position: int, stop: Stop) -> None:
        """Put a stop in its position and work out everyone's slack again."""
        self.stops.insert(position, stop)
        self._reckon()

    def _reckon(self) -> None:
        """The earliest and latest start of each stop that keep all others legal."""
        door, free_at = AT_HOME, self.shift.starts
        self.earliest, self.longest_way = [], 0
        for each in self.stops:
            if each.task is None:
                each.door = door
            way = self._paid(door, each.door)
            self.longest_way = max(self.longest_way, way)
            self.earliest.append(max(free_at + way, each.first))
            free_at, door = self.earliest[-1] + each.minutes, each.door
        self.latest = [0] * len(self.stops)
        for number in range(len(self.stops) - 1, -1, -1):
            each = self.stops[number]
            self.latest[number] = min(each.last, self._leave_by(number + 1, each.door) - each.minutes)
