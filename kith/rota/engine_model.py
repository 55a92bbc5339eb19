"""A day of the rota stated as a problem of the rota engine, and the engine's plan read back.

Where the two models differ, the stricter one is stated:

- the way from home is no part of a shift, so each round begins at a place that is at no distance from any;
- planned down-time is kept free in one piece, anywhere in the shift, as the break is in its window;
- a shift that what stands leaves too full for that, or that runs beside another of the same worker, is not
  stated at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TypeAlias
from uuid import UUID

import kith_optimiser as engine
import numpy as np
from numpy.typing import NDArray

from kith.rota.insertion import Weights
from kith.rota.planner import CrewShift, Day, Placement, Task
from kith.rota.rounds import Fit, Round
from kith.rota.travel import ways_between

UNITS_PER_MINUTE = 10  # of cost: the engine counts in whole numbers
PARTS = 2  # the most workers a visit has: a visit of one weighs as much as both places of a visit of two

Faces: TypeAlias = Mapping[UUID, Mapping[UUID, int]]


class EngineModel:
    """A day in the engine's words: a shift is a worker, each place of a visit a task."""

    def __init__(self, day: Day, weights: Weights) -> None:
        self.day = day
        self.weights = weights
        self.tasks = {task.visit_id: task for task in (*day.tasks, *(task for task, _ in day.fixed))}
        doors = [
            *(task.door for task in self.tasks.values()),
            *(shift.home for shift in day.crew if shift.home),
        ]
        self.doors = {door: row for row, door in enumerate(dict.fromkeys(doors))}
        ways = sorted({shift.going for shift in day.crew})
        self.ways = {going: ways_between(list(self.doors), going) for going in ways}
        self.crew = {str(shift.shift_id): shift for shift in self._crew()}
        self.standing = [each for _, each in day.fixed if str(each.shift_id) in self.crew]

    def problem(self, last: Iterable[Placement]) -> engine.Problem:
        """The engine's problem, with the faces people would know by the end of the day as last planned."""
        weights, last = self.weights, tuple(last)
        possible = (task for task in self.day.tasks if max(0, task.window_starts) <= task.latest)
        tasks = sorted(possible, key=lambda task: (task.preferred, task.visit_id))
        faces = seen_after(self.day, last)
        by = {_name(each): each.worker_id for each in last}
        return engine.Problem(
            tasks=(
                *(
                    self._part(task, place, faces, by)
                    for task in tasks
                    for place in range(1, task.workers + 1)
                ),
                *(self._standing(each) for each in self.standing),
            ),
            workers=tuple(self._worker(shift) for shift in self.crew.values()),
            links=tuple(link for task in tasks for link in _links(task)),
            modes={
                str(going): engine.Mode(travel=_with_nowhere(ways.minutes))
                for going, ways in self.ways.items()
            },
            weights=engine.Weights(
                travel=_units(weights.travel_minute),
                early=_units(weights.off_preferred_minute),
                late=_units(weights.off_preferred_minute),
                changed_worker=_units(weights.changed_worker),
                changed_time=_units(weights.changed_minute),
            ),
            time_unit="minute",
            cost_unit="minute",
            cost_divisor=UNITS_PER_MINUTE,
        )

    def begun(self, placements: Iterable[Placement]) -> engine.Plan:
        """A plan for a search to begin from: these visits, each worker's rests where there is most room."""
        rounds: dict[str, list[Placement]] = {name: [] for name in self.crew}
        for each in (*placements, *self.standing):
            if str(each.shift_id) in rounds:
                rounds[str(each.shift_id)].append(each)
        return engine.Plan(
            rounds=tuple(
                engine.Round(worker=name, stops=tuple(_with_rests(self.crew[name], stops)))
                for name, stops in rounds.items()
            )
        )

    def kept(self, problem: engine.Problem, found: engine.Plan) -> bool:
        """Whether the engine's own check finds no rule broken and all that stands still stands."""
        placed = found.worker_of()
        return not engine.check(problem, found) and all(_name(each) in placed for each in self.standing)

    def placements(self, found: engine.Plan) -> tuple[Placement, ...]:
        """Who the engine gave each visit to, at the times a round gives them."""
        standing = {_name(each) for each in self.standing}
        given = []
        for name, shift_id, start in found.visits():
            if name in standing:
                continue
            visit_id, _, place = name.partition("/")
            shift, task = self.crew[shift_id], self.tasks[UUID(visit_id)]
            given.append(
                Placement(
                    visit_id=task.visit_id, place=int(place), shift_id=shift.shift_id,
                    worker_id=shift.worker_id, starts=start, minutes=task.minutes,
                )
            )  # fmt: skip
        return self.timed(given)

    def timed(self, placements: Iterable[Placement]) -> tuple[Placement, ...]:
        """The same visits in the same order, each as near the time people were told, or prefer, as its round
        allows.

        Visits of two workers and those in shifts the engine leaves alone keep their times.
        """
        rounds: dict[str, list[Placement]] = {name: [] for name in self.crew}
        alone: list[Placement] = []
        for each in placements:
            rounds.get(str(each.shift_id), alone).append(each)
        for each in self.standing:
            rounds[str(each.shift_id)].append(each)
        fixed = {_name(each) for each in self.standing}
        timed = [
            each for name, stops in rounds.items() for each in self._round(name, stops, fixed).placements()
        ]
        return (*(each for each in timed if _name(each) not in fixed), *alone)

    def _round(self, name: str, stops: Iterable[Placement], fixed: Set[str]) -> Round:
        shift = self.crew[name]
        round_ = Round(shift, self.doors, *self.ways[shift.going])
        for number, stop in enumerate(sorted(stops, key=lambda each: each.starts)):
            task = self.tasks[stop.visit_id]
            free = task.workers == 1 and _name(stop) not in fixed
            starts = (task.window_starts, task.latest) if free else (stop.starts, stop.starts)
            anywhere = Fit(number, *starts, travel=0, paid_travel=0)
            kept = replace(task, minutes=stop.minutes, preferred=self.day.agreed(task))
            round_.insert(kept, anywhere, stop.place, starts)
        round_.take_break()
        return round_

    def _part(self, task: Task, place: int, faces: Faces, by: Mapping[str, UUID]) -> engine.Task:
        """One worker's part of a visit. All parts of a visit weigh as much together as one visit alone."""
        name, known = f"{task.visit_id}/{place}", faces.get(task.person_id, {})
        tolerance = self.weights.tolerance_minutes
        costs = {
            shift_id: _units(
                self.weights.face(
                    known.get(worker, 0) - (by.get(name) == worker), self.day.of_team(task.person_id, worker)
                )
            )
            for shift_id, worker in ((each, shift.worker_id) for each, shift in self.crew.items())
        }
        return engine.Task(
            id=name,
            place=self.doors[task.door],
            service=task.minutes,
            earliest=max(0, task.window_starts),
            latest=task.latest,
            preferred_from=max(0, min(task.preferred - tolerance, task.latest)),
            preferred_until=max(0, task.window_starts, task.preferred + tolerance),
            priority=(1 + task.priority) * PARTS // task.workers,
            skills=task.skills,
            worker_costs=costs,
            published=self._told(task, place),
        )

    def _told(self, task: Task, place: int) -> engine.Published | None:
        """Whom people were told would come, and when. Where that worker is away, anybody else is a change."""
        told = self.day.told.get((task.visit_id, place))
        return engine.Published(worker=str(told.shift_id), start=told.starts) if told else None

    def _standing(self, each: Placement) -> engine.Task:
        """What stands: locked to its worker and start, and dearer to leave out than anything else."""
        return engine.Task(
            id=_name(each),
            place=self.doors[self.tasks[each.visit_id].door],
            service=each.minutes,
            earliest=each.starts,
            latest=each.starts,
            priority=1000 * PARTS,
            lock=engine.Lock(worker=str(each.shift_id), start=each.starts),
        )

    def _worker(self, shift: CrewShift) -> engine.Worker:
        return engine.Worker(
            id=str(shift.shift_id),
            start_place=len(self.doors),
            shift_start=shift.starts,
            shift_end=shift.ends,
            skills=dict.fromkeys(sorted(shift.skills)),
            breaks=tuple(_rests(shift)),
            mode=str(shift.going),
        )

    def _crew(self) -> Iterator[CrewShift]:
        """The shifts the engine can fill: with room to work in, and one at a time for each worker."""
        standing: defaultdict[UUID, list[Placement]] = defaultdict(list)
        for _, placement in self.day.fixed:
            standing[placement.shift_id].append(placement)
        ends: dict[UUID, int] = {}
        for shift in sorted(self.day.crew, key=lambda each: (each.starts, each.worker_id, each.shift_id)):
            if shift.starts >= ends.get(shift.worker_id, 0) and self._has_room(
                shift, standing[shift.shift_id]
            ):
                ends[shift.worker_id] = shift.ends
                yield shift

    def _has_room(self, shift: CrewShift, standing: Sequence[Placement]) -> bool:
        """Whether what stands in a shift can be reached and leaves time for the break and all down-time."""
        minutes = self.ways[shift.going].minutes
        stops = sorted(standing, key=lambda each: each.starts)
        doors = [self.doors[self.tasks[each.visit_id].door] for each in stops]
        ways = [0, *(minutes[here][there] for here, there in pairwise(doors))]
        free_from = [shift.starts, *(each.starts + each.minutes for each in stops)]
        leave_by = [*(each.starts - way for each, way in zip(stops, ways, strict=False)), shift.ends]
        gaps = list(zip(free_from, leave_by, strict=True))
        return all(since <= until for since, until in gaps) and _rests_fit(shift, gaps)


def _rests(shift: CrewShift) -> Iterator[engine.Break]:
    """The break in its window, and the planned down-time anywhere in the shift."""
    windows = ((shift.break_minutes, *shift.break_window), (shift.downtime_minutes, shift.starts, shift.ends))
    for minutes, since, until in windows:
        if minutes:
            yield engine.Break(earliest=since, latest=until - minutes, duration=minutes)


def _with_rests(shift: CrewShift, stops: Iterable[Placement]) -> list[engine.Stop]:
    """The stops of a round in order, with each rest in the gap that has most room for it."""
    laid = sorted((each.starts, each.starts + each.minutes, _name(each)) for each in stops)
    order = [(since, until, engine.Stop(start=since, task=name)) for since, until, name in laid]
    for number, rest in enumerate(_rests(shift)):
        free_from = [shift.starts, *(until for _, until, _ in order)]
        leave_by = [*(since for since, _, _ in order), shift.ends]
        gaps = [
            (min(until, rest.latest + rest.duration) - max(since, rest.earliest), place)
            for place, (since, until) in enumerate(zip(free_from, leave_by, strict=True))
        ]
        _, place = max(gaps)
        since = max(free_from[place], rest.earliest)
        order.insert(place, (since, since + rest.duration, engine.Stop(start=since, break_number=number)))
    return [stop for _, _, stop in order]


def _rests_fit(shift: CrewShift, gaps: Sequence[tuple[int, int]]) -> bool:
    """Whether the break and the planned down-time fit into gaps of a shift, in one piece each."""
    pause, downtime = shift.break_minutes, shift.downtime_minutes
    opens, closes = shift.break_window
    for number, (since, until) in enumerate(gaps):
        starts, ends = max(since, opens), min(until, closes)
        if ends - starts < pause:
            continue
        beside = until - starts - pause >= downtime or ends - max(since + downtime, opens) >= pause
        others = (*gaps[:number], *gaps[number + 1 :])
        if beside or any(last - first >= downtime for first, last in others):
            return True
    return False


def seen_after(day: Day, placements: Iterable[Placement]) -> dict[UUID, Counter[UUID]]:
    """Who has been to whom, and how often, once these visits have been made."""
    person_of = {task.visit_id: task.person_id for task in day.tasks}
    seen = {person_id: Counter(workers) for person_id, workers in day.seen.items()}
    for each in placements:
        seen.setdefault(person_of[each.visit_id], Counter())[each.worker_id] += 1
    return seen


def _links(task: Task) -> Iterator[engine.Link]:
    for one, other in combinations(range(1, task.workers + 1), 2):
        yield engine.Link.double_handed(f"{task.visit_id}/{one}", f"{task.visit_id}/{other}")


def _with_nowhere(minutes: Sequence[Sequence[int]]) -> NDArray[np.int_]:
    """A travel table with one more place at its end, at no distance from any."""
    return np.pad(np.asarray(minutes, dtype=np.int_), ((0, 1), (0, 1)))


def _name(placement: Placement) -> str:
    return f"{placement.visit_id}/{placement.place}"


def _units(minutes: float) -> int:
    return round(minutes * UNITS_PER_MINUTE)
