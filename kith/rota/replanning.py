"""Planning a day again, pure: what may move goes to a planner, what may not stays, and the better is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from uuid import UUID

from kith.rota.engine import cost_of, left_out
from kith.rota.insertion import Weights
from kith.rota.moves import Fitted, Wish, fit_in
from kith.rota.planner import Day, Placement, Plan, Planner, Reason, Task, Unplaced

PASSED = "the window has passed"
PLACES_OF_TWO = 3  # the numbers of both places of a visit, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A day as it would be: every placement of it, and why visits that nobody has have nobody."""

    day: Day
    placements: tuple[Placement, ...]
    reasons: Mapping[UUID, str]


def replan(day: Day, planner: Planner, *, open_again: Set[UUID], now: int) -> Replanned:
    """The day with its open visits placed, and those in ``open_again`` anywhere that is better.

    ``day`` has all that stands as fixed. Nothing starts before ``now``. Where the planner finds nothing
    better, what stands stays. Where one of two workers stands, that one stays and gets another beside them.
    """
    half = _half(day)
    replanned = _replan(day, planner, open_again=open_again - half, half=half, now=now)
    return _fill(replanned, half, held=_tasks(day).keys(), now=now)


def _replan(day: Day, planner: Planner, *, open_again: Set[UUID], half: Set[UUID], now: int) -> Replanned:
    """The same, with visits that have one of two workers as they stand."""
    tasks = _tasks(day)
    waiting = {task.visit_id for task in day.tasks} - half
    moving = waiting | (open_again & tasks.keys())
    possible = [_from_now(tasks[visit_id], now) for visit_id in sorted(moving)]
    problem = replace(
        day,
        tasks=tuple(task for task in possible if task.window_starts <= task.latest),
        fixed=tuple(pair for pair in day.fixed if pair[0].visit_id not in moving),
    )
    found = planner.plan(problem)
    stood = [each for _, each in day.fixed if each.visit_id in moving]
    if not _is_better(problem, found, stood):
        found = Plan(on=day.on, placements=tuple(stood), unplaced=found.unplaced)
    found = replace(found, placements=_as_they_stood(found.placements, stood))
    placed = {each.visit_id for each in found.placements}
    reasons = {each.visit_id: str(each.reason) for each in found.unplaced if each.visit_id not in placed}
    late = {task.visit_id: PASSED for task in possible if task.window_starts > task.latest}
    return Replanned(
        day=day,
        placements=(*(each for _, each in problem.fixed), *found.placements),
        reasons={**late, **reasons},
    )


def cover(day: Day, planner: Planner, *, left: Set[UUID], held: Set[UUID], now: int) -> Replanned:
    """The day with the visits in ``left`` given to others, around all that stands.

    Nobody's worker changes: the second of two workers stays and gets another beside them. Where nothing fits
    otherwise, others in a round start a little earlier or later, except those ``held``.
    """
    half = _half(day) & left
    waiting = replace(day, tasks=tuple(task for task in day.tasks if task.visit_id in left))
    replanned = _replan(waiting, planner, open_again=frozenset(), half=half, now=now)
    alone = {visit_id for visit_id in replanned.reasons if _tasks(day)[visit_id].workers == 1}
    return _fill(replace(replanned, day=day), half | alone, held=held, now=now)


def _fill(replanned: Replanned, wanting: Set[UUID], *, held: Set[UUID], now: int) -> Replanned:
    """The same, with one more worker for each of these visits where one fits in; others wait unless held."""
    day, tasks = replanned.day, _tasks(replanned.day)
    placements = {(each.visit_id, each.place): each for each in replanned.placements}
    reasons = dict(replanned.reasons)
    for visit_id in sorted(wanting, key=lambda each: (tasks[each].preferred, each)):
        fitted = _best_fit(day, tasks, placements.values(), tasks[visit_id], held, now)
        if fitted is not None:
            changed = (fitted.placement, *fitted.others)
            placements |= {(each.visit_id, each.place): each for each in changed}
            reasons.pop(visit_id, None)
        elif visit_id not in reasons:
            reasons[visit_id] = str(Reason.ONE_FREE)
    return Replanned(day=day, placements=tuple(placements.values()), reasons=reasons)


def _tasks(day: Day) -> dict[UUID, Task]:
    """Every visit of the day."""
    return {task.visit_id: task for task in (*day.tasks, *(task for task, _ in day.fixed))}


def _half(day: Day) -> set[UUID]:
    """The visits of two workers of whom one stands."""
    return {task.visit_id for task, _ in day.fixed} & {task.visit_id for task in day.tasks}


def seen_after(day: Day, placements: Iterable[Placement]) -> dict[UUID, Counter[UUID]]:
    """Who has been to whom once these placements of the day are past."""
    person_of = {task.visit_id: task.person_id for task in (*day.tasks, *(task for task, _ in day.fixed))}
    seen = {person_id: Counter(workers) for person_id, workers in day.seen.items()}
    for each in placements:
        seen.setdefault(person_of[each.visit_id], Counter())[each.worker_id] += 1
    return seen


def _as_they_stood(placements: Iterable[Placement], stood: Iterable[Placement]) -> tuple[Placement, ...]:
    """The same, with the two places of a visit numbered as they were for a worker who comes to it anyway."""
    place_of = {(each.visit_id, each.worker_id): each.place for each in stood}
    turned = {
        each.visit_id
        for each in placements
        if place_of.get((each.visit_id, each.worker_id), each.place) != each.place
    }
    return tuple(
        replace(each, place=PLACES_OF_TWO - each.place) if each.visit_id in turned else each
        for each in placements
    )


def _is_better(problem: Day, found: Plan, stood: Sequence[Placement]) -> bool:
    """Whether a plan leaves out fewer than what stands or, leaving out as many, costs less."""
    parts = Counter(each.visit_id for each in stood)
    whole = {task.visit_id for task in problem.tasks if parts[task.visit_id] == task.workers}
    as_it_stands = Plan(
        on=problem.on,
        placements=tuple(each for each in stood if each.visit_id in whole),
        unplaced=tuple(
            Unplaced(visit_id=task.visit_id, reason=Reason.ALL_BUSY)
            for task in problem.tasks
            if task.visit_id not in whole
        ),
    )
    weights = Weights()
    then, now = ((left_out(problem, plan), cost_of(problem, plan, weights)) for plan in (found, as_it_stands))
    return then < now


def _best_fit(
    day: Day,
    tasks: Mapping[UUID, Task],
    placements: Iterable[Placement],
    task: Task,
    held: Set[UUID],
    now: int,
) -> Fitted | None:
    """The way to fit one visit in that asks least of others, over all rounds."""
    standing = list(placements)
    beside = next((each for each in standing if each.visit_id == task.visit_id), None)
    wish = Wish(
        task=task,
        place=PLACES_OF_TWO - beside.place if beside else 1,
        start=beside.starts if beside else None,
        now=now,
        held=held,
    )
    found = []
    for shift in day.crew:
        if beside is not None and beside.worker_id == shift.worker_id:
            continue
        stops = sorted(
            ((tasks[each.visit_id], each) for each in standing if each.shift_id == shift.shift_id),
            key=lambda pair: (pair[1].starts, pair[1].visit_id),
        )
        fitted = fit_in(shift, stops, wish)
        if isinstance(fitted, Fitted):
            stood = {(each.visit_id, each.place): each.starts for _, each in stops}
            waits = sum(abs(each.starts - stood[each.visit_id, each.place]) for each in fitted.others)
            known = day.seen.get(task.person_id, {}).get(shift.worker_id, 0)
            stranger = day.of_team(task.person_id, shift.worker_id) is False
            found.append((waits, stranger, -known, str(shift.shift_id), fitted))
    return min(found, key=lambda each: each[:4])[4] if found else None


def _from_now(task: Task, now: int) -> Task:
    return replace(task, window_starts=max(task.window_starts, now))
