"""An independent check of a plan against its problem, written from the model alone.

Slow and plain on purpose: it imports nothing of the search or of the scoring, and every plan in tests,
benchmarks and production passes it. What is done or in progress is taken as it happened; only its effect
on the rest is checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kith_optimiser.plan import Plan, Round, Stop
from kith_optimiser.problem import Link, Problem, Task, Worker


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach:
    """A hard rule broken, in words, with the tasks or workers concerned."""

    rule: str
    subject: str
    words: str


def check(problem: Problem, plan: Plan) -> list[Breach]:
    """Every hard rule the plan breaks; an empty list when it keeps them all."""
    start, worker = plan.start_of(), plan.worker_of()
    return [
        *_complete(problem, plan),
        *(breach for round_ in plan.rounds for breach in _round(problem, round_)),
        *(breach for link in problem.links for breach in _link(start, worker, link)),
    ]


def _complete(problem: Problem, plan: Plan) -> Iterator[Breach]:
    known = {task.id for task in problem.tasks}
    times = Counter([task for task, _, _ in plan.visits()] + [out.task for out in plan.unassigned])
    for task, count in times.items():
        if task not in known:
            yield Breach(rule="known task", subject=task, words=f"{task} is not in the problem.")
        elif count > 1:
            yield Breach(rule="once", subject=task, words=f"{task} is in the plan {count} times.")
    for task in sorted(known - set(times)):
        yield Breach(rule="once", subject=task, words=f"{task} is neither rostered nor listed as unassigned.")
    for out in plan.unassigned:
        if not out.reason:
            yield Breach(rule="reason", subject=out.task, words=f"{out.task} is unassigned without a reason.")
    workers = Counter(round_.worker for round_ in plan.rounds)
    for worker, count in workers.items():
        if count > 1 or worker not in {known_worker.id for known_worker in problem.workers}:
            yield Breach(
                rule="one round", subject=worker, words=f"{worker} is unknown or has {count} rounds."
            )


def _round(problem: Problem, round_: Round) -> Iterator[Breach]:
    worker = next(worker for worker in problem.workers if worker.id == round_.worker)
    breaks = [stop.break_number for stop in round_.stops if stop.task is None]
    if sorted(breaks) != list(range(len(worker.breaks))):
        yield Breach(rule="breaks", subject=worker.id, words=f"{worker.id} does not have each break once.")
    place, free_at, used = worker.start_place, worker.opens, False
    travel = problem.modes[worker.mode].travel
    for stop in round_.stops:
        if stop.task is None:
            pause = worker.breaks[stop.break_number]
            if stop.start < max(free_at, pause.earliest) or stop.start > pause.latest:
                yield Breach(
                    rule="break", subject=worker.id, words=f"A break of {worker.id} starts at {stop.start}."
                )
            free_at = stop.start + pause.duration
            continue
        task = problem.task(stop.task)
        yield from _may(worker, task)
        yield from _in_time(problem, worker, task, stop, free_at, int(travel[place, task.place]))
        place, free_at, used = task.place, stop.start + task.service, True
    home = int(travel[place, worker.end_place]) if used and worker.end_place is not None else 0
    only_done = all(stop.task is not None and problem.task(stop.task).frozen for stop in round_.stops)
    if used and not only_done and max(free_at, problem.now) + home > worker.closes:
        words = f"{worker.id} finishes at {max(free_at, problem.now) + home}, after {worker.closes}."
        yield Breach(rule="shift", subject=worker.id, words=words)


def _may(worker: Worker, task: Task) -> Iterator[Breach]:
    locked = task.lock.worker if task.lock else None
    if locked is not None:
        if locked != worker.id:
            words = f"{task.id} is locked to {locked} but {worker.id} does it."
            yield Breach(rule="lock", subject=task.id, words=words)
        return
    if worker.id in task.forbidden_workers or (
        task.only_workers is not None and worker.id not in task.only_workers
    ):
        yield Breach(rule="permission", subject=task.id, words=f"{worker.id} may not do {task.id}.")
    for skill in sorted(task.skills):
        latest_start = task.lock.start if task.lock and task.lock.start is not None else task.latest
        needed_until = min(latest_start + task.service, max(task.finish_by, latest_start), 2**30)
        expiry = worker.skills.get(skill, -1)
        if expiry is not None and expiry < needed_until:
            words = f"{worker.id} does not hold {skill} in date for {task.id}."
            yield Breach(rule="skill", subject=task.id, words=words)


def _in_time(
    problem: Problem, worker: Worker, task: Task, stop: Stop, free_at: int, way: int
) -> Iterator[Breach]:
    if task.lock and task.lock.start is not None and stop.start != task.lock.start:
        words = f"{task.id} starts at {stop.start}, locked to {task.lock.start}."
        yield Breach(rule="lock", subject=task.id, words=words)
    if task.frozen:
        return
    if stop.start < max(free_at, problem.now) + way:
        words = f"{worker.id} cannot be at {task.id} by {stop.start}: free at {free_at}, {way} away."
        yield Breach(rule="travel", subject=task.id, words=words)
    if not task.earliest <= stop.start <= task.latest or stop.start + task.service > task.finish_by:
        yield Breach(
            rule="window", subject=task.id, words=f"{task.id} starts at {stop.start}, outside its window."
        )


def _link(start: Mapping[str, int], worker: Mapping[str, str], link: Link) -> Iterator[Breach]:
    names = f"{link.first} and {link.second}"
    served = [name for name in (link.first, link.second) if name in start]
    if link.together and len(served) == 1:
        yield Breach(rule="together", subject=served[0], words=f"Only {served[0]} of {names} is rostered.")
    if len(served) < 2:
        return
    gap = start[link.second] - start[link.first]
    too_short = link.min_gap is not None and gap < link.min_gap
    too_long = link.max_gap is not None and gap > link.max_gap
    if too_short or too_long:
        yield Breach(rule="gap", subject=link.first, words=f"{names} start {gap} apart.")
    same = worker[link.first] == worker[link.second]
    if (link.same_worker and not same) or (link.different_workers and same):
        yield Breach(
            rule="who", subject=link.first, words=f"{names}: {worker[link.first]}, {worker[link.second]}."
        )
