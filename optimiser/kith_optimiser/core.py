"""The bridge to the core: mirrors `core/interface.h` field by field and turns problems into its arrays."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith_optimiser.plan import Plan, Round, Stop, Unassigned
from kith_optimiser.problem import NEVER, Problem, Task

INTERFACE_VERSION = 1

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
_OFFER = np.dtype(
    [(name, "i4") for name in ("worker", "after", "start", "moved")] + [("cost", "i8")], align=True
)


class _CProblem(ctypes.Structure):
    _fields_ = (
        [(name, ctypes.c_int32) for name in ("workers", "breaks", "tasks", "links", "places", "modes", "now")]
        + [("neighbours", ctypes.c_int32), ("peak_weight", ctypes.c_int64)]
        + [(name, ctypes.c_void_p) for name in ("worker", "item", "link", "travel", "assignment")]
    )


class _CPlan(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("offsets", "items", "starts", "releases")]


class CTotals(ctypes.Structure):
    """What a plan costs, in cost units; `violation` in time units past hard bounds."""

    _fields_ = [
        (name, ctypes.c_int64)
        for name in ("cost", "travel", "assignment", "timing", "peak", "unserved", "violation", "iterations")
    ] + [(name, ctypes.c_int32) for name in ("best_start", "circular")]


class COptions(ctypes.Structure):
    """The search's settings as the core takes them."""

    _fields_ = [
        ("seed", ctypes.c_uint64),
        ("iterations", ctypes.c_int64),
        ("seconds", ctypes.c_double),
        ("starts", ctypes.c_int32),
        ("threads", ctypes.c_int32),
        ("hot", ctypes.c_double),
        ("cold", ctypes.c_double),
        ("violation_weight", ctypes.c_int64),
    ]


_PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_double, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)


class CoreMissing(RuntimeError):
    """The compiled core is not there, or belongs to another version of the package."""


@cache
def library() -> ctypes.CDLL:
    """The compiled core; calls into it release the interpreter lock. Raises `CoreMissing`.

    `KITH_OPTIMISER_CORE` may name another build of it, such as one with sanitizers.
    """
    suffix = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")
    path = Path(os.environ.get("KITH_OPTIMISER_CORE") or Path(__file__).with_name(f"_core{suffix}"))
    if not path.exists():
        raise CoreMissing(
            "The rota engine is not compiled. Reinstall kith-optimiser where a C++ compiler is present."
        )
    core = ctypes.CDLL(str(path))
    if core.kith_interface_version() != INTERFACE_VERSION:
        raise CoreMissing("The compiled rota engine is out of date. Reinstall kith-optimiser.")
    core.kith_open.restype = ctypes.c_void_p
    core.kith_fuzz.restype = ctypes.c_int64
    return core


class PlanArrays:
    """A plan in the core's form: items of all rounds one after another, starts and releases by item."""

    def __init__(self, workers: int, items: int) -> None:
        self.offsets = np.zeros(workers + 1, dtype=np.int32)
        self.items = np.zeros(max(items, 1), dtype=np.int32)
        self.starts = np.full(max(items, 1), -1, dtype=np.int32)
        self.releases = np.full(max(items, 1), -1, dtype=np.int32)

    def pointer(self) -> Any:
        """The structure the core reads and writes."""
        fields = (self.offsets, self.items, self.starts, self.releases)
        return ctypes.byref(_CPlan(*(array.ctypes.data for array in fields)))


class Engine:
    """A problem opened in the core. Items are numbered breaks first, then tasks in the problem's order."""

    def __init__(self, problem: Problem, *, neighbours: int = 20) -> None:
        self.problem = problem
        self.breaks = [(w, b) for w, worker in enumerate(problem.workers) for b in range(len(worker.breaks))]
        self.worker_number = {worker.id: number for number, worker in enumerate(problem.workers)}
        self.item_number = {task.id: len(self.breaks) + number for number, task in enumerate(problem.tasks)}
        self._break_item = {key: item for item, key in enumerate(self.breaks)}
        self.item_count = len(self.breaks) + len(problem.tasks)
        self._modes = list(problem.modes)
        self._expiry: dict[str, NDArray[np.int_]] = {}
        self._core = library()
        self._handle = ctypes.c_void_p(self._open(neighbours))

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the core's memory back."""
        self._core.kith_close(self._handle)
        self._handle = ctypes.c_void_p(None)

    # --- calls -------------------------------------------------------------------------------------------

    def evaluate(self, arrays: PlanArrays) -> CTotals:
        """Works out the starts of the rounds from their order and releases, and what they cost."""
        totals = CTotals()
        self._core.kith_evaluate(self._handle, arrays.pointer(), ctypes.byref(totals))
        return totals

    def solve(
        self, arrays: PlanArrays, options: COptions, progress: Callable[[float, int, int, int], bool] | None
    ) -> CTotals:
        """Searches from the plan given and leaves the best one in it; `progress` returning True stops."""
        totals = CTotals()
        raised: list[BaseException] = []

        def report(seconds: float, iterations: int, cost: int, violation: int) -> int:
            try:
                return int(bool(progress and progress(seconds, iterations, cost, violation)))
            except BaseException as error:  # carried over the C boundary and raised again below
                raised.append(error)
                return 1

        circular = self._core.kith_solve(
            self._handle, arrays.pointer(), ctypes.byref(options), _PROGRESS(report), ctypes.byref(totals)
        )
        if circular:
            raise ValueError("The plan to begin from makes workers wait for each other for ever.")
        if raised and not isinstance(raised[0], KeyboardInterrupt):
            raise raised[0]
        return totals

    def load(self, arrays: PlanArrays) -> None:
        """Takes a plan as the one insertions are tried in."""
        if self._core.kith_load(self._handle, arrays.pointer()):
            raise ValueError("The plan makes workers wait for each other for ever.")

    def add_task(self, task: Task) -> int:
        """Adds an unlinked task that was not in the problem; returns its item number."""
        row = self._assignment_row(task)
        facts = self._task_facts(task, bundle=self.item_count)
        item = int(
            self._core.kith_add_task(self._handle, facts.ctypes.data_as(ctypes.c_void_p), _pointer(row))
        )
        self.item_number[task.id] = item
        self.item_count += 1
        return item

    def offers(self, item: int, *, capacity: int = 4096) -> NDArray[np.void]:
        """Legal places for an unassigned item in the loaded plan, cheapest first."""
        offers = np.zeros(capacity, dtype=_OFFER)
        count = self._core.kith_offers(
            self._handle, ctypes.c_int32(item), _pointer(offers), ctypes.c_int32(capacity)
        )
        return offers[: min(count, capacity)]

    def fuzz(self, arrays: PlanArrays, *, seed: int, moves: int) -> tuple[int, CTotals]:
        """Random kept changes, each compared with a recomputation; -1 when all agree, and the last totals."""
        totals = CTotals()
        differs = self._core.kith_fuzz(
            self._handle, arrays.pointer(), ctypes.c_uint64(seed), ctypes.c_int64(moves), ctypes.byref(totals)
        )
        return differs, totals

    # --- plans in and out --------------------------------------------------------------------------------

    def to_arrays(self, plan: Plan | None) -> PlanArrays:
        """The core's form of a plan; of what is done, in progress and due as breaks when there is none."""
        arrays = PlanArrays(len(self.problem.workers), self.item_count)
        rounds = self._rounds_to_keep() if plan is None else self._rounds_of(plan, arrays)
        items = [item for items in rounds for item in items]
        arrays.items[: len(items)] = items
        arrays.offsets[1:] = np.cumsum([len(items) for items in rounds])
        for task in self.problem.tasks:
            if task.lock and task.lock.start is not None:
                arrays.releases[self.item_number[task.id]] = task.lock.start
        return arrays

    def to_plan(self, arrays: PlanArrays, reasons: Callable[[list[str]], dict[str, str]]) -> Plan:
        """The plan in the arrays; `reasons` gives the reason by task for those left out."""
        rounds = []
        for number, worker in enumerate(self.problem.workers):
            items = arrays.items[arrays.offsets[number] : arrays.offsets[number + 1]]
            rounds.append(Round(worker=worker.id, stops=tuple(self._stop(int(i), arrays) for i in items)))
        out = [task.id for task in self.problem.tasks if arrays.starts[self.item_number[task.id]] < 0]
        why = reasons(out) if out else {}
        return Plan(rounds=tuple(rounds), unassigned=tuple(Unassigned(task=t, reason=why[t]) for t in out))

    def _stop(self, item: int, arrays: PlanArrays) -> Stop:
        start = int(arrays.starts[item])
        if item < len(self.breaks):
            return Stop(start=start, break_number=self.breaks[item][1])
        return Stop(start=start, task=self.problem.tasks[item - len(self.breaks)].id)

    def _rounds_to_keep(self) -> list[list[int]]:
        rounds: list[list[int]] = [[] for _ in self.problem.workers]
        for task in sorted(self.problem.tasks, key=lambda task: (task.first_start, task.id)):
            if task.frozen and task.lock and task.lock.worker is not None:
                rounds[self.worker_number[task.lock.worker]].append(self.item_number[task.id])
        for item, (worker, _) in enumerate(self.breaks):
            rounds[worker].append(item)
        return rounds

    def _rounds_of(self, plan: Plan, arrays: PlanArrays) -> list[list[int]]:
        rounds: list[list[int]] = [[] for _ in self.problem.workers]
        for round_ in plan.rounds:
            number = self.worker_number[round_.worker]
            for stop in round_.stops:
                if stop.task is None:
                    item = self._break_item[number, stop.break_number]
                else:
                    item = self.item_number[stop.task]
                rounds[number].append(item)
                arrays.releases[item] = self._release(stop)
        return rounds

    def _release(self, stop: Stop) -> int:
        """A start before the preferred time was meant; later ones follow from the round."""
        if stop.task is None:
            return -1
        task = self.problem.tasks[self.item_number[stop.task] - len(self.breaks)]
        return max(task.first_start, min(stop.start, task.wished_from))

    # --- the problem's arrays ----------------------------------------------------------------------------

    def _open(self, neighbours: int) -> int:
        problem = self.problem
        items = self._items()
        workers = self._workers()
        links = self._links()
        travel = self._travel()
        rows = [self._break_row(worker) for worker, _ in self.breaks]
        rows += [self._assignment_row(task) for task in problem.tasks]
        assignment = np.vstack(rows) if rows else np.zeros((1, len(problem.workers)), dtype=np.int32)
        given = _CProblem(
            len(problem.workers), len(self.breaks), len(problem.tasks), len(links), travel.shape[1],
            len(self._modes), problem.now, neighbours, problem.weights.peak_lateness,
            *(array.ctypes.data for array in (workers, items, links, travel, assignment)),
        )  # fmt: skip
        return int(self._core.kith_open(ctypes.byref(given)))

    def _travel(self) -> NDArray[np.int32]:
        """All travel tables, each with one more place that is at no distance from any: wherever one is."""
        tables = [np.asarray(self.problem.modes[name].travel, dtype=np.int32) for name in self._modes]
        return np.ascontiguousarray(np.stack([np.pad(table, ((0, 1), (0, 1))) for table in tables]))

    def _items(self) -> NDArray[np.void]:
        items = np.zeros(max(self.item_count, 1), dtype=_TASK)
        for item, (worker, number) in enumerate(self.breaks):
            pause = self.problem.workers[worker].breaks[number]
            first, last = pause.earliest, pause.latest
            items[item] = (-1, pause.duration, first, last, first, NEVER, -1, 0, 0, 0, 0, item, 2**40)
        bundle = self._bundles()
        for task in self.problem.tasks:
            items[self.item_number[task.id]] = self._task_facts(task, bundle=bundle[task.id])
        return items

    def _task_facts(self, task: Task, *, bundle: int) -> NDArray[np.void]:
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

    def _bundles(self) -> dict[str, int]:
        """Number of the bundle of each task: those linked `together` share one."""
        bundle = dict(self.item_number)
        for link in self.problem.links:
            if link.together:
                kept, dropped = bundle[link.first], bundle[link.second]
                bundle = {task: kept if number == dropped else number for task, number in bundle.items()}
        return bundle

    def _workers(self) -> NDArray[np.void]:
        workers = np.zeros(len(self.problem.workers), dtype=_WORKER)
        nowhere = len(next(iter(self.problem.modes.values())).travel)
        for number, worker in enumerate(self.problem.workers):
            mode = self._modes.index(worker.mode)
            weight = self.problem.weights.travel * self.problem.modes[worker.mode].weight
            end = nowhere if worker.end_place is None else worker.end_place
            workers[number] = (
                worker.start_place, end, mode, weight, worker.opens, worker.shift_end, worker.closes,
                self.problem.weights.overtime,
            )  # fmt: skip
        return workers

    def _links(self) -> NDArray[np.void]:
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

    def _break_row(self, worker: int) -> NDArray[np.int32]:
        row = np.full(len(self.problem.workers), -1, dtype=np.int32)
        row[worker] = 0
        return row

    def _assignment_row(self, task: Task) -> NDArray[np.int32]:
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


def _pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)
