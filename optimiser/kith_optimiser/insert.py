"""Changes during the day: an urgent visit into running rounds, and rounds repaired when a worker is off
sick.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kith_optimiser.core import Engine
from kith_optimiser.plan import Plan, Round, Unassigned
from kith_optimiser.problem import Problem, Published, Task
from kith_optimiser.score import mean_journey
from kith_optimiser.solve import Settings, Solution, solve


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A lawful place for a task: whose round, behind which task (None: first), and what it costs in all.

    `added_cost` is in shown cost, knock-on effects on other visits included; `moved` counts those visits.
    """

    worker: str
    after: str | None
    start: int
    added_cost: float
    moved: int


class Board:
    """A plan held ready in the core, so that an urgent visit is answered in milliseconds."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self._engine = Engine(problem, neighbours=0)
        self._arrays = self._engine.to_arrays(plan)
        self._names = {number: name for name, number in self._engine.item_number.items()}

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *exception: object) -> None:
        self._engine.close()

    def offers(self, task: Task, *, most: int = 10) -> tuple[Offer, ...]:
        """The best place with each worker for a task not in the plan, cheapest first; often none."""
        if task.id not in self._engine.item_number:
            self._engine.add_task(task)
        self._engine.load(self._arrays.grown_to(self._engine.numbers.item_count))
        found = self._engine.offers(self._engine.item_number[task.id])
        best: dict[str, Offer] = {}
        for row in found:
            worker = self.problem.workers[int(row["worker"])].id
            if worker in best:
                continue
            best[worker] = Offer(
                worker=worker,
                after=self._names.get(int(row["after"])),
                start=int(row["start"]),
                added_cost=int(row["cost"]) / self.problem.cost_divisor,
                moved=int(row["moved"]),
            )
            if len(best) == most:
                break
        return tuple(best.values())


def repair(
    problem: Problem, plan: Plan, *, absent: Iterable[str], settings: Settings | None = None
) -> Solution:
    """The plan repaired when workers are off: their visits go to others, who keep their own if they can.

    Every rostered visit counts as published, so changing its worker or time costs what the weights say; a
    weight of 0 for a changed worker is raised to three mean journeys. What is done or in progress stays.
    """
    away = frozenset(absent)
    start_of, worker_of = plan.start_of(), plan.worker_of()
    tasks = tuple(_freed(task, away, worker_of, start_of) for task in problem.tasks)
    weights = problem.weights
    if weights.changed_worker == 0:
        weights = replace(weights, changed_worker=max(1, round(3 * mean_journey(problem, plan))))
    workers = tuple(replace(worker, breaks=()) if worker.id in away else worker for worker in problem.workers)
    changed = replace(problem, tasks=tasks, workers=workers, weights=weights)
    settings = settings or Settings(seconds=1.5)
    return solve(changed, settings, begin_from=_without(problem, plan, away))


def _freed(task: Task, away: frozenset[str], worker_of: dict[str, str], start_of: dict[str, int]) -> Task:
    if task.frozen:
        return task
    lock = task.lock
    if lock is not None and lock.worker in away:
        lock = replace(lock, worker=None)
    published = task.published
    if task.id in worker_of:
        published = Published(worker=worker_of[task.id], start=start_of[task.id])
    forbidden = task.forbidden_workers | away
    return replace(task, forbidden_workers=forbidden, lock=lock, published=published)


def _without(problem: Problem, plan: Plan, away: frozenset[str]) -> Plan:
    frozen = {task.id for task in problem.tasks if task.frozen}
    rounds, out = [], list(plan.unassigned)
    for round_ in plan.rounds:
        if round_.worker not in away:
            rounds.append(round_)
            continue
        rounds.append(Round(worker=round_.worker, stops=tuple(s for s in round_.stops if s.task in frozen)))
        left = [stop.task for stop in round_.stops if stop.task is not None and stop.task not in frozen]
        out += [Unassigned(task=task, reason=f"{round_.worker} is off.") for task in left]
    return Plan(rounds=tuple(rounds), unassigned=tuple(out))
