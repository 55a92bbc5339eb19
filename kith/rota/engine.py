"""The rota engine behind the planner's interface, and which planner to use.

The engine decides who goes where and in which order; see ``engine_model.py``. It begins from the plain
planner's plan and is asked more than once, because a worker who comes twice today is a known face the second
time: each search begins from the plan before and knows whom people would have seen. Visits that the engine
leaves out are offered to the plain planner, which places them or says why not. The best of all these plans is
taken, the plain planner's own included; one that fails the engine's own check is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import kith_optimiser as engine
from kith_optimiser.core import library

from kith.rota.engine_model import EngineModel, seen_after
from kith.rota.insertion import InsertionHeuristic, Weights
from kith.rota.planner import Day, Placement, Plan, Planner, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The planner to use and, where it is not the one asked for, why not, in a sentence."""

    planner: Planner
    instead: str = ""


def planner_for(name: str, *, seed: int = 1, quick: bool = False) -> Chosen:
    """The planner of that name, "engine" or "insertion"; the plain one where the engine is not compiled.

    ``quick`` is for many days at once: `QUICK`. Raises ValueError for any other name.
    """
    if name not in ("engine", "insertion"):
        raise ValueError(f"There is no planner {name!r}. Choose engine or insertion.")
    if name == "insertion":
        return Chosen(planner=InsertionHeuristic())
    try:
        library()
    except engine.CoreMissing as missing:
        instead = f"{missing} Until then the insertion heuristic plans the rounds."
        return Chosen(planner=InsertionHeuristic(), instead=instead)
    return Chosen(planner=replace(QUICK if quick else EnginePlanner(), seed=seed))


def left_out(day: Day, plan: Plan) -> int:
    """How many visits a plan gives to nobody, a visit of a higher priority counting for more."""
    nobody = {each.visit_id for each in plan.unplaced}
    return sum(1 + task.priority for task in day.tasks if task.visit_id in nobody)


def cost_of(day: Day, plan: Plan, weights: Weights) -> float:
    """What a plan costs in minutes of travel: ways within shifts, times people did not ask for, new faces,
    and somebody else or another time than people were told.

    The first visit by a new worker costs a whole new face, the second half of one, the third a third; see
    `Weights.face` for people with a named team.
    """
    tasks = {task.visit_id: task for task in day.tasks}
    seen = {person_id: Counter(workers) for person_id, workers in day.seen.items()}
    cost = 0.0
    for each in plan.placements:
        task = tasks[each.visit_id]
        faces = seen.setdefault(task.person_id, Counter())
        off = max(0, abs(each.starts - task.preferred) - weights.tolerance_minutes)
        cost += weights.travel_minute * each.travel_minutes + weights.off_preferred_minute * off
        cost += weights.face(faces[each.worker_id], day.of_team(task.person_id, each.worker_id))
        told = day.told.get((each.visit_id, each.place), each)
        cost += weights.changed_worker if told.worker_id != each.worker_id else 0.0
        cost += weights.changed_minute * abs(told.starts - each.starts)
        faces[each.worker_id] += 1
    return cost


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePlanner:
    """Plans a day with the rota engine. The same seed and iterations give the same plan.

    The iterations are shared out over the searches; ``warmth`` is how many minutes of travel a search may
    lose at first to come to a better plan. ``on_progress`` is told the share that is done, 0 to 1;
    where it answers True, the best plan so far is taken. ``seconds`` is a second stop for each of them, for a
    machine so slow that nobody would wait. Raises `CoreMissing` where the engine is not compiled.
    """

    weights: Weights = field(default_factory=Weights)
    seed: int = 1
    searches: int = 3
    iterations_per_visit: int = 12_000
    warmth: float = 20.0
    seconds: float = 120.0
    on_progress: Callable[[float], bool] | None = None

    @property
    def name(self) -> str:
        """What a publication says it was made by."""
        return "rota engine"

    def plan(self, day: Day) -> Plan:
        """The plan of one day, keeping every hard rule of ``planner.py``."""
        plain = InsertionHeuristic(weights=self.weights).plan(day)
        model = EngineModel(day, self.weights)
        if not model.crew or not day.tasks:
            return plain
        plans, placements = [plain], self._begun(day, plain)
        found = model.begun(placements)
        for number in range(self.searches):
            problem = model.problem(placements)
            settings = self._settings(day, number)
            watch = _Watch(self, number, settings.iterations)
            found = engine.solve(problem, settings, begin_from=found, on_progress=watch).plan
            if model.kept(problem, found):
                placements = model.placements(found)
                plans.append(self._completed(model, placements))
            if watch.stopped:
                break
        return min(plans, key=self._worth(day))

    def _begun(self, day: Day, plain: Plan) -> tuple[Placement, ...]:
        """What a search begins from: the rota as people were told, with the rest placed around it; or
        the plain plan, where that is better.
        """
        shift_ids = {shift.shift_id for shift in day.crew}
        told = {
            task.visit_id: [each for each in _told(day, task) if each.shift_id in shift_ids]
            for task in day.tasks
        }
        whole = {task.visit_id: task for task in day.tasks if len(told[task.visit_id]) == task.workers}
        stands = tuple((task, each) for visit_id, task in whole.items() for each in told[visit_id])
        if not stands:
            return plain.placements
        rest = tuple(task for task in day.tasks if task.visit_id not in whole)
        around = InsertionHeuristic(weights=self.weights).plan(
            replace(day, tasks=rest, fixed=(*day.fixed, *stands))
        )
        placements = (*(each for _, each in stands), *around.placements)
        kept = replace(around, placements=placements)
        return min(plain, kept, key=self._worth(day)).placements

    def _worth(self, day: Day) -> Callable[[Plan], tuple[int, float]]:
        return lambda plan: (left_out(day, plan), cost_of(day, plan, self.weights))

    def _settings(self, day: Day, number: int) -> engine.Settings:
        iterations = max(1, self.iterations_per_visit * len(day.tasks) // self.searches)
        return engine.Settings(
            seed=self.seed + number, iterations=iterations, seconds=self.seconds, hot=self.warmth
        )

    def _completed(self, model: EngineModel, searched: tuple[Placement, ...]) -> Plan:
        """The plan, with what the engine left out placed where it fits after all, or the reason for each."""
        day = model.day
        given = {each.visit_id for each in searched}
        rest = replace(
            day,
            tasks=tuple(task for task in day.tasks if task.visit_id not in given),
            fixed=(*day.fixed, *((model.tasks[each.visit_id], each) for each in searched)),
            seen=seen_after(day, searched),
        )
        added = InsertionHeuristic(weights=self.weights).plan(rest)
        placements = model.timed((*searched, *added.placements))
        return Plan(on=day.on, placements=placements, unplaced=added.unplaced)


QUICK = EnginePlanner(
    weights=Weights(new_face=300, off_preferred_minute=0.5), searches=1, iterations_per_visit=500, warmth=1.0
)
"""A short search near the plain planner's plan, familiar faces first: a second for a hundred people."""


def _told(day: Day, task: Task) -> Iterator[Placement]:
    """Each place of a visit as people were told, where that can still be so."""
    for place in range(1, task.workers + 1):
        told = day.told.get((task.visit_id, place))
        if told and told.minutes == task.minutes and task.window_starts <= told.starts <= task.latest:
            yield told


class _Watch:
    """Passes on how far the searches have come, and remembers being asked to stop."""

    def __init__(self, planner: EnginePlanner, number: int, iterations: int) -> None:
        self._planner, self._number, self._iterations = planner, number, iterations
        self.stopped = False

    def __call__(self, progress: engine.Progress) -> bool:
        planner = self._planner
        if planner.on_progress is not None and not self.stopped:
            share = (self._number + progress.iterations / self._iterations) / planner.searches
            self.stopped = planner.on_progress(min(1.0, share))
        return self.stopped
