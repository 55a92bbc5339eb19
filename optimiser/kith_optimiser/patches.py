"""A city's day, patch by patch: each planned apart; those that left anybody out again with their nearest.

One search over a whole city thins out: ten thousand visits share its moves and no table of travel fits the
processor's cache. Patches are small, can be planned side by side, and few workers cross their borders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kith_optimiser.faults import BadProblem, require_sound
from kith_optimiser.plan import Plan, Round, Unassigned
from kith_optimiser.problem import Problem, Worker
from kith_optimiser.score import mean_journey, score
from kith_optimiser.solve import Settings, Solution, solve


@dataclass(frozen=True, kw_only=True, slots=True)
class Patch:
    """The tasks of a neighbourhood and the workers who start there, by id."""

    name: str
    tasks: frozenset[str]
    workers: frozenset[str]


def solve_patches(
    problem: Problem,
    patches: Sequence[Patch],
    settings: Settings | None = None,
    *,
    near: int = 3,
    begin_from: Plan | None = None,
) -> Solution:
    """The plan of all patches. The settings are those of each search; `threads` patches are planned at once.

    A patch that leaves tasks out is planned again from there together with its `near` nearest patches, whose
    workers may then cross over. `begin_from` may be an older plan: what it holds of today's tasks is kept to.
    Raises `BadProblem` when the problem contradicts itself or the patches do not divide it.
    """
    settings = settings or Settings(seconds=2.0)
    require_sound(problem)
    _require_division(problem, patches)
    apart = replace(settings, starts=1, threads=1)

    def planned(patch: Patch) -> Solution:
        part = part_of(problem, tasks=patch.tasks, workers=patch.workers)
        if begin_from is None:
            return solve(part, apart)
        before = plan_within(part, begin_from)
        return solve(part, _gentle(apart, part, before), begin_from=before)

    with ThreadPoolExecutor(settings.threads) as pool:
        solutions = list(pool.map(planned, patches))
    plan = Plan(
        rounds=tuple(round_ for each in solutions for round_ in each.plan.rounds),
        unassigned=tuple(out for each in solutions for out in each.plan.unassigned),
    )
    iterations = sum(each.iterations for each in solutions)
    plan, more = _over_borders(problem, patches, settings, plan, near)
    return Solution(plan=plan, score=score(problem, plan), iterations=iterations + more, best_start=0)


def part_of(problem: Problem, *, tasks: Iterable[str], workers: Iterable[str]) -> Problem:
    """The problem of some tasks and workers alone, with travel between their places only."""
    wanted, present = frozenset(tasks), frozenset(workers)
    own_tasks = [task for task in problem.tasks if task.id in wanted]
    own_workers = [worker for worker in problem.workers if worker.id in present]
    homes = [place for worker in own_workers for place in _places(worker)]
    places = np.unique([*(task.place for task in own_tasks), *homes]).astype(int)
    row = {int(place): number for number, place in enumerate(places)}
    return replace(
        problem,
        tasks=tuple(replace(task, place=row[task.place]) for task in own_tasks),
        workers=tuple(_moved(worker, row) for worker in own_workers),
        links=tuple(link for link in problem.links if link.first in wanted and link.second in wanted),
        modes={
            name: replace(mode, travel=mode.travel[np.ix_(places, places)])
            for name, mode in problem.modes.items()
        },
    )


def plan_within(problem: Problem, plan: Plan) -> Plan:
    """What a plan says of the tasks and workers of a problem; the problem's other tasks are unassigned.

    The rounds of workers whose breaks the plan does not know begin empty.
    """
    tasks = {task.id for task in problem.tasks}
    stops = {round_.worker: round_.stops for round_ in plan.rounds}
    rounds = []
    for worker in problem.workers:
        own = [stop for stop in stops.get(worker.id, ()) if stop.task is None or stop.task in tasks]
        if sum(stop.task is None for stop in own) == len(worker.breaks):
            rounds.append(Round(worker=worker.id, stops=tuple(own)))
    within = Plan(rounds=tuple(rounds))
    placed = within.worker_of()
    out = (Unassigned(task=task, reason="Not planned before.") for task in sorted(tasks - placed.keys()))
    return replace(within, unassigned=tuple(out))


def _over_borders(
    problem: Problem, patches: Sequence[Patch], settings: Settings, plan: Plan, near: int
) -> tuple[Plan, int]:
    """The plan, each patch with tasks left out planned again with its nearest, and the iterations."""
    nearest, iterations = _nearest(problem, patches), 0
    out = {patch.name: _left_out(patch, plan) for patch in patches}
    for number in sorted(range(len(patches)), key=lambda each: -out[patches[each].name]):
        if not _left_out(patches[number], plan):
            continue
        group = [patches[each] for each in nearest(number)[: near + 1]]
        part = part_of(
            problem,
            tasks=frozenset().union(*(patch.tasks for patch in group)),
            workers=frozenset().union(*(patch.workers for patch in group)),
        )
        before = plan_within(part, plan)
        together = replace(_gentle(settings, part, before), starts=settings.threads)
        found = solve(part, together, begin_from=before)
        plan, iterations = _replaced(plan, part, found.plan), iterations + found.iterations
    return plan, iterations


def _left_out(patch: Patch, plan: Plan) -> int:
    return sum(out.task in patch.tasks for out in plan.unassigned)


def _gentle(settings: Settings, problem: Problem, plan: Plan) -> Settings:
    """Unless told otherwise a search that improves a plan may lose one journey at a time, no more."""
    if settings.hot is not None:
        return settings
    return replace(settings, hot=mean_journey(problem, plan) / problem.cost_divisor)


def _replaced(plan: Plan, part: Problem, found: Plan) -> Plan:
    new = {round_.worker: round_ for round_ in found.rounds}
    tasks = {task.id for task in part.tasks}
    return Plan(
        rounds=tuple(new.get(round_.worker, round_) for round_ in plan.rounds),
        unassigned=(*(out for out in plan.unassigned if out.task not in tasks), *found.unassigned),
    )


def _nearest(problem: Problem, patches: Sequence[Patch]) -> Callable[[int], list[int]]:
    """Patches by nearness to one, itself first: by the mean way between the places of their tasks."""
    travel = next(iter(problem.modes.values())).travel
    places: list[NDArray[np.int_]] = [
        np.array([problem.task(task).place for task in sorted(patch.tasks)]) for patch in patches
    ]

    def nearest(number: int) -> list[int]:
        ways = [
            float(travel[np.ix_(places[number], other)].mean()) if len(other) else np.inf for other in places
        ]
        return sorted(range(len(patches)), key=lambda each: (each != number, ways[each], each))

    return nearest


def _places(worker: Worker) -> list[int]:
    return [worker.start_place] if worker.end_place is None else [worker.start_place, worker.end_place]


def _moved(worker: Worker, row: dict[int, int]) -> Worker:
    end = None if worker.end_place is None else row[worker.end_place]
    return replace(worker, start_place=row[worker.start_place], end_place=end)


def _require_division(problem: Problem, patches: Sequence[Patch]) -> None:
    faults = []
    for kind, known, named in (
        ("task", [task.id for task in problem.tasks], [each for patch in patches for each in patch.tasks]),
        ("worker", [each.id for each in problem.workers], [each for p in patches for each in p.workers]),
    ):
        if sorted(known) != sorted(named):
            faults.append(f"Every {kind} must be in one patch, and in one alone.")
    patch_of = {task: patch.name for patch in patches for task in patch.tasks}
    for link in problem.links:
        if patch_of.get(link.first) != patch_of.get(link.second):
            faults.append(f"Tasks {link.first} and {link.second} are linked but in two patches.")
    if faults:
        raise BadProblem(faults)
