"""What a plan costs, in plain Python: the slow reference that the core's running totals are fuzzed against.

Every term is reported apart, with its amount, unit, weight and cost, for the whole plan and by task and
worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kith_optimiser.plan import Plan, Round
from kith_optimiser.problem import Problem, Task, Worker


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One kind of cost: so many units at that weight. Cost in cost units, not yet divided."""

    name: str
    amount: int
    unit: str
    weight: int | None  # None when the weight differs by task, worker or mode
    cost: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """A plan's cost in cost units and its parts. `cost / divisor` is the figure to show."""

    cost: int
    divisor: int
    terms: tuple[Term, ...]
    by_task: Mapping[str, Mapping[str, int]]
    by_worker: Mapping[str, Mapping[str, int]]
    idle: Mapping[str, int]  # paid time neither serving, travelling nor on a break, by worker, in time units

    @property
    def shown(self) -> float:
        """The cost in the problem's cost unit."""
        return self.cost / self.divisor


_TERMS = (
    ("travel", "time"),
    ("early", "time"),
    ("late", "time"),
    ("changed_time", "time"),
    ("peak_lateness", "time"),
    ("overtime", "time"),
    ("continuity", "task"),
    ("not_preferred", "task"),
    ("changed_worker", "task"),
    ("unserved", "priority"),
)


def score(problem: Problem, plan: Plan) -> Score:
    """The plan's cost at the start times it states, in cost units; the plan is taken as lawful."""
    parts = [*_task_parts(problem, plan), *_round_parts(problem, plan), *_peak_part(problem, plan)]
    by_task: dict[str, dict[str, int]] = {}
    by_worker: dict[str, dict[str, int]] = {worker.id: {} for worker in problem.workers}
    amounts = {name: 0 for name, _ in _TERMS}
    costs = {name: 0 for name, _ in _TERMS}
    for part in parts:
        amounts[part.name] += part.amount
        costs[part.name] += part.cost
        for table, key in ((by_task, part.task), (by_worker, part.worker)):
            if key is not None and part.cost:
                row = table.setdefault(key, {})
                row[part.name] = row.get(part.name, 0) + part.cost
    return Score(
        cost=sum(costs.values()),
        divisor=problem.cost_divisor,
        terms=tuple(_term(problem, name, unit, amounts[name], costs[name]) for name, unit in _TERMS),
        by_task=by_task,
        by_worker=by_worker,
        idle={worker.id: _idle(problem, worker, round_) for worker, round_ in _rounds(problem, plan)},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    name: str
    amount: int
    cost: int
    task: str | None = None
    worker: str | None = None


def _term(problem: Problem, name: str, unit: str, amount: int, cost: int) -> Term:
    mixed = name == "continuity" or (
        name == "travel" and len({mode.weight for mode in problem.modes.values()}) > 1
    )
    weight = None if mixed else getattr(problem.weights, name)
    return Term(
        name=name, amount=amount, unit=problem.time_unit if unit == "time" else unit, weight=weight, cost=cost
    )


def _rounds(problem: Problem, plan: Plan) -> Iterator[tuple[Worker, Round]]:
    workers = {worker.id: worker for worker in problem.workers}
    for round_ in plan.rounds:
        yield workers[round_.worker], round_


def _task_parts(problem: Problem, plan: Plan) -> Iterator[_Part]:
    workers = {worker.id: worker for worker in problem.workers}
    done = {task: (worker, start) for task, worker, start in plan.visits()}
    for task in problem.tasks:
        if task.id not in done:
            cost = problem.weights.unserved * task.priority
            yield _Part(name="unserved", amount=task.priority, cost=cost, task=task.id)
            continue
        worker_id, start = done[task.id]
        yield from _timing_parts(problem, task, worker_id, start)
        yield from _assignment_parts(problem, task, workers[worker_id])


def _timing_parts(problem: Problem, task: Task, worker: str, start: int) -> Iterator[_Part]:
    weights = problem.weights
    early, late = max(0, wished_from(task) - start), max(0, start - task.wished_until)
    moved = abs(start - task.published.start) if task.published else 0
    for name, amount, weight in (
        ("early", early, weights.early),
        ("late", late, weights.late),
        ("changed_time", moved, weights.changed_time),
    ):
        if amount:
            yield _Part(name=name, amount=amount, cost=amount * weight, task=task.id, worker=worker)


def wished_from(task: Task) -> int:
    """Start before which earliness counts: the wish, kept inside the hard window."""
    return max(task.first_start, min(task.wished_from, task.last_start))


def _assignment_parts(problem: Problem, task: Task, worker: Worker) -> Iterator[_Part]:
    weights = problem.weights
    continuity = task.worker_costs.get(worker.id, task.other_worker_cost)
    disliked = bool(task.preferred_workers) and worker.id not in task.preferred_workers
    changed = task.published is not None and task.published.worker != worker.id
    for name, amount, cost in (
        ("continuity", int(continuity > 0), continuity),
        ("not_preferred", int(disliked), weights.not_preferred),
        ("changed_worker", int(changed), weights.changed_worker),
    ):
        if amount:
            yield _Part(name=name, amount=amount, cost=cost, task=task.id, worker=worker.id)


def _round_parts(problem: Problem, plan: Plan) -> Iterator[_Part]:
    for worker, round_ in _rounds(problem, plan):
        weight = problem.weights.travel * problem.modes[worker.mode].weight
        travel = sum(length for length, _ in legs(problem, worker, round_))
        yield _Part(name="travel", amount=travel, cost=travel * weight, worker=worker.id)
        over = max(0, finish(problem, worker, round_) - worker.shift_end)
        yield _Part(name="overtime", amount=over, cost=over * problem.weights.overtime, worker=worker.id)


def legs(problem: Problem, worker: Worker, round_: Round) -> list[tuple[int, str | None]]:
    """Travel times of a round and the task each leads to, None for the way home; none for an empty round."""
    travel = problem.modes[worker.mode].travel
    here = worker.start_place
    journey: list[tuple[int, str | None]] = []
    stops = [problem.task(stop.task) for stop in round_.stops if stop.task is not None]
    for task in stops:
        journey.append((int(travel[here, task.place]), task.id))
        here = task.place
    if stops and worker.end_place is not None:
        journey.append((int(travel[here, worker.end_place]), None))
    return journey


def mean_journey(problem: Problem, plan: Plan) -> float:
    """Cost units of the mean way from stop to stop; of the mean way between places when there is no round."""
    ways = [
        length * problem.modes[worker.mode].weight
        for worker, round_ in _rounds(problem, plan)
        for length, _ in legs(problem, worker, round_)
    ]
    if ways:
        mean = sum(ways) / len(ways)
    else:
        mode = next(iter(problem.modes.values()))
        mean = float(mode.travel.mean()) * mode.weight
    return mean * max(1, problem.weights.travel)


def finish(problem: Problem, worker: Worker, round_: Round) -> int:
    """When the worker is back, or leaves the last stop; the opening when the round is empty. Time units."""
    if not round_.stops:
        return max(worker.opens, problem.now)
    last = round_.stops[-1]
    if last.task is None:
        end = last.start + worker.breaks[last.break_number].duration
    else:
        end = last.start + problem.task(last.task).service
    journey = legs(problem, worker, round_)
    home = journey[-1][0] if journey and journey[-1][1] is None else 0
    return max(end, problem.now) + home


def _peak_part(problem: Problem, plan: Plan) -> Iterator[_Part]:
    start_of = plan.start_of()
    late = [start_of[task.id] - task.wished_until for task in problem.tasks if task.id in start_of]
    peak = max([0, *late])
    yield _Part(name="peak_lateness", amount=peak, cost=peak * problem.weights.peak_lateness)


def _idle(problem: Problem, worker: Worker, round_: Round) -> int:
    if worker.shift_end >= 2**30:
        return 0
    busy = sum(length for length, _ in legs(problem, worker, round_))
    busy += sum(problem.task(stop.task).service for stop in round_.stops if stop.task is not None)
    busy += sum(pause.duration for pause in worker.breaks)
    return max(0, max(worker.shift_end, finish(problem, worker, round_)) - worker.opens - busy)
