"""Other solvers beside the engine in one run, each on what it can state.

- The realistic day as it is: the engine and OR-Tools, which alone can state two workers at one door.
- The day without what PyVRP and VROOM cannot state (two at one door, a cost by worker and person, wishes
  inside the window): all four solvers, scored alike by walking minutes and visits left out.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from day import MINUTE, day_problem, read_day
from kith_optimiser import Plan, Problem, Round, Settings, Stop, Unassigned, check, solve
from kith_optimiser.score import score
from peer_ortools import ortools_rounds
from peer_pyvrp import pyvrp_rounds
from peer_vroom import vroom_rounds

SECONDS = 30.0  # of the clock, since the others know no other; the processor time each had is beside it
Rounds = Mapping[str, list[tuple[str, int]]]
RoundsOf = Callable[[Problem, float], Rounds]
PEERS: dict[str, tuple[str, str, RoundsOf]] = {
    "OR-Tools": ("ortools", "ortools", ortools_rounds),
    "PyVRP": ("pyvrp", "pyvrp", pyvrp_rounds),
    "VROOM": ("pyvroom", "vroom", vroom_rounds),
}


def peer_figures(data: Path) -> dict[str, Any]:
    """Tasks left out, rules broken and cost by solver, for the whole day and for the plain one."""
    whole = day_problem(read_day(data / "synthetic" / "day600.json.gz"))
    plain = plain_day(whole)
    figures: dict[str, Any] = {"the whole day": {}, "the plain day": {}}
    figures["the whole day"]["Kith"] = _timed(whole, _kith_plan)
    figures["the plain day"]["Kith"] = _timed(plain, _kith_plan)
    for name, (package, module, rounds_of) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            figures["the plain day"][name] = f"{package} is not installed here: not run"
            continue

        def plan_of(problem: Problem, rounds_of: RoundsOf = rounds_of) -> Plan:
            return plan_from(problem, rounds_of(problem, SECONDS))

        title = f"{name} {importlib.metadata.version(package)}"
        figures["the plain day"][title] = _timed(plain, plan_of)
        if name == "OR-Tools":
            figures["the whole day"][title] = _timed(whole, plan_of)
    return figures


def _kith_plan(problem: Problem) -> Plan:
    return solve(problem, Settings(seconds=SECONDS)).plan


def _timed(problem: Problem, plan_of: Callable[[Problem], Plan]) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    plan = plan_of(problem)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    found = judged(problem, plan) | {"cpu": round(cpu, 1), "wall": round(wall, 1)}
    print(json.dumps(found), flush=True)
    return found


def plain_day(problem: Problem) -> Problem:
    """One worker at each door, no continuity, no wish: hard windows, skills, shifts and walking."""
    second = {link.second for link in problem.links}
    tasks = tuple(
        replace(task, preferred_until=None, worker_costs={}, other_worker_cost=0)
        for task in problem.tasks
        if task.id not in second
    )
    return replace(problem, tasks=tasks, links=(), weights=replace(problem.weights, late=0))


def plan_from(problem: Problem, rounds: Rounds) -> Plan:
    """A peer's rounds as a plan; what they do not hold is left out."""
    placed = {task for stops in rounds.values() for task, _ in stops}
    return Plan(
        rounds=tuple(
            Round(worker=worker, stops=tuple(Stop(task=task, start=start) for task, start in stops))
            for worker, stops in rounds.items()
        ),
        unassigned=tuple(
            Unassigned(task=task.id, reason="Left out by the solver.")
            for task in problem.tasks
            if task.id not in placed
        ),
    )


def judged(problem: Problem, plan: Plan) -> dict[str, float]:
    """The plan by the engine's independent checker and scorer, in minutes."""
    served = replace(problem, weights=replace(problem.weights, unserved=0))
    terms = {term.name: term.cost / MINUTE for term in score(served, plan).terms}
    return {
        "left_out": len(plan.unassigned),
        "rules_broken": len(check(problem, plan)),
        "walking": round(terms["travel"]),
        "late": round(terms["late"]),
        "continuity": round(terms["continuity"]),
        "cost": round(score(served, plan).shown),
    }
