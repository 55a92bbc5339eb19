"""The synthetic home care day (`day600`, `day8400`) as a problem, and its own small evaluator.

Times are seconds. A visit may start from a quarter of an hour before to an hour after its preferred time;
lateness counts from a quarter of an hour after. Cost: walking minutes (straight line x 1.3 at 80 m a minute,
home legs included), one per late minute, ten per visit part by a worker the person does not know.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from kith_optimiser import Break, Link, Mode, Plan, Problem, Task, Weights, Worker
from numpy.typing import NDArray

MINUTE = 60
METRES_PER_MINUTE = 80.0
DETOUR = 1.3
UNKNOWN_WORKER = 10 * MINUTE
BREAK = 20  # minutes, as the Working Time Regulations 1998 (regulation 12) ask of a shift over six hours


def read_day(path: Path) -> dict[str, Any]:
    """The day's people, visits, carers and who knows whom."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return dict(json.load(file))


def day_problem(day: Mapping[str, Any], *, breaks: bool = False, neighbourhood: int | None = None) -> Problem:
    """The day as a problem; with rest breaks if asked; one neighbourhood of it if named."""
    chosen = [p["id"] for p in day["people"] if neighbourhood in (None, p["n"])]
    carers = [c for c in day["carers"] if neighbourhood in (None, c["n"])]
    row = {person: number for number, person in enumerate(chosen)}
    people = {person["id"]: person for person in day["people"]}
    points = [people[person]["xy"] for person in chosen] + [carer["home"] for carer in carers]
    tasks, links = [], []
    for number, visit in enumerate(day["visits"]):
        if visit["person"] not in row:
            continue
        parts = [f"v{number}a", f"v{number}b"] if visit["two"] else [f"v{number}a"]
        tasks += [_task(name, visit, row[visit["person"]], day["known"]) for name in parts]
        if visit["two"]:
            links.append(Link.double_handed(*parts))
    workers = tuple(_worker(carer, len(chosen) + i, breaks) for i, carer in enumerate(carers))
    return Problem(
        tasks=tuple(tasks),
        workers=workers,
        links=tuple(links),
        modes={"walk": Mode(travel=walking_seconds(np.array(points)))},
        weights=Weights(travel=1, early=0, late=1, overtime=20, unserved=1000 * MINUTE),
        cost_unit="point",
        cost_divisor=MINUTE,
    )


def walking_seconds(points: NDArray[np.float64]) -> NDArray[np.int_]:
    """Seconds on foot between points in metres, rounded to the nearest."""
    metres = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    return np.rint(metres * DETOUR / METRES_PER_MINUTE * MINUTE).astype(np.int64)


def _task(name: str, visit: Mapping[str, Any], place: int, known: Mapping[str, list[int]]) -> Task:
    return Task(
        id=name,
        place=place,
        service=visit["dur"] * MINUTE,
        earliest=(visit["e"] + 45) * MINUTE,
        latest=visit["l"] * MINUTE,
        preferred_until=(visit["pref"] + 15) * MINUTE,
        skills=frozenset([str(visit["skill"])]),
        worker_costs={f"w{carer}": 0 for carer in known[str(visit["person"])]},
        other_worker_cost=UNKNOWN_WORKER,
    )


def _worker(carer: Mapping[str, Any], home: int, breaks: bool) -> Worker:
    start, end = carer["start"] * MINUTE, carer["end"] * MINUTE
    pause = Break(earliest=start + 90 * MINUTE, latest=end - 110 * MINUTE, duration=BREAK * MINUTE)
    return Worker(
        id=f"w{carer['id']}",
        start_place=home,
        end_place=home,
        shift_start=start,
        shift_end=end,
        skills=dict.fromkeys(str(skill) for skill in carer["skills"]),
        breaks=(pause,) if breaks else (),
    )


def evaluate(day: Mapping[str, Any], plan: Plan) -> dict[str, float]:
    """Cost and terms of a plan in minutes and points, from the raw day alone, with unrounded walking.

    `violations` counts visit parts out of window, out of skill, unreachable, over shift or not in step, and
    those left out; it allows the two seconds by which rounded walking times may differ.
    """
    people = {person["id"]: person["xy"] for person in day["people"]}
    carers = {f"w{carer['id']}": carer for carer in day["carers"]}
    walking = late = unknown = violations = 0.0
    starts: dict[str, tuple[float, str]] = {}
    for round_ in plan.rounds:
        carer = carers[round_.worker]
        here, free = carer["home"], float(carer["start"])
        for stop in round_.stops:
            start = stop.start / MINUTE
            if stop.task is None:
                violations += start < free - 1e-9
                free = start + BREAK
                continue
            visit = day["visits"][int(stop.task[1:-1])]
            way = math.dist(here, people[visit["person"]]) * DETOUR / METRES_PER_MINUTE
            walking += way
            late += max(0.0, start - visit["pref"] - 15)
            unknown += carer["id"] not in day["known"][str(visit["person"])]
            violations += not visit["e"] + 45 <= start <= visit["l"]
            violations += visit["skill"] not in carer["skills"]
            violations += start < free + way - 2 / 60
            here, free = people[visit["person"]], start + visit["dur"]
            starts[stop.task] = (start, round_.worker)
        if any(stop.task is not None for stop in round_.stops):
            way = math.dist(here, carer["home"]) * DETOUR / METRES_PER_MINUTE
            walking += way
            violations += free + way > carer["end"] + 2 / 60
    for number, visit in enumerate(day["visits"]):
        parts = [starts.get(f"v{number}{half}") for half in ("ab" if visit["two"] else "a")]
        violations += parts.count(None)
        if visit["two"] and parts[0] and parts[1]:
            violations += parts[0][0] != parts[1][0] or parts[0][1] == parts[1][1]
    cost = walking + late + 10 * unknown
    return {"cost": cost, "walking": walking, "late": late, "unknown": unknown, "violations": violations}
