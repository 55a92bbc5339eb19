"""The same week as whole-shift walking rounds, planned by the rota engine day after day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from kith.core.dates import day_bounds
from kith.rota.engine import EnginePlanner
from kith.rota.insertion import InsertionHeuristic
from kith.rota.planner import Day, Placement, Plan, Planner, Task
from kith.rota.problems import MINUTE
from kith.rota.shadow import Week, WeekVisit
from kith.rota.shadow_figures import Call, ShadowRound
from kith.rota.shadow_shifts import Ground, OpenShift, open_shifts
from kith.rota.shadow_staff import Seen, Staff, id_of
from kith.workforce.models import TravelMode

MOST_OPENINGS = 6  # how often shifts are added for visits that did not fit into those there are
PLAIN = InsertionHeuristic()

Progress = Callable[[float], bool]
"""Told the share that is done, 0 to 1; answers whether to stop and keep the best so far."""


@dataclass(slots=True)
class WalkingWeek:
    """A week being planned as walking rounds. People know who comes to them now; each day adds to that."""

    week: Week
    tolerance_minutes: int
    planner: Planner
    staff: Staff = field(init=False)
    seen: Seen = field(init=False)
    reasons: Counter[str] = field(default_factory=Counter)
    stopped: bool = False

    def __post_init__(self) -> None:
        self.staff = Staff(self.week)
        self.seen = {
            id_of(person): Counter({id_of(worker): times for worker, times in workers.items()})
            for person, workers in self.week.came().items()
        }

    def rounds_on(self, on: date, progress: Progress | None = None) -> list[ShadowRound]:
        """The walking rounds of a day. Days are asked for in order, each once.

        A day after somebody asked to stop is planned too, by the plain planner, so that the week is whole.
        """
        if progress is not None:
            self._told(progress, 0.0)
        day, ground = self._day(on)
        plan = self._planner(progress).plan(day)
        rounds = list(self._rounds(day, plan))
        worked = {each.shift_id for each in plan.placements}
        self.staff.has_worked(ground, (shift for shift in day.crew if shift.shift_id in worked))
        for each in plan.placements:
            self.seen[self._person(each.visit_id)][each.worker_id] += 1
        self.reasons.update(str(each.reason) for each in plan.unplaced)
        return rounds

    def _day(self, on: date) -> tuple[Day, Ground]:
        """A day as a planner is asked it, with shifts enough for its visits and none that is not needed."""
        origin, _ = day_bounds(on)
        tasks = tuple(self._task(number, visit, origin) for number, visit in self.week.visits_on(on).items())
        ground = Ground(origin, tasks)
        may_drive = any(worker.travel_mode == TravelMode.DRIVE for worker in self.week.workers)

        def day(shifts: Sequence[OpenShift]) -> Day:
            crew = self.staff.crew(ground, on, shifts, self.seen)
            return Day(on=on, origin=origin, tasks=tasks, crew=crew, seen=self.seen)

        shifts = open_shifts(ground, tasks, may_drive=may_drive)
        for _ in range(MOST_OPENINGS):
            nobody = {each.visit_id for each in PLAIN.plan(day(shifts)).unplaced}
            if not nobody:
                break
            left = [task for task in tasks if task.visit_id in nobody]
            shifts += open_shifts(ground, left, may_drive=may_drive)
        return day(_needed(shifts, day)), ground

    def _task(self, number: int, visit: WeekVisit, origin: datetime) -> Task:
        """A visit as a planner sees it, its window either way of the planned time."""
        preferred = (visit.starts_at - origin) // MINUTE
        return Task(
            visit_id=id_of(number),
            person_id=id_of(visit.person),
            door=visit.door,
            window_starts=max(0, preferred - self.tolerance_minutes),
            window_ends=preferred + visit.minutes + self.tolerance_minutes,
            preferred=preferred,
            minutes=visit.minutes,
            workers=len(visit.workers),
        )

    def _planner(self, progress: Progress | None) -> Planner:
        if self.stopped:
            return PLAIN
        if isinstance(self.planner, EnginePlanner) and progress is not None:
            return replace(self.planner, on_progress=partial(self._told, progress))
        return self.planner

    def _told(self, progress: Progress, share: float) -> bool:
        self.stopped = self.stopped or progress(share)
        return self.stopped

    def _person(self, visit_id: UUID) -> UUID:
        return id_of(self.week.visits[visit_id.int].person)

    def _rounds(self, day: Day, plan: Plan) -> Iterator[ShadowRound]:
        """The plan, shift by shift; a shift that nobody is visited in is not worked."""
        tasks = {task.visit_id: task for task in day.tasks}
        for shift in day.crew:
            placed = sorted(
                (each for each in plan.placements if each.shift_id == shift.shift_id),
                key=lambda each: (each.starts, each.visit_id),
            )
            if placed:
                yield ShadowRound(
                    worker=shift.worker_id.int,
                    travel_mode=shift.travel_mode,
                    calls=tuple(_call(tasks[each.visit_id], each) for each in placed),
                    whole_shift=True,
                )


def _call(task: Task, each: Placement) -> Call:
    return Call(
        visit=task.visit_id.int, person=task.person_id.int, door=task.door, planned=task.preferred,
        starts=each.starts, minutes=each.minutes,
    )  # fmt: skip


def _needed(shifts: Sequence[OpenShift], day: Callable[[Sequence[OpenShift]], Day]) -> Sequence[OpenShift]:
    """The shifts without those that the plain planner can do without: the thinnest first, one by one."""
    plan = PLAIN.plan(day(shifts))
    while len(shifts) > 1:
        minutes = Counter({number: 0 for number in range(len(shifts))})
        for each in plan.placements:
            minutes[each.shift_id.int] += each.minutes
        thinnest = min(minutes, key=lambda number: (minutes[number], number))
        fewer = [shift for number, shift in enumerate(shifts) if number != thinnest]
        tried = PLAIN.plan(day(fewer))
        if len(tried.unplaced) > len(plan.unplaced):
            break
        shifts, plan = fewer, tried
    return shifts
