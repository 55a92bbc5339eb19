"""Proof that somebody must be left out: stretches of the day that ask for more work than there is time.

Within a stretch each task does at least some of its work whatever its start, and after it the worker needs at
least the way to the nearest task that may follow, or home. Where these add up to more than the time of all
workers who may do the tasks, no plan serves everybody (energetic reasoning: Baptiste, Le Pape and Nuijten,
2001). It is a bound: finding no shortage proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kith_optimiser.problem import Problem

MOST_MOMENTS = 120
"""Begins, and ends, that are tried: fewer prove less, never what is wrong."""
MOST_CREWS = 12
_FAR = 2**40


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """From `begins` to `ends` the tasks ask for `asked` time units of work and travel of the `available`.

    `workers` counts those who may do them; every plan leaves `at_least` of the tasks out.
    """

    begins: int
    ends: int
    workers: int
    asked: int
    available: int
    at_least: int
    tasks: frozenset[str]

    def words(self, units_in_hour: int = 3600) -> str:
        """The shortage as a sentence, times as a clock that stands at 0:00 at moment 0."""
        begins, ends = (_clock(moment, units_in_hour) for moment in (self.begins, self.ends))
        asked, there = (f"{time / units_in_hour:.1f}" for time in (self.asked, self.available))
        return (
            f"From {begins} to {ends}, {asked} hours of visits and travel are asked of workers who have "
            f"{there}: {self.at_least} of {len(self.tasks)} visits or more cannot be done."
        )


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """Stretches that prove tasks are left out, most tasks first; no task counts towards two of them.

    The sum of `at_least` is a lower bound of how many tasks any plan of the problem leaves out.
    """
    demand, found = _Demand(problem), []
    free = np.ones(len(problem.tasks), dtype=np.bool_)
    while free.any():
        worst = max(
            demand.shortages(free),
            key=lambda each: (each.at_least, each.asked - each.available),
            default=None,
        )
        if worst is None:
            break
        found.append(worst)
        free &= np.array([task.id not in worst.tasks for task in problem.tasks])
    return tuple(found)


class _Demand:
    """What tasks ask for, as arrays by task, and when workers are there."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        tasks, workers = problem.tasks, problem.workers
        self.able = np.array([[worker.may_do(task) for worker in workers] for task in tasks], dtype=np.bool_)
        self.able = self.able.reshape(len(tasks), len(workers))
        self.opens = np.array([worker.opens for worker in workers], dtype=np.int64)
        self.closes = np.array([worker.closes for worker in workers], dtype=np.int64)
        first = np.array([task.first_start for task in tasks], dtype=np.int64)
        last = np.array([task.last_start for task in tasks], dtype=np.int64)
        service = np.array([task.service for task in tasks], dtype=np.int64)
        self.busy = service + _way_onward(problem, self.able, first, last, service)
        self.first = np.maximum(first, np.where(self.able, self.opens, _FAR).min(axis=1, initial=_FAR))
        self.last = np.minimum(
            last, np.where(self.able, self.closes, -_FAR).max(axis=1, initial=-_FAR) - self.busy
        )

    def shortages(self, free: NDArray[np.bool_]) -> Iterator[Shortage]:
        """The worst shortage of each begin and crew among the tasks given."""
        latest = int(self.closes.max(initial=0))
        begins = _thinned(np.concatenate([self.first, self.opens]))
        ends = np.concatenate([self.last + self.busy, self.closes])
        ends = _thinned(ends[ends <= latest])
        for crew in self._crews():
            own = free & ~(self.able & ~crew).any(axis=1) & (self.first <= self.last)
            for begin in begins:
                yield from self._worst(np.flatnonzero(own), crew, int(begin), ends[ends > begin])

    def _crews(self) -> list[NDArray[np.bool_]]:
        """Everybody, and those able to do the tasks for which most have the same workers."""
        kinds = Counter(row.tobytes() for row in self.able)
        common = [np.frombuffer(kind, dtype=np.bool_) for kind, _ in kinds.most_common(MOST_CREWS)]
        return [np.ones(len(self.problem.workers), dtype=np.bool_), *common]

    def _worst(
        self, own: NDArray[np.int_], crew: NDArray[np.bool_], begin: int, ends: NDArray[np.int_]
    ) -> Iterator[Shortage]:
        if not len(own) or not len(ends):
            return
        asked = _least_within(self.first[own], self.last[own], self.busy[own], begin, ends)
        there = np.minimum(self.closes[crew, None], ends) - np.maximum(self.opens[crew, None], begin)
        available = np.maximum(there, 0).sum(axis=0) - self._breaks(crew, begin, ends)
        excess = asked.sum(axis=0) - available
        worst = int(excess.argmax())
        if excess[worst] <= 0:
            return
        column = asked[:, worst]
        relief = np.sort(column)[::-1].cumsum()
        yield Shortage(
            begins=begin,
            ends=int(ends[worst]),
            workers=int(crew.sum()),
            asked=int(column.sum()),
            available=int(available[worst]),
            at_least=int(np.searchsorted(relief, excess[worst])) + 1,
            tasks=frozenset(self.problem.tasks[number].id for number in own[column > 0]),
        )

    def _breaks(self, crew: NDArray[np.bool_], begin: int, ends: NDArray[np.int_]) -> NDArray[np.int_]:
        pauses = [
            pause for number in np.flatnonzero(crew) for pause in self.problem.workers[int(number)].breaks
        ]
        facts = np.array([(each.earliest, each.latest, each.duration) for each in pauses], dtype=np.int64)
        first, last, duration = facts.reshape(-1, 3).T
        least: NDArray[np.int_] = _least_within(first, last, duration, begin, ends).sum(axis=0)
        return least


def _least_within(
    first: NDArray[np.int_],
    last: NDArray[np.int_],
    busy: NDArray[np.int_],
    begin: int,
    ends: NDArray[np.int_],
) -> NDArray[np.int_]:
    """Least time each is busy from `begin` to each of `ends`, whenever it starts from `first` to `last`."""
    early, late = (first + busy - begin)[:, None], ends[None, :] - last[:, None]
    longest = np.minimum(busy[:, None], ends[None, :] - begin)
    least: NDArray[np.int_] = np.maximum(np.minimum(np.minimum(early, late), longest), 0)
    return least


def _way_onward(
    problem: Problem,
    able: NDArray[np.bool_],
    first: NDArray[np.int_],
    last: NDArray[np.int_],
    service: NDArray[np.int_],
) -> NDArray[np.int_]:
    """Least time from each task's end until its worker can be of use elsewhere or is home."""
    if not able.any():
        return np.zeros_like(service)
    places = np.array([task.place for task in problem.tasks])
    quickest = np.min([mode.travel for mode in problem.modes.values()], axis=0)
    way = quickest[np.ix_(places, places)].astype(np.int64)
    until = np.maximum(way, first[None, :] - (last + service)[:, None])
    follows = (first + service)[:, None] + way <= last[None, :]
    follows &= able.astype(np.float32) @ able.T.astype(np.float32) > 0
    np.fill_diagonal(follows, val=False)
    number = {task.id: row for row, task in enumerate(problem.tasks)}
    for link in problem.links:
        if link.different_workers:
            one, other = number[link.first], number[link.second]
            follows[one, other] = follows[other, one] = False
    ends = [worker.end_place for worker in problem.workers]
    home = np.stack([0 * places if end is None else quickest[places, end] for end in ends], axis=1)
    onward = np.where(follows, until, _FAR).min(axis=1)
    least = np.minimum(onward, np.where(able, home, _FAR).min(axis=1))
    return np.where(able.any(axis=1), least, 0)


def _thinned(moments: NDArray[np.int_]) -> NDArray[np.int_]:
    distinct: NDArray[np.int_] = np.unique(moments)
    if len(distinct) > MOST_MOMENTS:
        distinct = distinct[np.linspace(0, len(distinct) - 1, MOST_MOMENTS).astype(int)]
    return distinct


def _clock(moment: int, units_in_hour: int) -> str:
    minutes = moment * 60 // units_in_hour
    return f"{minutes // 60}:{minutes % 60:02d}"
