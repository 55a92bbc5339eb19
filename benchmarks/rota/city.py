"""A whole city's day: neighbourhood by neighbourhood, then one search over the city from those rounds."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from day import day_problem, read_day
from kith_optimiser import Plan, Problem, Settings, Solution, check, solve


def city_figures(data: Path, *, seconds: float = 3.0, threads: int = 2) -> dict[str, Any]:
    """Seconds taken and rules kept for the 8,400-visit day: neighbourhoods apart, then their borders."""
    day = read_day(data / "synthetic" / "day8400.json.gz")
    neighbourhoods = sorted({carer["n"] for carer in day["carers"]})
    cpu, began = time.process_time(), time.perf_counter()
    problems = [day_problem(day, neighbourhood=number) for number in neighbourhoods]
    with ThreadPoolExecutor(threads) as pool:
        plans = list(pool.map(lambda problem: solve(problem, Settings(seconds=seconds)).plan, problems))
    apart = time.perf_counter() - began
    city = day_problem(day)
    joined = Plan(
        rounds=tuple(round_ for plan in plans for round_ in plan.rounds),
        unassigned=tuple(out for plan in plans for out in plan.unassigned),
    )
    began = time.perf_counter()
    bordered = border_pass(city, joined)
    border = time.perf_counter() - began
    return {
        "neighbourhoods": len(neighbourhoods),
        "tasks": len(city.tasks),
        "workers": len(city.workers),
        "seconds_apart": round(apart, 1),
        "seconds_border": round(border, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "left_out_apart": len(joined.unassigned),
        "left_out": len(bordered.plan.unassigned),
        "breaches": len(check(city, bordered.plan)),
        "cost": round(bordered.score.shown),
    }


def border_pass(city: Problem, joined: Plan) -> Solution:
    """The joined rounds improved over all borders; what was left out is offered to every worker."""
    return solve(city, Settings(seconds=10.0), begin_from=joined)
