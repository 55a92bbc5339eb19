"""Who would work the whole shifts of a week: its own workers, each rested and on few days, then others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from kith.rota.planner import CrewShift
from kith.rota.shadow import BREAK_MINUTES, DOWNTIME_MINUTES, Week, WeekWorker
from kith.rota.shadow_shifts import Ground, OpenShift, middle_of
from kith.workforce.models import TravelMode

REST = timedelta(hours=11)
"""From the end of a shift to the next. Source: Working Time Regulations 1998, regulation 10."""
MOST_SHIFTS = 5  # in the week: 37.5 paid hours

Seen = dict[UUID, Counter[UUID]]
Rank = tuple[bool, int, int, int]


def id_of(number: int) -> UUID:
    """The id that a planner knows a number of the week by."""
    return UUID(int=number)


class Staff:
    """The workers of a week as their whole shifts are given out, day after day.

    Whoever works on a day in the file is asked first on that day. Workers who are not in the file are added
    only where nobody in it is free, and are numbered after them.
    """

    def __init__(self, week: Week) -> None:
        self.workers = list(week.workers)
        self.in_file = len(week.workers)
        self._week = week
        self._visits: defaultdict[tuple[int, date], list[tuple[datetime, int]]] = defaultdict(list)
        self._weekly = Counter[int]()
        self._worked = Counter[int]()
        self._free_from: dict[int, datetime] = {}
        for visit in week.visits:
            for worker in visit.workers:
                self._visits[worker, visit.on].append((visit.starts_at, visit.minutes))
                self._weekly[worker] += visit.minutes

    def crew(
        self, ground: Ground, on: date, shifts: Sequence[OpenShift], seen: Seen
    ) -> tuple[CrewShift, ...]:
        """The shifts of a day, each with a worker. Asking changes nothing: see `has_worked`."""
        pairs = sorted(
            ((self._rank(worker, shift, ground, on, seen), -worker, -number)
             for number, shift in enumerate(shifts)
             for worker in range(len(self.workers)) if self._can(worker, shift, ground)),
            reverse=True,
        )  # fmt: skip
        chosen: dict[int, int] = {}
        for _, worker, number in pairs:
            if -number not in chosen and -worker not in chosen.values():
                chosen[-number] = -worker
        others = iter(range(len(self.workers), len(self.workers) + len(shifts)))
        return tuple(
            self._shift(ground, number, shift, chosen[number] if number in chosen else next(others))
            for number, shift in enumerate(shifts)
        )

    def has_worked(self, ground: Ground, crew: Iterable[CrewShift]) -> None:
        """Remember who works that day, so that they rest and do not work on too many days."""
        for shift in crew:
            worker = shift.worker_id.int
            while worker >= len(self.workers):
                self.workers.append(WeekWorker(travel_mode=TravelMode.DRIVE))
            self._worked[worker] += 1
            self._free_from[worker] = ground.origin + timedelta(minutes=shift.ends) + REST

    def _can(self, worker: int, shift: OpenShift, ground: Ground) -> bool:
        starts_at = ground.origin + timedelta(minutes=shift.starts)
        drives = self.workers[worker].travel_mode == TravelMode.DRIVE
        return (
            self._worked[worker] < MOST_SHIFTS
            and self._free_from.get(worker, starts_at) <= starts_at
            and (drives or shift.travel_mode != TravelMode.DRIVE)
        )

    def _rank(self, worker: int, shift: OpenShift, ground: Ground, on: date, seen: Seen) -> Rank:
        """The more, the sooner asked: works then that day, knows these people, works long then, or at all."""
        starts_at = ground.origin + timedelta(minutes=shift.starts)
        ends_at = ground.origin + timedelta(minutes=shift.ends)
        then = sum(minutes for at, minutes in self._visits[worker, on] if starts_at <= at < ends_at)
        people = (id_of(self._week.visits[visit.int].person) for visit in shift.visits)
        familiar = sum(seen[person][id_of(worker)] for person in people if person in seen)
        return bool(then), familiar, then, self._weekly[worker]

    def _shift(self, ground: Ground, number: int, shift: OpenShift, worker: int) -> CrewShift:
        home = self.workers[worker].home if worker < len(self.workers) else None
        doors = [self._week.visits[visit.int].door for visit in shift.visits]
        return CrewShift(
            shift_id=id_of(number),
            worker_id=id_of(worker),
            home=home or middle_of(doors),
            travel_mode=shift.travel_mode,
            starts=shift.starts,
            ends=shift.ends,
            break_minutes=BREAK_MINUTES,
            downtime_minutes=DOWNTIME_MINUTES,
            after_dark=ground.after_dark(shift.starts),
        )
