"""The bridge to the C++ core: its functions called with arrays, and plans turned into arrays and back."""

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

from kith_optimiser.arrays import ProblemArrays
from kith_optimiser.plan import Plan, Round, Stop, Unassigned
from kith_optimiser.problem import Problem, Task

INTERFACE_VERSION = 3

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
        ("processor_time", ctypes.c_int32),
        ("serve_more", ctypes.c_int32),
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

    def grown_to(self, items: int) -> PlanArrays:
        """A copy with room for more items, unassigned."""
        grown = PlanArrays(len(self.offsets) - 1, items)
        grown.offsets[:] = self.offsets
        for old, new in (
            (self.items, grown.items),
            (self.starts, grown.starts),
            (self.releases, grown.releases),
        ):
            new[: len(old)] = old
        return grown

    def pointer(self) -> Any:
        """The structure the core reads and writes."""
        fields = (self.offsets, self.items, self.starts, self.releases)
        return ctypes.byref(_CPlan(*(array.ctypes.data for array in fields)))


class Engine:
    """A problem opened in the core. Items are numbered breaks first, then tasks in the problem's order."""

    def __init__(self, problem: Problem, *, neighbours: int = 20) -> None:
        self.problem = problem
        self.numbers = ProblemArrays(problem)
        self.worker_number = self.numbers.worker_number
        self.item_number = self.numbers.item_number
        self.breaks = self.numbers.breaks
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
        row = self.numbers.assignment_row(task)
        facts = self.numbers.task_facts(task, bundle=self.numbers.item_count)
        item = int(
            self._core.kith_add_task(self._handle, facts.ctypes.data_as(ctypes.c_void_p), _pointer(row))
        )
        self.item_number[task.id] = item
        self.numbers.item_count += 1
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
        arrays = PlanArrays(len(self.problem.workers), self.numbers.item_count)
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
                    item = self.numbers.break_item[number, stop.break_number]
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

    def _open(self, neighbours: int) -> int:
        problem, numbers = self.problem, self.numbers
        links, travel = numbers.links(), numbers.travel()
        arrays = (numbers.workers(), numbers.items(), links, travel, numbers.assignment())
        given = _CProblem(
            len(problem.workers),
            len(self.breaks),
            len(problem.tasks),
            len(links),
            travel.shape[1],
            len(numbers.modes),
            problem.now,
            neighbours,
            problem.weights.peak_lateness,
            *(array.ctypes.data for array in arrays),
        )
        return int(self._core.kith_open(ctypes.byref(given)))


def _pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    return array.ctypes.data_as(ctypes.c_void_p)
