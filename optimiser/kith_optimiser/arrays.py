"""A problem as the flat arrays the core reads; the structures mirror `core/interface.h` field by field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kith_optimiser.problem import NEVER, Problem, Task

_TASK = np.dtype(
    [(name, "i4") for name in ("place", "service", "earliest", "latest", "preferred_from", "preferred_until")]
    + [
        (name, "i4")
        for name in ("published", "early_weight", "late_weight", "moved_weight", "frozen", "bundle")
    ]
    + [("unserved", "i8")],
    align=True,
)
_WORKER = np.dtype(
    [(name, "i4") for name in ("start_place", "end_place", "mode", "travel_weight", "opens", "shift_end")]
    + [(name, "i4") for name in ("closes", "overtime_weight")],
    align=True,
)
_LINK = np.dtype(
    [(name, "i4") for name in ("first", "second", "min_gap", "max_gap", "timed", "worker")], align=True
)


class ProblemArrays:
    """The numbering of workers and items (breaks first, then tasks in the problem's order) and the arrays."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.breaks = [(w, b) for w, worker in enumerate(problem.workers) for b in range(len(worker.breaks))]
        self.break_item = {key: item for item, key in enumerate(self.breaks)}
        self.worker_number = {worker.id: number for number, worker in enumerate(problem.workers)}
        self.item_number = {task.id: len(self.breaks) + number for number, task in enumerate(problem.tasks)}
        self.item_count = len(self.breaks) + len(problem.tasks)
        self.modes = list(problem.modes)
        self._expiry: dict[str, NDArray[np.int_]] = {}

    def assignment(self) -> NDArray[np.int32]:
        """Cost of every worker doing every item, -1 where not allowed."""
        rows = [self.break_row(worker) for worker, _ in self.breaks]
        rows += [self.assignment_row(task) for task in self.problem.tasks]
        return np.vstack(rows) if rows else np.zeros((1, len(self.problem.workers)), dtype=np.int32)

    def travel(self) -> NDArray[np.int32]:
        """All travel tables, each with one more place that is at no distance from any: wherever one is."""
        tables = [np.asarray(self.problem.modes[name].travel, dtype=np.int32) for name in self.modes]
        return np.ascontiguousarray(np.stack([np.pad(table, ((0, 1), (0, 1))) for table in tables]))

    def items(self) -> NDArray[np.void]:
        """Breaks, then tasks, as the core's `kith_task`."""
        items = np.zeros(max(self.item_count, 1), dtype=_TASK)
        for item, (worker, number) in enumerate(self.breaks):
            pause = self.problem.workers[worker].breaks[number]
            first, last = pause.earliest, pause.latest
            items[item] = (-1, pause.duration, first, last, first, NEVER, -1, 0, 0, 0, 0, item, 2**40)
        bundle = self.bundles()
        for task in self.problem.tasks:
            items[self.item_number[task.id]] = self.task_facts(task, bundle=bundle[task.id])
        return items

    def task_facts(self, task: Task, *, bundle: int) -> NDArray[np.void]:
        """One task as the core's `kith_task`."""
        weights = self.problem.weights
        facts = np.zeros((), dtype=_TASK)
        facts["place"], facts["service"] = task.place, task.service
        facts["earliest"], facts["latest"] = task.first_start, task.last_start
        facts["preferred_from"] = max(task.first_start, min(task.wished_from, task.last_start))
        facts["preferred_until"] = task.wished_until
        facts["published"] = task.published.start if task.published else -1
        facts["early_weight"], facts["late_weight"] = weights.early, weights.late
        facts["moved_weight"] = weights.changed_time if task.published else 0
        facts["frozen"], facts["bundle"] = task.frozen, bundle
        facts["unserved"] = weights.unserved * task.priority
        return facts

    def bundles(self) -> dict[str, int]:
        """Number of the bundle of each task: those linked `together` share one."""
        bundle = dict(self.item_number)
        for link in self.problem.links:
            if link.together:
                kept, dropped = bundle[link.first], bundle[link.second]
                bundle = {task: kept if number == dropped else number for task, number in bundle.items()}
        return bundle

    def workers(self) -> NDArray[np.void]:
        """Workers as the core's `kith_worker`."""
        workers = np.zeros(len(self.problem.workers), dtype=_WORKER)
        nowhere = len(next(iter(self.problem.modes.values())).travel)
        for number, worker in enumerate(self.problem.workers):
            mode = self.modes.index(worker.mode)
            weight = self.problem.weights.travel * self.problem.modes[worker.mode].weight
            end = nowhere if worker.end_place is None else worker.end_place
            workers[number] = (
                worker.start_place, end, mode, weight, worker.opens, worker.shift_end, worker.closes,
                self.problem.weights.overtime,
            )  # fmt: skip
        return workers

    def links(self) -> NDArray[np.void]:
        """Links as the core's `kith_link`."""
        links = np.zeros(max(len(self.problem.links), 1), dtype=_LINK)
        for number, link in enumerate(self.problem.links):
            least = -NEVER if link.min_gap is None else link.min_gap
            most = NEVER if link.max_gap is None else link.max_gap
            timed = link.min_gap is not None or link.max_gap is not None
            who = 1 if link.same_worker else -1 if link.different_workers else 0
            links[number] = (
                self.item_number[link.first],
                self.item_number[link.second],
                least,
                most,
                timed,
                who,
            )
        return links[: len(self.problem.links)]

    def break_row(self, worker: int) -> NDArray[np.int32]:
        """A break belongs to its worker alone."""
        row = np.full(len(self.problem.workers), -1, dtype=np.int32)
        row[worker] = 0
        return row

    def assignment_row(self, task: Task) -> NDArray[np.int32]:
        """Cost by worker, -1 where not allowed; only workers whom the task names are looked at one by one."""
        weights, lock = self.problem.weights, task.lock
        named = {
            *task.worker_costs,
            *task.forbidden_workers,
            *task.preferred_workers,
            *(task.only_workers or ()),
        }
        other = task.other_worker_cost + (weights.not_preferred if task.preferred_workers else 0)
        if task.published:
            named.add(task.published.worker)
            other += weights.changed_worker
        if lock and lock.worker is not None:
            named.add(lock.worker)
        closed = task.only_workers is not None or (lock is not None and lock.worker is not None)
        able = np.zeros(len(self.problem.workers), dtype=np.bool_) if closed else self._skilled(task)
        row = np.where(able, other, -1).astype(np.int32)
        for number in (self.worker_number[name] for name in named if name in self.worker_number):
            worker = self.problem.workers[number]
            row[number] = self.problem.assignment_cost(task, worker) if worker.may_do(task) else -1
        return row

    def _skilled(self, task: Task) -> NDArray[np.bool_]:
        until = min(NEVER, task.last_start + task.service)
        able = np.ones(len(self.problem.workers), dtype=np.bool_)
        for skill in task.skills:
            if skill not in self._expiry:
                held = [worker.skills.get(skill, -1) for worker in self.problem.workers]
                self._expiry[skill] = np.array([NEVER if end is None else end for end in held])
            able &= self._expiry[skill] >= until
        return able
