"""Workers lent over a border: an area that leaves tasks out is planned again together with one nearby.

Areas between which a worker crosses become one and stay together, so the areas always divide the city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from kith_optimiser.faults import reasons_nobody_can
from kith_optimiser.parts import joined, part_of
from kith_optimiser.plan import Plan
from kith_optimiser.problem import Problem

MOST_PATCHES = 5
"""Larger areas are not made: a search thins out in them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """Patches planned as one: their names, their tasks and workers by id, and the plan."""

    patches: frozenset[str]
    tasks: frozenset[str]
    workers: frozenset[str]
    plan: Plan

    @property
    def left_out(self) -> frozenset[str]:
        """Ids of the tasks in no round."""
        return frozenset(out.task for out in self.plan.unassigned)

    def together_with(self, other: Area) -> Area:
        """Both areas and their plans as one."""
        return Area(
            patches=self.patches | other.patches,
            tasks=self.tasks | other.tasks,
            workers=self.workers | other.workers,
            plan=joined((self.plan, other.plan)),
        )

    def planned_by(self, plan: Plan) -> Area:
        """The area with what a plan says of its workers and tasks."""
        rounds = tuple(round_ for round_ in plan.rounds if round_.worker in self.workers)
        unassigned = tuple(out for out in plan.unassigned if out.task in self.tasks)
        return replace(self, plan=Plan(rounds=rounds, unassigned=unassigned))


Search = Callable[[Problem, Plan, int], Plan]
"""The plan found for a part of the city from the one given; the number is how many patches the part is of."""


def over_borders(
    problem: Problem, areas: list[Area], search: Search, pool: Executor, near: int
) -> list[Area]:
    """The areas, each that left tasks out planned again with the `near` areas nearest to those tasks in turn.

    Pairs that have no area in common are planned side by side.
    """
    left_out = [problem.task(task) for area in areas for task in sorted(area.left_out)]
    hopeless = reasons_nobody_can(problem, left_out).keys()
    tried: set[frozenset[str]] = set()
    while pairs := list(_pairs(problem, areas, hopeless, tried, near)):
        tried |= {one.patches | other.patches for one, other in pairs}
        found = pool.map(lambda pair: _planned_together(problem, pair[0], pair[1], search), pairs)
        paired = {patch for one, other in pairs for patch in one.patches | other.patches}
        apart = [area for area in areas if not area.patches & paired]
        areas = [*apart, *(area for result in found for area in result)]
    return areas


def _planned_together(problem: Problem, one: Area, other: Area, search: Search) -> list[Area]:
    """One area where a worker of one area now does a task of the other; two where nobody crosses."""
    both = one.together_with(other)
    part = part_of(problem, tasks=both.tasks, workers=both.workers)
    plan = search(part, both.plan, len(both.patches))
    if all((task in one.tasks) == (worker in one.workers) for task, worker, _ in plan.visits()):
        return [one.planned_by(plan), other.planned_by(plan)]
    return [both.planned_by(plan)]


def _pairs(
    problem: Problem, areas: list[Area], hopeless: Set[str], tried: set[frozenset[str]], near: int
) -> Iterator[tuple[Area, Area]]:
    """For each area that leaves tasks out, most first, the nearest it was not tried with; no area twice."""
    busy: set[frozenset[str]] = set()
    for area in sorted(areas, key=lambda each: (-len(each.left_out - hopeless), min(each.patches))):
        if area.left_out <= hopeless or area.patches in busy:
            continue
        for other in _nearest(problem, area, area.left_out - hopeless, areas)[:near]:
            both = area.patches | other.patches
            if other.patches not in busy and both not in tried and len(both) <= MOST_PATCHES:
                busy |= {area.patches, other.patches}
                yield area, other
                break


def _nearest(problem: Problem, area: Area, tasks: Set[str], areas: list[Area]) -> list[Area]:
    """The other areas, those with the shortest mean way from these tasks to theirs first."""
    travel = next(iter(problem.modes.values())).travel
    rows = [problem.task(task).place for task in sorted(tasks)]

    def way(other: Area) -> float:
        columns = [problem.task(task).place for task in other.tasks]
        return int(travel[np.ix_(rows, columns)].sum()) / len(columns) if columns else np.inf

    others = [each for each in areas if each.patches != area.patches]
    return sorted(others, key=lambda each: (way(each), min(each.patches)))
