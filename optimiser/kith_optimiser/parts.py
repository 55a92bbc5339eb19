"""A part of a problem as a problem of its own, and what a plan says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from kith_optimiser.plan import Plan, Round, Unassigned
from kith_optimiser.problem import Problem, Worker


def part_of(problem: Problem, *, tasks: Iterable[str], workers: Iterable[str]) -> Problem:
    """The problem of some tasks and workers alone, with travel between their places only."""
    wanted, present = frozenset(tasks), frozenset(workers)
    own_tasks = [task for task in problem.tasks if task.id in wanted]
    own_workers = [worker for worker in problem.workers if worker.id in present]
    homes = [place for worker in own_workers for place in _places(worker)]
    places = np.unique([*(task.place for task in own_tasks), *homes]).astype(int)
    row = {int(place): number for number, place in enumerate(places)}
    return replace(
        problem,
        tasks=tuple(replace(task, place=row[task.place]) for task in own_tasks),
        workers=tuple(_moved(worker, row) for worker in own_workers),
        links=tuple(link for link in problem.links if link.first in wanted and link.second in wanted),
        modes={
            name: replace(mode, travel=mode.travel[np.ix_(places, places)])
            for name, mode in problem.modes.items()
        },
    )


def plan_within(problem: Problem, plan: Plan) -> Plan:
    """What a plan says of the tasks and workers of a problem; the problem's other tasks are unassigned.

    The rounds of workers whose breaks the plan does not know begin empty.
    """
    tasks = {task.id for task in problem.tasks}
    stops = {round_.worker: round_.stops for round_ in plan.rounds}
    rounds = []
    for worker in problem.workers:
        own = [stop for stop in stops.get(worker.id, ()) if stop.task is None or stop.task in tasks]
        if sum(stop.task is None for stop in own) == len(worker.breaks):
            rounds.append(Round(worker=worker.id, stops=tuple(own)))
    within = Plan(rounds=tuple(rounds))
    placed = within.worker_of()
    out = (Unassigned(task=task, reason="Not planned before.") for task in sorted(tasks - placed.keys()))
    return replace(within, unassigned=tuple(out))


def joined(plans: Iterable[Plan]) -> Plan:
    """The plans of parts without a worker or task in common as one."""
    every = tuple(plans)
    return Plan(
        rounds=tuple(round_ for plan in every for round_ in plan.rounds),
        unassigned=tuple(out for plan in every for out in plan.unassigned),
    )


def _places(worker: Worker) -> list[int]:
    return [worker.start_place] if worker.end_place is None else [worker.start_place, worker.end_place]


def _moved(worker: Worker, row: dict[int, int]) -> Worker:
    end = None if worker.end_place is None else row[worker.end_place]
    return replace(worker, start_place=row[worker.start_place], end_place=end)
