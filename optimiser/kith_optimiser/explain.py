"""Why a plan is as it is, in words: this worker and not another, and what keeps a task out."""

from __future__ import annotations

from dataclasses import dataclass

from kith_optimiser.core import Engine, PlanArrays
from kith_optimiser.faults import reasons_nobody_can
from kith_optimiser.plan import Plan, Round
from kith_optimiser.problem import Problem, Task, Worker
from kith_optimiser.shortage import shortages


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """Another worker for a task: the cost beyond the cheapest choice, or None and why not."""

    worker: str
    extra_cost: float | None
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Why a task is with its worker, or with nobody; alternatives cheapest first, impossible ones last."""

    task: str
    worker: str | None
    words: str
    alternatives: tuple[Alternative, ...]


def explain(problem: Problem, plan: Plan, task_id: str) -> Explanation:
    """What every worker would cost for a task, all other rounds kept. KeyError when there is no such task."""
    task = problem.task(task_id)
    current = plan.worker_of().get(task_id)
    with Engine(problem, neighbours=0) as engine:
        engine.load(engine.to_arrays(_without(plan, task_id)))
        costs = _cost_by_worker(engine, task)
    base = costs.get(current or "", min(costs.values(), default=0))
    others = [worker for worker in problem.workers if worker.id != current]
    possible = sorted((costs[w.id] - base, w.id) for w in others if w.id in costs)
    alternatives = [
        Alternative(
            worker=name, extra_cost=extra / problem.cost_divisor, words=_extra_words(name, extra, problem)
        )
        for extra, name in possible
    ]
    blocked = [w for w in others if w.id not in costs]
    alternatives += [Alternative(worker=w.id, extra_cost=None, words=_why_not(w, task)) for w in blocked]
    if current is None:
        words = next(out.reason for out in plan.unassigned if out.task == task_id)
        words += _shortage_words(problem, task_id)
    elif not possible:
        words = f"{current} does {task_id}: no other worker can."
    else:
        extra, name = possible[0]
        words = f"{current} does {task_id}. The next best: {_extra_words(name, extra, problem)}"
    return Explanation(task=task_id, worker=current, words=words, alternatives=tuple(alternatives))


def reasons_left_out(engine: Engine, arrays: PlanArrays, left_out: list[str]) -> dict[str, str]:
    """Reason by task for tasks a search left out."""
    reasons = reasons_nobody_can(engine.problem, [engine.problem.task(task_id) for task_id in left_out])
    engine.load(arrays)
    for task_id in left_out:
        if task_id not in reasons:
            reasons[task_id] = _why_left_out(engine, engine.problem.task(task_id))
    return reasons


def _why_left_out(engine: Engine, task: Task) -> str:
    problem = engine.problem
    able = [worker.id for worker in problem.workers if worker.may_do(task)]
    costs = _cost_by_worker(engine, task)
    if not costs:
        names = ", ".join(able[:3]) + (f" and {len(able) - 3} more" if len(able) > 3 else "")
        return f"Nobody who may do {task.id} ({names}) is free within its window and their shift."
    tied = [link for link in problem.links if link.together and task.id in (link.first, link.second)]
    if tied:
        other = tied[0].second if tied[0].first == task.id else tied[0].first
        return f"{task.id} goes together with {other}, and there is no place for both."
    name = min(costs, key=lambda worker: costs[worker])
    cost = _shown(costs[name], problem)
    return f"The cheapest place for {task.id}, with {name}, costs {cost}: more than leaving it out."


def _shortage_words(problem: Problem, task_id: str) -> str:
    units_in_hour = {"second": 3600, "minute": 60}.get(problem.time_unit)
    if units_in_hour is None:
        return ""
    short = (each.words(units_in_hour) for each in shortages(problem) if task_id in each.tasks)
    return next((f" {words}" for words in short), "")


def _cost_by_worker(engine: Engine, task: Task) -> dict[str, int]:
    costs: dict[str, int] = {}
    for row in engine.offers(engine.item_number[task.id], capacity=2**15):
        costs.setdefault(engine.problem.workers[int(row["worker"])].id, int(row["cost"]))
    return costs


def _why_not(worker: Worker, task: Task) -> str:
    if worker.may_do(task):
        return f"{worker.id} has no lawful place for {task.id}: another visit or the shift is in the way."
    if task.lock and task.lock.worker is not None:
        return f"{task.id} is locked to {task.lock.worker}."
    if worker.id in task.forbidden_workers:
        return f"{worker.id} is forbidden at {task.id}."
    if task.only_workers is not None and worker.id not in task.only_workers:
        return f"{worker.id} is not one of those named for {task.id}."
    missing = sorted(skill for skill in task.skills if skill not in worker.skills)
    if missing:
        return f"{worker.id} does not hold {missing[0]}."
    return f"A skill of {worker.id} runs out before {task.id}."


def _extra_words(name: str, extra: int, problem: Problem) -> str:
    if extra < 0:
        return f"{name} would cost {_shown(-extra, problem)} {problem.cost_unit}s less."
    return f"{name} would cost {_shown(extra, problem)} {problem.cost_unit}s more."


def _shown(cost: int, problem: Problem) -> str:
    return f"{cost / problem.cost_divisor:,.1f}"


def _without(plan: Plan, task_id: str) -> Plan:
    rounds = tuple(
        Round(worker=round_.worker, stops=tuple(stop for stop in round_.stops if stop.task != task_id))
        for round_ in plan.rounds
    )
    return Plan(rounds=rounds, unassigned=plan.unassigned)
