"""The realistic day: with breaks and without, an urgent visit into it, and workers off sick."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from day import MINUTE, day_problem, evaluate, read_day
from kith_optimiser import Board, Plan, Problem, Settings, check, repair, solve

SECONDS = 20.0
URGENT_VISITS = 40
WORKERS_OFF = 3


def day_figures(data: Path, processor_time: bool) -> dict[str, Any]:
    """The day at 20 s, plain and with breaks; the plain plan with urgent visits and with workers off."""
    day = read_day(data / "synthetic" / "day600.json.gz")
    figures: dict[str, Any] = {}
    for name, breaks in (("plain", False), ("with breaks", True)):
        problem = day_problem(day, breaks=breaks)
        cpu = time.process_time()
        solution = solve(problem, Settings(seed=1, seconds=SECONDS, processor_time=processor_time))
        require_lawful(problem, solution.plan)
        figures[name] = evaluate(day, solution.plan) | {
            "left_out": len(solution.plan.unassigned),
            "million_moves": round(solution.iterations / 1e6, 1),
            "cpu": round(time.process_time() - cpu, 1),
        }
        print(json.dumps({name: figures[name]}), flush=True)
        if not breaks:
            figures["urgent"] = urgent_figures(problem, solution.plan)
            figures |= off_sick_figures(problem, solution.plan, processor_time)
    return figures


def require_lawful(problem: Problem, plan: Plan) -> None:
    """Stops the benchmark at the first plan that breaks a hard rule."""
    breaches = check(problem, plan)
    if breaches:
        raise AssertionError(breaches[0].words)


def urgent_figures(problem: Problem, plan: Plan) -> dict[str, float]:
    """Milliseconds of processor to rank offers of an urgent visit through Python: least and median of 40."""
    times = []
    with Board(problem, plan) as board:
        for number in range(URGENT_VISITS):
            window = {"earliest": 600 * MINUTE, "latest": 700 * MINUTE, "preferred_until": 620 * MINUTE}
            task = replace(problem.tasks[3 * number % len(problem.tasks)], id=f"urgent {number}", **window)  # type: ignore[arg-type]
            began = time.process_time()
            board.offers(task)
            times.append(1000 * (time.process_time() - began))
    return {"least_ms": round(min(times), 2), "median_ms": round(sorted(times)[URGENT_VISITS // 2], 2)}


def off_sick_figures(problem: Problem, plan: Plan, processor_time: bool) -> dict[str, dict[str, float]]:
    """The day repaired without each of its busiest workers in turn, at the seconds `repair` takes by default.

    "left out afresh" is what a search of the whole day from nothing leaves out without that worker, in 20 s.
    """
    figures = {}
    busiest = sorted(plan.rounds, key=lambda round_: (-len(round_.stops), round_.worker))
    for round_ in busiest[:WORKERS_OFF]:
        away = round_.worker
        settings = Settings(seconds=1.5, processor_time=processor_time)
        cpu, wall = time.process_time(), time.perf_counter()
        mended = repair(problem, plan, absent=[away], settings=settings)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        before, after = plan.worker_of(), mended.plan.worker_of()
        others = [task for task, worker in before.items() if worker != away]
        changed = sum(after.get(task) != before[task] for task in others)
        figures[f"{away} off sick"] = {
            "tasks": len(before) - len(others),
            "left_out": len(mended.plan.unassigned),
            "left_out_afresh": _left_out_afresh(problem, away, processor_time),
            "others_changed_percent": round(100 * changed / len(others), 2),
            "cpu": round(cpu, 2),
            "wall": round(wall, 2),
        }
        print(json.dumps({away: figures[f"{away} off sick"]}), flush=True)
    return figures


def _left_out_afresh(problem: Problem, away: str, processor_time: bool) -> int:
    tasks = tuple(replace(task, forbidden_workers=task.forbidden_workers | {away}) for task in problem.tasks)
    settings = Settings(seconds=SECONDS, processor_time=processor_time)
    return len(solve(replace(problem, tasks=tasks), settings).plan.unassigned)
