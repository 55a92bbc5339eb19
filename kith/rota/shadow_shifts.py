"""Which whole shifts a day's visits need, on foot where that can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from statistics import fmean
from typing import NamedTuple
from uuid import UUID

from kith.core.daylight import mostly_dark
from kith.rota.planner import Going, Place, Task
from kith.rota.shadow import SHIFT_MINUTES, USABLE_MINUTES
from kith.rota.travel import Ways, ways_between
from kith.workforce.models import TravelMode

QUARTER = 15
THIN = 3  # a round on foot with less than a third of what a shift holds is driven if that saves a shift


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShift:
    """A shift that is needed: from which minute of the day, and how whoever works it travels."""

    starts: int
    travel_mode: str
    visits: tuple[UUID, ...] = ()

    @property
    def ends(self) -> int:
        """The minute at which it ends."""
        return self.starts + SHIFT_MINUTES


class _Part(NamedTuple):
    """One worker's part of a visit."""

    task: Task
    place: int


class Ground:
    """A day's ground: the doors, and the ways between them by day and by dark."""

    def __init__(self, origin: datetime, tasks: Sequence[Task]) -> None:
        self.origin = origin
        self.doors = {door: row for row, door in enumerate(dict.fromkeys(task.door for task in tasks))}
        self.middle = middle_of(self.doors)
        self.since = min(task.preferred for task in tasks) // QUARTER * QUARTER
        self.until = -(-max(task.window_ends for task in tasks) // QUARTER) * QUARTER
        self._ways: Callable[[Going], Ways] = cache(lambda going: ways_between(list(self.doors), going))

    def going(self, starts: int, mode: str) -> Going:
        """How somebody travels in a shift that starts at this minute."""
        return Going(mode, self.after_dark(starts))

    def after_dark(self, starts: int) -> bool:
        """Whether a shift from this minute lies mostly in the dark."""
        starts_at = self.origin + timedelta(minutes=starts)
        ends_at = starts_at + timedelta(minutes=SHIFT_MINUTES)
        return mostly_dark(starts_at, ends_at, self.middle.lat, self.middle.lon)

    def minutes(self, going: Going, one: Place, other: Place) -> int:
        """Minutes from one door to another."""
        return self._ways(going).minutes[self.doors[one]][self.doors[other]]

    def shift_for(self, preferred: int) -> int:
        """When a shift starts that begins with a visit then: on the quarter, and over by the day's end where
        the day is long enough.
        """
        latest = max(self.since, self.until - SHIFT_MINUTES)
        return min(preferred // QUARTER * QUARTER, latest)


def middle_of(doors: Collection[Place]) -> Place:
    """The middle of some doors."""
    return Place(lat=fmean(door.lat for door in doors), lon=fmean(door.lon for door in doors))


def open_shifts(ground: Ground, tasks: Sequence[Task], *, may_drive: bool) -> list[OpenShift]:
    """Shifts enough for these visits, found by filling one after the other with what lies nearest.

    All are on foot, but for thin rounds that are fewer when driven. How visits are shared out in the end is
    for the planner.
    """
    walked = list(_packed(ground, tasks, TravelMode.WALK))
    if not may_drive:
        return [shift for shift, _ in walked]
    thin = [parts for _, parts in walked if sum(part.task.minutes for part in parts) * THIN < USABLE_MINUTES]
    again = {part.task.visit_id: part.task for parts in thin for part in parts}
    places = Counter(part.task.visit_id for parts in thin for part in parts)
    apart = [replace(task, workers=places[task.visit_id]) for task in again.values()]
    driven = list(_packed(ground, apart, TravelMode.DRIVE))
    if len(driven) >= len(thin):
        return [shift for shift, _ in walked]
    kept = [shift for shift, parts in walked if parts not in thin]
    return kept + [shift for shift, _ in driven]


def _packed(ground: Ground, tasks: Iterable[Task], mode: str) -> Iterator[tuple[OpenShift, list[_Part]]]:
    """Shifts one after the other, each filled from the earliest visit left by what costs least time."""
    left = [_Part(task, place) for task in tasks for place in range(1, task.workers + 1)]
    left.sort(key=lambda part: (part.task.preferred, part.task.visit_id, part.place))
    while left:
        starts = ground.shift_for(left[0].task.preferred)
        taken = _filled(ground, left, starts, ground.going(starts, mode))
        visits = tuple(part.task.visit_id for part in taken)
        yield OpenShift(starts=starts, travel_mode=mode, visits=visits), taken
        left = [part for part in left if part not in taken]


def _filled(ground: Ground, left: Sequence[_Part], starts: int, going: Going) -> list[_Part]:
    """The earliest part, and then whichever is reached and done soonest, while the shift has room."""
    first = left[0]
    taken, held = [first], {first.task.visit_id}
    door, free_at = first.task.door, max(starts, first.task.window_starts) + first.task.minutes
    room = USABLE_MINUTES - first.task.minutes
    while True:
        best: tuple[int, int, _Part] | None = None
        for part in left:
            if part.task.visit_id in held:
                continue
            way = ground.minutes(going, door, part.task.door)
            begins = max(free_at + way, part.task.window_starts)
            fits = begins <= part.task.latest and begins + part.task.minutes <= starts + SHIFT_MINUTES
            if fits and way + part.task.minutes <= room and (best is None or begins < best[0]):
                best = (begins, way, part)
        if best is None:
            return taken
        begins, way, part = best
        taken.append(part)
        held.add(part.task.visit_id)
        door, free_at, room = part.task.door, begins + part.task.minutes, room - way - part.task.minutes
