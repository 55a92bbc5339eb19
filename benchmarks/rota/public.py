"""The public instances: cost, gap to the best public solution and gap over time, one row for each."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kith_optimiser import Settings, Solution
from kith_optimiser.cli import best_known, solve_instance
from kith_optimiser.formats import Instance, read_instance

TRACE_POINTS = 40
EQUAL = 0.011  # per cent: some public values are printed to one decimal


def instance_rows(data: Path, kind: str, settings: Settings, names: list[str]) -> Iterator[dict[str, Any]]:
    """Solves the instances of one set (those whose name contains one of the names, if any) smallest first."""
    best = best_known(data / "best_known.csv")
    instances = [read_instance(path) for path in (data / kind).glob("*.json.gz")]
    for instance in sorted(instances, key=lambda each: (len(each.problem.tasks), each.name)):
        if names and not any(name in instance.name for name in names):
            continue
        wall, cpu = time.perf_counter(), time.process_time()
        solution = solve_instance(instance, settings)
        row = _row(instance, solution, best[instance.name]) | {
            "wall": round(time.perf_counter() - wall, 1),
            "cpu": round(time.process_time() - cpu, 1),
            "starts": settings.starts,
        }
        print(json.dumps({key: value for key, value in row.items() if key != "trace"}), flush=True)
        yield row


def _row(instance: Instance, solution: Solution, known: float) -> dict[str, Any]:
    def gap(cost: float) -> float:
        return round(100 * (cost / known - 1), 3)

    trace = [[p.iterations, gap(p.cost)] for p in solution.trace if p.cost]
    return {
        "name": instance.name,
        "patients": len({patient for patient, _ in instance.names.values()}),
        "cost": round(solution.score.shown, 3),
        "best": known,
        "gap": gap(solution.score.shown),
        "iterations": solution.iterations,
        "trace": trace[:: max(1, len(trace) // TRACE_POINTS)] + trace[-1:],
    }
