"""How the engine grows from 50 to 10,000 visits: to open a day, to try a move, to answer an urgent visit."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from day import day_problem, read_day
from kith_optimiser import Settings, solve
from kith_optimiser.core import Engine
from realistic import urgent_figures

SIZES = (50, 200, 600, 2000, 5000, 10000)
SECONDS = 1.0
FAR = 100_000  # metres from one copy of the city to the next
MANY = 100_000  # more than there are ids of a kind


def growth_figures(data: Path, processor_time: bool) -> list[dict[str, float]]:
    """One row for each size of the synthetic city, cut or copied to so many visits."""
    city = read_day(data / "synthetic" / "day8400.json.gz")
    return [_row(city, visits, processor_time) for visits in SIZES]


def _row(city: Mapping[str, Any], visits: int, processor_time: bool) -> dict[str, float]:
    problem = day_problem(grown(city, visits))
    cpu = time.process_time()
    Engine(problem).close()
    opened = time.process_time() - cpu
    solution = solve(problem, Settings(seconds=SECONDS, processor_time=processor_time))
    row = {
        "visits": visits,
        "tasks": len(problem.tasks),
        "workers": len(problem.workers),
        "open_seconds": round(opened, 3),
        "thousand_moves_a_second": round(solution.iterations / SECONDS / 1000),
        "left_out_percent": round(100 * len(solution.plan.unassigned) / len(problem.tasks), 2),
        "urgent_ms": urgent_figures(problem, solution.plan)["median_ms"],
    }
    print(json.dumps(row), flush=True)
    return row


def grown(city: Mapping[str, Any], visits: int) -> dict[str, Any]:
    """The city's neighbourhoods in turn, then copies of it far away, until there are so many visits.

    The last neighbourhood is cut, its carers in proportion.
    """
    day: dict[str, Any] = {"people": [], "carers": [], "visits": [], "known": {}}
    numbers = sorted({carer["n"] for carer in city["carers"]})
    copy = 0
    while len(day["visits"]) < visits:
        for number in numbers:
            if len(day["visits"]) < visits:
                _add(day, city, number, copy, visits - len(day["visits"]))
        copy += 1
    return day


def _add(day: dict[str, Any], city: Mapping[str, Any], number: int, copy: int, most: int) -> None:
    people = {person["id"] for person in city["people"] if person["n"] == number}
    visits = [visit for visit in city["visits"] if visit["person"] in people]
    carers = [carer for carer in city["carers"] if carer["n"] == number]
    wanted = max(2, round(len(carers) * min(1.0, most / len(visits))))
    chosen = carers[:: max(1, len(carers) // wanted)][:wanted]
    by = copy * MANY
    step = max(1, len(visits) // most)
    for person in city["people"]:
        if person["id"] in people:
            known = [carer + by for carer in city["known"][str(person["id"])]]
            day["people"].append(person | {"id": person["id"] + by, "xy": _moved(person["xy"], copy)})
            day["known"][str(person["id"] + by)] = known
    for carer in chosen:
        day["carers"].append(carer | {"id": carer["id"] + by, "home": _moved(carer["home"], copy)})
    day["visits"] += [visit | {"person": visit["person"] + by} for visit in visits[::step][:most]]


def _moved(point: list[float], copy: int) -> list[float]:
    return [point[0] + copy * FAR, point[1]]
