"""Small problems made by keyword, in whole minutes on a straight road."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from kith_optimiser import Mode, Problem, Task, Weights, Worker
from numpy.typing import NDArray


def road(places: int, *, minutes_between: int = 10) -> NDArray[np.int_]:
    """Places in a row, as many minutes apart."""
    at = np.arange(places) * minutes_between
    return np.abs(at[:, None] - at[None, :])


def make_task(name: str, **facts: Any) -> Task:
    """A half-hour visit at place 1, any time."""
    return Task(**({"id": name, "place": 1, "service": 30} | facts))


def make_worker(name: str = "grace", **facts: Any) -> Worker:
    """A worker on from minute 0 to 480 who starts and ends at place 0."""
    return Worker(**({"id": name, "start_place": 0, "end_place": 0, "shift_end": 480} | facts))


def make_problem(
    tasks: Iterable[Task], workers: Iterable[Worker] = (make_worker(),), **facts: Any
) -> Problem:
    """A problem on a road of six places ten minutes apart."""
    known = {"modes": {"walk": Mode(travel=road(6))}, "weights": Weights(), "time_unit": "minute"}
    return Problem(tasks=tuple(tasks), workers=tuple(workers), **(known | facts))
