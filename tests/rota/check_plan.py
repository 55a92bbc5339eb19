"""A slow, plain checker of plans, written from the rules in `planner.py` and from no planner's code."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

from kith.rota.planner import CrewShift, Day, Place, Placement, Plan, Task

SPEED = {"walk": 80, "cycle": 200, "drive": 400}
STOPPING = {"walk": 0, "cycle": 1, "drive": 3}


def check_plan(day: Day, plan: Plan) -> list[str]:
    """What is wrong with a plan, in sentences; empty when every rule is kept."""
    tasks = {task.visit_id: task for task in day.tasks} | {task.visit_id: task for task, _ in day.fixed}
    shifts = {shift.shift_id: shift for shift in day.crew}
    placed = [*plan.placements, *(placement for _, placement in day.fixed)]
    wrong = _wrong_counts(day, plan)
    rounds: defaultdict[object, list[Placement]] = defaultdict(list)
    for placement in placed:
        shift, task = shifts[placement.shift_id], tasks[placement.visit_id]
        rounds[shift.shift_id].append(placement)
        wrong += _wrong_placement(task, shift, placement)
    for shift_id, round_ in rounds.items():
        wrong += _wrong_round(shifts[shift_id], sorted(round_, key=lambda each: each.starts), tasks)  # type: ignore[index]
    return wrong


def _wrong_counts(day: Day, plan: Plan) -> list[str]:
    wrong = []
    unplaced = {each.visit_id for each in plan.unplaced}
    for task in day.tasks:
        mine = [each for each in plan.placements if each.visit_id == task.visit_id]
        if task.visit_id in unplaced:
            if mine:
                wrong.append(f"{task.visit_id} is placed and unplaced")
            continue
        if sorted(each.place for each in mine) != list(range(1, task.workers + 1)):
            wrong.append(f"{task.visit_id} has places {[each.place for each in mine]}")
        if len({each.worker_id for each in mine}) != task.workers:
            wrong.append(f"{task.visit_id} has the same worker twice")
        if len({each.starts for each in mine}) > 1:
            wrong.append(f"{task.visit_id} does not start together")
    return wrong


def _wrong_placement(task: Task, shift: CrewShift, placement: Placement) -> list[str]:
    ends = placement.starts + placement.minutes
    rules = {
        "starts before its window": placement.starts < task.window_starts,
        "ends after its window": ends > task.window_ends,
        "starts before the shift": placement.starts < shift.starts,
        "ends after the shift": ends > shift.ends,
        "has the wrong length": placement.minutes != task.minutes,
        "is by a worker without the skill": not task.skills <= shift.skills,
        "is by another worker than the shift's": placement.worker_id != shift.worker_id,
    }
    return [f"{task.visit_id} {rule}" for rule, broken in rules.items() if broken]


def _wrong_round(shift: CrewShift, stops: list[Placement], tasks: dict[object, Task]) -> list[str]:
    wrong = []
    gaps = []  # of each: when the worker is free, when they must leave, how long they travel
    free_at, door, busy = shift.starts, None, 0
    for stop in stops:
        metres = 0 if door is None else _metres(door, tasks[stop.visit_id].door)
        way = _minutes(metres, shift.travel_mode)
        if free_at + way > stop.starts:
            wrong.append(f"{stop.visit_id} cannot be reached in time")
        gaps.append((free_at, stop.starts - way))
        busy += way + stop.minutes
        free_at, door = stop.starts + stop.minutes, tasks[stop.visit_id].door
    gaps.append((free_at, shift.ends))
    if busy > shift.ends - shift.starts - shift.break_minutes - shift.downtime_minutes:
        wrong.append(f"{shift.shift_id} has too little down-time")
    first, last = shift.break_window
    longest = max(min(until, last) - max(since, first) for since, until in gaps)
    if shift.break_minutes and longest < shift.break_minutes:
        wrong.append(f"{shift.shift_id} has no break")
    assert all(one.starts <= other.starts for one, other in pairwise(stops))
    return wrong


def _metres(one: Place, other: Place) -> int:
    north, east = math.radians(other.lat - one.lat) / 2, math.radians(other.lon - one.lon) / 2
    chord = (
        math.sin(north) ** 2
        + math.cos(math.radians(one.lat)) * math.cos(math.radians(other.lat)) * math.sin(east) ** 2
    )
    return round(round(2 * 6_371_009 * math.asin(math.sqrt(chord))) * 1.3)


def _minutes(metres: int, mode: str) -> int:
    return math.ceil(metres / SPEED[mode]) + (STOPPING[mode] if metres else 0)
