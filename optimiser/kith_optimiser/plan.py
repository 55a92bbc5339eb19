"""A plan: who does what, in which order, from when; and what is left out, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A task and its start in time units; or, without a task, the worker's break of that number from 0."""

    start: int
    task: str | None = None
    break_number: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One worker's stops in order."""

    worker: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unassigned:
    """A task left out rather than break a hard rule, and why in words."""

    task: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Rounds for all workers, and the tasks in none of them."""

    rounds: tuple[Round, ...]
    unassigned: tuple[Unassigned, ...] = ()

    def visits(self) -> Iterator[tuple[str, str, int]]:
        """Each rostered task as (task, worker, start)."""
        for round_ in self.rounds:
            for stop in round_.stops:
                if stop.task is not None:
                    yield stop.task, round_.worker, stop.start

    def worker_of(self) -> dict[str, str]:
        """Worker by task."""
        return {task: worker for task, worker, _ in self.visits()}

    def start_of(self) -> dict[str, int]:
        """Start by task, in time units."""
        return {task: start for task, _, start in self.visits()}
