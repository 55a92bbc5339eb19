"""One command for all the rota engine's figures: `python benchmarks/rota/run.py --data DIRECTORY`.

Solves the public instances, the synthetic day with and without breaks, an urgent visit, a worker off sick and
a city; writes `results/figures.json`, tables and a plot. Every plan passes the independent checker first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from city import city_figures
from day import MINUTE, day_problem, evaluate, read_day
from kith_optimiser import Board, Plan, Problem, Settings, check, repair, solve
from kith_optimiser.cli import best_known, solve_instance
from kith_optimiser.formats import read_instance
from report import write_report

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    """Runs the parts asked for, keeping earlier figures of the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--iterations", type=int, default=0, help="of each search, instead of seconds")
    parser.add_argument("--only", choices=["mankowska", "kummer", "day", "city"], nargs="*")
    options = parser.parse_args()
    parts = options.only or ["mankowska", "kummer", "day", "city"]
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / "figures.json"
    figures: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for part in parts:
        if part == "day":
            figures[part] = day_figures(options.data, options.iterations)
        elif part == "city":
            figures[part] = city_figures(options.data)
        else:
            figures[part] = instance_figures(options.data, part, options.seconds, options.iterations)
        figures["machine"] = machine()
        kept.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        write_report(figures, RESULTS)


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text(encoding="utf-8").splitlines() if "model name" in line]
        model = names[0].split(":")[1].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def instance_figures(data: Path, kind: str, seconds: float, iterations: int) -> list[dict[str, Any]]:
    """Cost, gap to the best public solution (per cent) and gap over time for one set, one start, seed 1."""
    best = best_known(data / "best_known.csv")
    figures = []
    for path in sorted((data / kind).glob("*.json.gz")):
        instance = read_instance(path)
        settings = Settings(seed=1, seconds=0 if iterations else seconds, iterations=iterations)
        wall, cpu = time.perf_counter(), time.process_time()
        solution = solve_instance(instance, settings)
        known = best[instance.name]
        row = {
            "name": instance.name,
            "patients": len({patient for patient, _ in instance.names.values()}),
            "cost": round(solution.score.shown, 3),
            "best": known,
            "gap": round(100 * (solution.score.shown / known - 1), 3),
            "iterations": solution.iterations,
            "wall": round(time.perf_counter() - wall, 1),
            "cpu": round(time.process_time() - cpu, 1),
            "trace": [[p.iterations, round(100 * (p.cost / known - 1), 2)] for p in solution.trace if p.cost],
        }
        row["trace"] = row["trace"][:: max(1, len(row["trace"]) // 40)] + row["trace"][-1:]
        figures.append(row)
        print(json.dumps({key: value for key, value in row.items() if key != "trace"}), flush=True)
    return figures


def day_figures(data: Path, iterations: int) -> dict[str, Any]:
    """The day at 20 s or so many iterations, with breaks too; an urgent visit; a worker off sick."""
    day = read_day(data / "synthetic" / "day600.json.gz")
    figures: dict[str, Any] = {}
    for name, breaks in (("plain", False), ("with breaks", True)):
        problem = day_problem(day, breaks=breaks)
        cpu = time.process_time()
        solution = solve(problem, Settings(seed=1, seconds=0 if iterations else 20, iterations=iterations))
        breaches = check(problem, solution.plan)
        if breaches:
            raise AssertionError(breaches[0].words)
        figures[name] = evaluate(day, solution.plan) | {
            "left_out": len(solution.plan.unassigned),
            "iterations": solution.iterations,
            "cpu": round(time.process_time() - cpu, 1),
        }
        print(json.dumps({name: figures[name]}), flush=True)
        if not breaks:
            figures["urgent"] = urgent_figures(problem, solution.plan)
            figures["off sick"] = repair_figures(problem, solution.plan)
    return figures


def urgent_figures(problem: Problem, plan: Plan) -> dict[str, float]:
    """Milliseconds for ranked offers of an urgent visit through Python: least and median of 40."""
    times = []
    with Board(problem, plan) as board:
        for number in range(40):
            facts = {"earliest": 600 * MINUTE, "latest": 700 * MINUTE, "preferred_until": 620 * MINUTE}
            task = replace(problem.tasks[3 * number], id=f"urgent {number}", **facts)
            began = time.perf_counter()
            board.offers(task)
            times.append(1000 * (time.perf_counter() - began))
    return {"least_ms": round(min(times), 2), "median_ms": round(sorted(times)[20], 2)}


def repair_figures(problem: Problem, plan: Plan) -> dict[str, float]:
    """Seconds to repair the day without its busiest worker, and how many visits of others change worker."""
    away = max(plan.rounds, key=lambda round_: len(round_.stops)).worker
    began = time.perf_counter()
    mended = repair(problem, plan, absent=[away])
    seconds = time.perf_counter() - began
    before, after = plan.worker_of(), mended.plan.worker_of()
    others = [task for task, worker in before.items() if worker != away]
    changed = sum(after.get(task) != before[task] for task in others)
    return {
        "seconds": round(seconds, 2),
        "changed_percent": round(100 * changed / len(others), 2),
        "left_out_before": len(plan.unassigned),
        "left_out_after": len(mended.plan.unassigned),
        "tasks_of_absent": len(before) - len(others),
    }


if __name__ == "__main__":
    main()
