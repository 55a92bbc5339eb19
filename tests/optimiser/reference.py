"""The least start times of given rounds, the slow way: everything is pushed later until nothing moves."""

from __future__ import annotations

from kith_optimiser import Plan, Problem, Round, Stop


def least_starts(problem: Problem, rounds: dict[str, list[Stop]], releases: dict[str, int]) -> Plan:
    """The plan in which every stop starts as early as its release, its round and its links allow."""
    start = {stop: 0 for stops in rounds.values() for stop in _keys(rounds, stops)}
    for _ in range(10_000):
        before = dict(start)
        _push_rounds(problem, rounds, releases, start)
        _push_links(problem, start)
        if start == before:
            break
    else:
        raise AssertionError("the rounds wait for each other for ever")
    plan_rounds = []
    for worker, stops in rounds.items():
        keys = _keys(rounds, stops)
        timed = [
            Stop(task=stop.task, break_number=stop.break_number, start=start[key])
            for stop, key in zip(stops, keys, strict=True)
        ]
        plan_rounds.append(Round(worker=worker, stops=tuple(timed)))
    return Plan(rounds=tuple(plan_rounds))


def _keys(rounds: dict[str, list[Stop]], stops: list[Stop]) -> list[str]:
    worker = next(name for name, own in rounds.items() if own is stops)
    return [
        stop.task if stop.task is not None else f"break {stop.break_number} of {worker}" for stop in stops
    ]


def _push_rounds(
    problem: Problem, rounds: dict[str, list[Stop]], releases: dict[str, int], start: dict[str, int]
) -> None:
    for worker in problem.workers:
        travel = problem.modes[worker.mode].travel
        free, place = worker.opens, worker.start_place
        stops = rounds[worker.id]
        for stop, key in zip(stops, _keys(rounds, stops), strict=True):
            free = max(free, problem.now)
            if stop.task is None:
                pause = worker.breaks[stop.break_number]
                start[key] = max(start[key], free, pause.earliest)
                free = start[key] + pause.duration
            else:
                task = problem.task(stop.task)
                there = free + int(travel[place, task.place])
                start[key] = max(start[key], there, releases[stop.task])
                free, place = start[key] + task.service, task.place


def _push_links(problem: Problem, start: dict[str, int]) -> None:
    for link in problem.links:
        if link.first not in start or link.second not in start:
            continue
        if link.min_gap is not None:
            start[link.second] = max(start[link.second], start[link.first] + link.min_gap)
        if link.max_gap is not None:
            start[link.first] = max(start[link.first], start[link.second] - link.max_gap)
