"""The search from Python: settings, stopping, progress and the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite

from kith_optimiser.core import COptions, CTotals, Engine, PlanArrays
from kith_optimiser.explain import reasons_left_out
from kith_optimiser.faults import require_sound
from kith_optimiser.plan import Plan
from kith_optimiser.problem import Problem
from kith_optimiser.score import Score, score


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How long and how hard to search. The same seed, iterations and starts give the same plan anywhere."""

    seed: int = 1
    iterations: int = 0  # of each start; 0: until the time is up
    seconds: float = 10.0  # of each start; a second stop when iterations are given
    processor_time: bool = False  # count seconds of processor time: other programs then change nothing
    starts: int = 1
    threads: int = 1
    hot: float | None = None  # temperatures in shown cost; None: from the problem's own travel times
    cold: float | None = None
    violation_weight: int = 20  # of a time unit past a hard bound, in travel weights, while searching
    neighbours: int = 20
    serve_more: bool = False  # serve as many as can be, whatever wishes that costs

    def __post_init__(self) -> None:
        if not isfinite(self.seconds) or (self.iterations <= 0 and self.seconds <= 0):
            raise ValueError("Give the search a number of iterations or of seconds.")
        if self.starts < 1 or self.threads < 1:
            raise ValueError("A search needs at least one start and one thread.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a running search stands; cost as shown, None until a lawful plan is found."""

    seconds: float
    iterations: int
    cost: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Solution:
    """The best plan found, its score, and how it was found."""

    plan: Plan
    score: Score
    iterations: int
    best_start: int
    trace: tuple[Progress, ...] = field(default=(), repr=False)


def solve(
    problem: Problem,
    settings: Settings | None = None,
    *,
    begin_from: Plan | None = None,
    on_progress: Callable[[Progress], bool] | None = None,
) -> Solution:
    """The best plan found. Ctrl-C, or `on_progress` returning True, ends the search with the best so far.

    Raises `BadProblem` when the problem contradicts itself.
    """
    settings = settings or Settings()
    require_sound(problem)
    with Engine(problem, neighbours=settings.neighbours) as engine:
        arrays = engine.to_arrays(begin_from)
        watch = _Watch(problem.cost_divisor, on_progress)
        totals = engine.solve(arrays, options_for(problem, settings, warm=begin_from is not None), watch)
        return solution_from(engine, arrays, totals, tuple(watch.trace))


def solution_from(
    engine: Engine, arrays: PlanArrays, totals: CTotals, trace: tuple[Progress, ...] = ()
) -> Solution:
    """The solution in the arrays, scored in plain Python."""
    plan = engine.to_plan(arrays, lambda left_out: reasons_left_out(engine, arrays, left_out))
    return Solution(
        plan=plan,
        score=score(engine.problem, plan),
        iterations=totals.iterations,
        best_start=totals.best_start,
        trace=trace,
    )


class _Watch:
    """Passes the core's reports on, and keeps those that improved."""

    def __init__(self, divisor: int, on_progress: Callable[[Progress], bool] | None) -> None:
        self.divisor = divisor
        self.on_progress = on_progress
        self.trace: list[Progress] = []

    def __call__(self, seconds: float, iterations: int, cost: int, violation: int) -> bool:
        shown = None if violation else cost / self.divisor
        report = Progress(seconds=seconds, iterations=iterations, cost=shown)
        if not self.trace or self.trace[-1].cost != shown:
            self.trace.append(report)
        return bool(self.on_progress and self.on_progress(report))


def options_for(problem: Problem, settings: Settings, *, warm: bool) -> COptions:
    """The core's options; temperatures default to shares of the mean travel time."""
    mean = _mean_travel_cost(problem)
    hot = settings.hot * problem.cost_divisor if settings.hot is not None else mean * (0.5 if warm else 3.0)
    cold = settings.cold * problem.cost_divisor if settings.cold is not None else mean * 0.01
    return COptions(
        settings.seed, settings.iterations, settings.seconds, settings.starts, settings.threads,
        max(hot, 1.0), max(min(cold, hot), 0.01), settings.violation_weight * max(1, problem.weights.travel),
        settings.processor_time, settings.serve_more,
    )  # fmt: skip


def _mean_travel_cost(problem: Problem) -> float:
    mode = next(iter(problem.modes.values()))
    return float(mode.travel.mean()) * mode.weight * max(1, problem.weights.travel)
