"""The rota problem: tasks, links between them, workers and what everything costs.

Times are whole units since any moment the caller chooses (seconds of a day, thousandths of a distance);
places are row numbers of the travel tables; weights are whole numbers of cost units per unit of time.
Nothing here searches: a problem is facts, checked once by `kith_optimiser.faults.require_sound`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

NEVER = 2**30
"""A moment after everything: no bound."""


class Status(StrEnum):
    """How firmly a task is tied down."""

    FIXED = "fixed"  # worker, start or both are pinned by a person
    IN_PROGRESS = "in progress"  # the worker is there now
    DONE = "done"  # over; kept so that the round starts from there


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock:
    """What a search may not change about a task. Done and in progress need both worker and start."""

    worker: str | None = None
    start: int | None = None
    status: Status = Status.FIXED


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What people were told; moving away from it costs `Weights.changed_worker` and `changed_time`."""

    worker: str
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One worker's part of a visit. A double-handed visit is two tasks joined by `Link.double_handed`."""

    id: str
    place: int
    service: int
    earliest: int = 0
    latest: int = NEVER
    finish_by: int = NEVER
    preferred_from: int | None = None
    preferred_until: int | None = None
    priority: int = 1
    skills: frozenset[str] = frozenset()
    only_workers: frozenset[str] | None = None
    forbidden_workers: frozenset[str] = frozenset()
    preferred_workers: frozenset[str] = frozenset()
    worker_costs: Mapping[str, int] = field(default_factory=dict)
    other_worker_cost: int = 0
    lock: Lock | None = None
    published: Published | None = None

    @property
    def frozen(self) -> bool:
        """Whether the task is done or in progress, so that no search may move it."""
        return self.lock is not None and self.lock.status is not Status.FIXED

    @property
    def first_start(self) -> int:
        """Earliest start that keeps the hard window and the lock, in time units."""
        return self.lock.start if self.lock and self.lock.start is not None else self.earliest

    @property
    def last_start(self) -> int:
        """Latest start that keeps the hard window, the finish and the lock, in time units."""
        if self.lock and self.lock.start is not None:
            return self.lock.start
        return min(self.latest, self.finish_by - self.service)

    @property
    def wished_from(self) -> int:
        """Start before which the person would rather wait, in time units."""
        return self.earliest if self.preferred_from is None else self.preferred_from

    @property
    def wished_until(self) -> int:
        """Start after which the visit counts as late, in time units."""
        return self.latest if self.preferred_until is None else self.preferred_until


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """An unpaid or paid break, taken wherever the worker then is."""

    earliest: int
    latest: int
    duration: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    """One worker's paid shift. `skills` maps each signed-off competency to its expiry (None: none)."""

    id: str
    start_place: int
    shift_start: int = 0
    shift_end: int = NEVER
    end_place: int | None = None
    max_overtime: int = 0
    skills: Mapping[str, int | None] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    mode: str = "walk"
    daily_limit: int | None = None
    weekly_limit: int | None = None
    worked_this_week: int = 0
    previous_finish: int | None = None
    next_shift_start: int | None = None
    rest: int = 0

    @property
    def opens(self) -> int:
        """Earliest departure: the shift's start, after `rest` since the previous finish. Time units."""
        if self.previous_finish is None:
            return self.shift_start
        return max(self.shift_start, self.previous_finish + self.rest)

    @property
    def closes(self) -> int:
        """Latest finish: overtime, daily and weekly limits and the rest before the next shift. Time units."""
        bounds = [min(NEVER, self.shift_end + self.max_overtime)]
        if self.daily_limit is not None:
            bounds.append(self.opens + self.daily_limit)
        if self.weekly_limit is not None:
            bounds.append(self.opens + self.weekly_limit - self.worked_this_week)
        if self.next_shift_start is not None:
            bounds.append(self.next_shift_start - self.rest)
        return min(bounds)

    def may_do(self, task: Task) -> bool:
        """Whether skills in date, permissions and the lock let this worker do the task."""
        if task.lock and task.lock.worker is not None:
            return task.lock.worker == self.id
        if self.id in task.forbidden_workers:
            return False
        if task.only_workers is not None and self.id not in task.only_workers:
            return False
        return all(
            self.holds(skill, until=min(NEVER, task.last_start + task.service)) for skill in task.skills
        )

    def holds(self, skill: str, *, until: int) -> bool:
        """Whether the skill is signed off and stays in date until the moment given."""
        if skill not in self.skills:
            return False
        expiry = self.skills[skill]
        return expiry is None or expiry >= until


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A bond between two tasks: start(second) - start(first) within the gap, and who may do them.

    `together` means both are done or neither is.
    """

    first: str
    second: str
    min_gap: int | None = None
    max_gap: int | None = None
    same_worker: bool = False
    different_workers: bool = False
    together: bool = False

    @classmethod
    def double_handed(cls, first: str, second: str) -> Link:
        """Two workers at one door at the same time, or nobody."""
        return cls(first=first, second=second, min_gap=0, max_gap=0, different_workers=True, together=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Cost units per unit: of time for most; per task for continuity, preference and changed worker."""

    travel: int = 1
    early: int = 1
    late: int = 1
    peak_lateness: int = 0
    overtime: int = 1
    unserved: int = 100_000  # per point of priority
    not_preferred: int = 0
    changed_worker: int = 0
    changed_time: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """A way of getting about: travel time between all places, and what it costs beside walking."""

    travel: NDArray[np.int_]
    weight: int = 1
    one_way: bool = False  # travel there may differ from travel back


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Everything a search needs and nothing else. `cost_divisor` turns cost units into the reported cost."""

    tasks: tuple[Task, ...]
    workers: tuple[Worker, ...]
    modes: Mapping[str, Mode]
    links: tuple[Link, ...] = ()
    weights: Weights = field(default_factory=Weights)
    now: int = 0
    time_unit: str = "second"
    cost_unit: str = "point"
    cost_divisor: int = 1
    _by_id: Mapping[str, Task] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {task.id: task for task in self.tasks})

    def task(self, task_id: str) -> Task:
        """The task of that id; KeyError when there is none."""
        return self._by_id[task_id]

    def assignment_cost(self, task: Task, worker: Worker) -> int:
        """Cost units of this worker doing the task: continuity, preference, changed worker."""
        cost = task.worker_costs.get(worker.id, task.other_worker_cost)
        if task.preferred_workers and worker.id not in task.preferred_workers:
            cost += self.weights.not_preferred
        if task.published and task.published.worker != worker.id:
            cost += self.weights.changed_worker
        return cost
