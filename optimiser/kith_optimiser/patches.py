"""A city's day, patch by patch: each planned apart; those that leave anybody out again with one nearby.

One search over a whole city thins out: ten thousand visits share its moves and no table of travel fits the
processor's cache. Patches are small, can be planned side by side, and few workers cross their borders.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from kith_optimiser.borders import Area, over_borders
from kith_optimiser.faults import BadProblem, require_sound
from kith_optimiser.parts import joined, part_of, plan_within
from kith_optimiser.plan import Plan
from kith_optimiser.problem import Problem
from kith_optimiser.score import mean_journey, score
from kith_optimiser.solve import Settings, Solution, solve

CROSSING = 3
"""Journeys that a search over a border may lose at a time; one within a patch, from a plan, loses one."""


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
    near: int = 4,
    begin_from: Plan | None = None,
) -> Solution:
    """The plan of all patches. The settings are those of one patch; `threads` searches run at once.

    A patch that leaves tasks out is planned again from there together with each of its `near` nearest in
    turn, whose workers may then cross over. `begin_from` may be an older plan: what it holds of today's tasks
    is kept to. Raises `BadProblem` when the problem contradicts itself or the patches do not divide it.
    """
    settings = settings or Settings(seconds=2.0, serve_more=True)
    require_sound(problem)
    _require_division(problem, patches)
    iterations: list[int] = []

    def planned(patch: Patch) -> Area:
        part = part_of(problem, tasks=patch.tasks, workers=patch.workers)
        before = None if begin_from is None else plan_within(part, begin_from)
        plan = found(part, before, 1)
        return Area(patches=frozenset([patch.name]), tasks=patch.tasks, workers=patch.workers, plan=plan)

    def found(part: Problem, before: Plan | None, size: int) -> Plan:
        solution = solve(part, _settings_for(settings, part, before, size), begin_from=before)
        iterations.append(solution.iterations)
        return solution.plan

    with ThreadPoolExecutor(settings.threads) as pool:
        areas = over_borders(problem, list(pool.map(planned, patches)), found, pool, near)
    plan = joined(area.plan for area in areas)
    return Solution(plan=plan, score=score(problem, plan), iterations=sum(iterations), best_start=0)


def _settings_for(settings: Settings, part: Problem, before: Plan | None, size: int) -> Settings:
    """Time for so many patches; warmth, unless told otherwise, by whether there is a plan and a border."""
    hot = settings.hot
    if hot is None and before is not None:
        hot = (CROSSING if size > 1 else 1) * mean_journey(part, before) / part.cost_divisor
    iterations, seconds = size * settings.iterations, size * settings.seconds
    return replace(settings, iterations=iterations, seconds=seconds, starts=1, threads=1, hot=hot)


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
    if len({patch.name for patch in patches}) < len(patches):
        faults.append("Two patches have the same name.")
    if faults:
        raise BadProblem(faults)
