"""Bad input, named before any search starts.

`require_sound` refuses a problem that contradicts itself; `reasons_nobody_can` explains each task that is
sound but that no worker could ever do, so that it is left unassigned with that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise

import numpy as np

from kith_optimiser.problem import NEVER, Link, Mode, Problem, Task, Worker


class BadProblem(ValueError):
    """The problem contradicts itself. `faults` says each way in which it does, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults[:5]) + (f" And {len(faults) - 5} more." if len(faults) > 5 else ""))


def require_sound(problem: Problem) -> None:
    """Raises `BadProblem` with every contradiction found; returns nothing when there is none."""
    faults = [fault for find in _FINDERS for fault in find(problem)]
    if faults:
        raise BadProblem(faults)


def reasons_nobody_can(problem: Problem, tasks: Iterable[Task] | None = None) -> dict[str, str]:
    """Reason by id for each task (of those given, or all) that no worker may do or reach in time."""
    reasons: dict[str, str] = {}
    asked = problem.tasks if tasks is None else tuple(tasks)
    for task in asked:
        if task.frozen:
            continue
        able = [worker for worker in problem.workers if worker.may_do(task)]
        if not able:
            reasons[task.id] = _why_no_worker(problem, task)
        elif not any(_can_reach(problem, task, worker) for worker in able):
            reasons[task.id] = (
                f"No worker who may do {task.id} can be there within its window and their shift."
            )
    _add_reasons_of_links(problem, {task.id for task in asked}, reasons)
    return reasons


def _add_reasons_of_links(problem: Problem, asked: set[str], reasons: dict[str, str]) -> None:
    for link in problem.links:
        if not (link.together and link.different_workers) or asked.isdisjoint((link.first, link.second)):
            continue
        first, second = problem.task(link.first), problem.task(link.second)
        if first.frozen or second.frozen:
            continue
        able = (worker.id for worker in problem.workers if worker.may_do(first) or worker.may_do(second))
        some = list(islice(able, 2))
        if len(some) == 1:
            alone = f"{first.id} and {second.id} need two workers, and only {some[0]} may do them."
            reasons.setdefault(first.id, alone)
            reasons.setdefault(second.id, alone)


def _why_no_worker(problem: Problem, task: Task) -> str:
    missing = sorted(
        skill for skill in task.skills if not any(skill in worker.skills for worker in problem.workers)
    )
    if missing:
        return f"No worker has the skill {missing[0]} that {task.id} needs."
    if task.skills:
        return f"No one worker allowed at {task.id} holds {', '.join(sorted(task.skills))} in date."
    return f"Every worker is forbidden or not named for {task.id}."


def _can_reach(problem: Problem, task: Task, worker: Worker) -> bool:
    travel = problem.modes[worker.mode].travel
    there = max(worker.opens, problem.now) + int(travel[worker.start_place, task.place])
    back = 0 if worker.end_place is None else int(travel[task.place, worker.end_place])
    start = max(there, task.first_start)
    return start <= task.last_start and start + task.service + back <= worker.closes


def _worker_faults(problem: Problem) -> Iterator[str]:
    if not problem.workers:
        yield "There are no workers."
    yield from _duplicates("worker", [worker.id for worker in problem.workers])
    for worker in problem.workers:
        if worker.mode not in problem.modes:
            yield f"Worker {worker.id} travels by {worker.mode}, which has no travel table."
        elif not _in_table(worker.start_place, problem.modes[worker.mode]) or (
            worker.end_place is not None and not _in_table(worker.end_place, problem.modes[worker.mode])
        ):
            yield f"Worker {worker.id} starts or ends at a place that is not in the travel table."
        if not 0 <= worker.shift_start <= worker.shift_end <= NEVER or worker.max_overtime < 0:
            yield f"The shift of worker {worker.id} ends before it starts."
        for pause in worker.breaks:
            if pause.duration < 0 or not 0 <= pause.earliest <= pause.latest:
                yield f"A break of worker {worker.id} cannot start: its last start is before its first."


def _task_faults(problem: Problem) -> Iterator[str]:
    yield from _duplicates("task", [task.id for task in problem.tasks])
    known = {worker.id for worker in problem.workers}
    for task in problem.tasks:
        if not all(_in_table(task.place, mode) for mode in problem.modes.values()):
            yield f"Task {task.id} is at a place that is not in the travel table."
        if task.service < 0 or task.earliest < 0 or task.last_start > NEVER:
            yield f"Task {task.id} has a negative or overlarge time."
        if task.first_start > task.last_start:
            yield f"The window of task {task.id} is shorter than the visit: no start keeps it."
        if task.wished_from > task.wished_until:
            yield f"The preferred time of task {task.id} ends before it starts."
        if task.priority < 0 or task.other_worker_cost < 0 or any(c < 0 for c in task.worker_costs.values()):
            yield f"Task {task.id} has a negative priority or cost."
        yield from _lock_faults(task, known)


def _lock_faults(task: Task, known: set[str]) -> Iterator[str]:
    if task.lock is None:
        return
    if task.lock.worker is not None and task.lock.worker not in known:
        yield f"Task {task.id} is locked to worker {task.lock.worker}, who is not there."
    if task.frozen and (task.lock.worker is None or task.lock.start is None):
        yield f"Task {task.id} is {task.lock.status} but its worker or start is not given."


def _locked_plan_faults(problem: Problem) -> Iterator[str]:
    workers = {worker.id for worker in problem.workers}
    fixed: dict[str, list[Task]] = {}
    for task in problem.tasks:
        if task.lock is None or task.lock.start is None:
            continue
        if task.lock.worker in workers:
            fixed.setdefault(task.lock.worker, []).append(task)
        if not task.frozen and not task.earliest <= task.lock.start <= min(
            task.latest, task.finish_by - task.service
        ):
            yield f"Task {task.id} is locked to a start outside its window."
    for worker_id, tasks in fixed.items():
        ordered = sorted(tasks, key=lambda task: (task.first_start, task.id))
        for before, after in pairwise(ordered):
            end = before.first_start + before.service
            if end > after.first_start:
                yield f"Tasks {before.id} and {after.id} are locked to worker {worker_id} at the same time."
            elif not after.frozen and end + _way(problem, worker_id, before, after) > after.first_start:
                yield f"Worker {worker_id} cannot get from {before.id} to {after.id} by the locked start."


def _way(problem: Problem, worker_id: str, before: Task, after: Task) -> int:
    worker = next(worker for worker in problem.workers if worker.id == worker_id)
    mode = problem.modes.get(worker.mode)
    if mode is None or not (_in_table(before.place, mode) and _in_table(after.place, mode)):
        return 0  # named as a fault of the worker or the task
    return int(np.nan_to_num(mode.travel[before.place, after.place]))


def _link_faults(problem: Problem) -> Iterator[str]:
    tasks = {task.id: task for task in problem.tasks}
    for link in problem.links:
        missing = [name for name in (link.first, link.second) if name not in tasks]
        if missing:
            yield f"A link names task {missing[0]}, which is not there."
        elif link.first == link.second:
            yield f"Task {link.first} is linked to itself."
        else:
            yield from _impossible_link(link, tasks[link.first], tasks[link.second])


def _impossible_link(link: Link, first: Task, second: Task) -> Iterator[str]:
    least = -NEVER if link.min_gap is None else link.min_gap
    most = NEVER if link.max_gap is None else link.max_gap
    if least > most or (link.same_worker and link.different_workers):
        yield f"The link between {first.id} and {second.id} asks for opposites."
    if second.last_start - first.first_start < least or second.first_start - first.last_start > most:
        yield f"The link between {first.id} and {second.id} cannot be kept within their windows."


def _travel_faults(problem: Problem) -> Iterator[str]:
    if not problem.modes:
        yield "There is no travel table."
    for name, mode in problem.modes.items():
        travel = np.asarray(mode.travel)
        if travel.ndim != 2 or travel.shape[0] != travel.shape[1]:
            yield f"The travel table for {name} is not square."
        elif not np.issubdtype(travel.dtype, np.integer):
            yield f"The travel table for {name} holds numbers that are not whole, or missing ones (NaN)."
        elif travel.size and (travel.min() < 0 or travel.max() >= NEVER):
            yield f"The travel table for {name} holds a negative or overlarge time."
        elif not mode.one_way and not np.array_equal(travel, travel.T):
            yield f"The travel table for {name} differs there and back; say one_way=True if that is meant."


def _in_table(place: int, mode: Mode) -> bool:
    return 0 <= place < len(mode.travel)


def _duplicates(kind: str, ids: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            yield f"Two {kind}s are called {name}."
        seen.add(name)


_FINDERS: tuple[Callable[[Problem], Iterator[str]], ...] = (
    _worker_faults,
    _task_faults,
    _link_faults,
    _travel_faults,
    _locked_plan_faults,
)
