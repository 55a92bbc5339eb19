"""A whole city's day, patch by patch with a border pass; then the next day from its rota; an urgent visit."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from day import day_problem, read_day
from kith_optimiser import Patch, Plan, Problem, Settings, Solution, Task, shortages, solve_patches
from kith_optimiser.parts import part_of
from realistic import require_lawful, urgent_figures

THREADS = 2
FROM_NOTHING = Settings(seconds=2.0, threads=THREADS, serve_more=True)
FROM_YESTERDAY = Settings(seconds=0.25, threads=THREADS, serve_more=True)
NEAR, NEAR_FROM_YESTERDAY = 4, 2  # patches tried as lenders by one that leaves somebody out
CANCELLED, MOVED = 40, 40  # one visit in so many, between one day and the next
WORKERS_OFF = 60  # one in so many


def city_figures(data: Path, processor_time: bool) -> dict[str, Any]:
    """Seconds taken and rules kept for 2,800 people and 8,400 visits."""
    day = read_day(data / "synthetic" / "day8400.json.gz")
    city, patches = day_problem(day), patches_of(day)
    figures, first = _timed(city, patches, replace(FROM_NOTHING, processor_time=processor_time), NEAR)
    next_day, fewer = tomorrow(city), replace(FROM_YESTERDAY, processor_time=processor_time)
    later = patches_within(next_day, patches)
    again, _ = _timed(next_day, later, fewer, NEAR_FROM_YESTERDAY, first.plan)
    return {
        "city": {"neighbourhoods": len(patches), "tasks": len(city.tasks), "workers": len(city.workers)},
        "from nothing": figures,
        "left out by neighbourhood and contact percent": _shortest(city, patches, first.plan),
        "least left out without lending, proven": _proven(city, patches),
        "from yesterday": again,
        "urgent": urgent_figures(city, first.plan),
    }


def patches_of(day: Mapping[str, Any]) -> list[Patch]:
    """The day's neighbourhoods with the tasks of their people and their carers."""
    home = {person["id"]: person["n"] for person in day["people"]}
    tasks: dict[int, list[str]] = {}
    for number, visit in enumerate(day["visits"]):
        parts = [f"v{number}{half}" for half in ("ab" if visit["two"] else "a")]
        tasks.setdefault(home[visit["person"]], []).extend(parts)
    return [
        Patch(
            name=str(number),
            tasks=frozenset(own),
            workers=frozenset(f"w{carer['id']}" for carer in day["carers"] if carer["n"] == number),
        )
        for number, own in sorted(tasks.items())
    ]


def tomorrow(city: Problem) -> Problem:
    """The same city a day later: some visits cancelled, some an hour earlier or later, some workers off."""
    together = {name: link.first for link in city.links for name in (link.first, link.second)}
    number = {task.id: index for index, task in enumerate(city.tasks)}

    def visit(task: Task) -> int:
        return number[together.get(task.id, task.id)]

    tasks = [_changed(task, visit(task)) for task in city.tasks if visit(task) % CANCELLED != 7]
    kept = {task.id for task in tasks}
    return replace(
        city,
        tasks=tuple(tasks),
        workers=tuple(each for index, each in enumerate(city.workers) if index % WORKERS_OFF != 11),
        links=tuple(link for link in city.links if link.first in kept and link.second in kept),
    )


def patches_within(city: Problem, patches: list[Patch]) -> list[Patch]:
    """The patches without what is no longer there."""
    tasks, workers = {task.id for task in city.tasks}, {worker.id for worker in city.workers}
    return [replace(each, tasks=each.tasks & tasks, workers=each.workers & workers) for each in patches]


def _changed(task: Task, visit: int) -> Task:
    if visit % MOVED != 3:
        return task
    by = 3600 if visit % 2 else -3600
    return replace(
        task,
        earliest=task.earliest + by,
        latest=task.latest + by,
        preferred_until=(task.preferred_until or task.latest) + by,
    )


def _timed(
    city: Problem, patches: list[Patch], settings: Settings, near: int, begin_from: Plan | None = None
) -> tuple[dict[str, float], Solution]:
    cpu, wall = time.process_time(), time.perf_counter()
    solution = solve_patches(city, patches, settings, near=near, begin_from=begin_from)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    require_lawful(city, solution.plan)
    figures = {
        "tasks": len(city.tasks),
        "left_out": len(solution.plan.unassigned),
        "cpu": round(cpu, 1),
        "cpu_on_each_core": round(cpu / THREADS, 1),
        "wall": round(wall, 1),
        "cost": round(solution.score.shown),
    }
    print(json.dumps(figures), flush=True)
    return figures, solution


def _proven(city: Problem, patches: list[Patch]) -> dict[str, str]:
    """For each neighbourhood that cannot serve everybody with its own workers: the proof."""
    found = {}
    for patch in patches:
        short = shortages(part_of(city, tasks=patch.tasks, workers=patch.workers))
        if short:
            found[patch.name] = " ".join(each.words() for each in short)
    return found


def _shortest(city: Problem, patches: list[Patch], plan: Plan) -> dict[str, str]:
    """For each neighbourhood with tasks left out: how many, and what share of paid time is asked for."""
    figures = {}
    for patch in patches:
        out = sum(each.task in patch.tasks for each in plan.unassigned)
        if out:
            asked = sum(task.service for task in city.tasks if task.id in patch.tasks)
            paid = sum(each.shift_end - each.shift_start for each in city.workers if each.id in patch.workers)
            figures[patch.name] = f"{out} ({100 * asked / paid:.0f} %)"
    return figures
