"""What a day's rounds come to: each cost term by the rota engine's own evaluator, and what people feel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import kith_optimiser as engine

from kith.rota.engine_model import EngineModel
from kith.rota.insertion import Weights
from kith.rota.planner import Day, Going, Placement, Task
from kith.rota.travel import ways_between
from kith.workforce.models import TravelMode

TERMS = ("travel", "early", "late", "continuity", "changed_worker", "changed_time")
"""The engine's cost terms that are weighed against each other; leaving somebody out is counted apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What some rounds come to. ``terms`` are costs in minutes of travel, to one decimal, by name.

    ``teamed`` are places given to anybody where the person has a named team, ``by_team`` those given to it.
    """

    places: int = 0
    unplaced: int = 0
    new_faces: int = 0
    teamed: int = 0
    by_team: int = 0
    travel_minutes: int = 0
    walking_minutes: int = 0
    car_metres: int = 0
    off_minutes: int = 0
    terms: dict[str, float]

    @property
    def cost(self) -> float:
        """All terms together, in minutes of travel."""
        return round(sum(self.terms.values()), 1)

    def __add__(self, other: Figures) -> Figures:
        numbers = {
            name: getattr(self, name) + getattr(other, name)
            for name in (
                "places", "unplaced", "new_faces", "teamed", "by_team", "travel_minutes", "walking_minutes",
                "car_metres", "off_minutes",
            )
        }  # fmt: skip
        terms = {name: round(self.terms[name] + other.terms[name], 1) for name in TERMS}
        return Figures(**numbers, terms=terms)

    def as_data(self) -> dict[str, Any]:
        """The figures as plain data, to be kept."""
        return asdict(self)


NOTHING = Figures(terms=dict.fromkeys(TERMS, 0.0))


def figures_of(day: Day, placements: Collection[Placement], weights: Weights | None = None) -> Figures:
    """What these placements of a day's visits come to. Whatever stands in the day is among them or counts as
    left out.
    """
    weights = weights or Weights()
    tasks = tuple({task.visit_id: task for task in (*day.tasks, *(task for task, _ in day.fixed))}.values())
    whole = replace(day, tasks=tasks, fixed=())
    by_id = {task.visit_id: task for task in tasks}
    legs = list(_legs(whole, placements, by_id))
    places = sum(task.workers for task in tasks)
    of_team = [day.of_team(by_id[each.visit_id].person_id, each.worker_id) for each in placements]
    return Figures(
        places=places,
        unplaced=places - len(placements),
        new_faces=len(new_faces(day, placements, by_id)),
        teamed=sum(1 for each in of_team if each is not None),
        by_team=sum(1 for each in of_team if each),
        travel_minutes=sum(minutes for _, _, minutes in legs),
        walking_minutes=sum(minutes for mode, _, minutes in legs if mode == TravelMode.WALK),
        car_metres=sum(metres for mode, metres, _ in legs if mode == TravelMode.DRIVE),
        off_minutes=sum(
            max(0, abs(each.starts - by_id[each.visit_id].preferred) - weights.tolerance_minutes)
            for each in placements
        ),
        terms=_terms(whole, placements, weights),
    )


def new_faces(
    day: Day, placements: Iterable[Placement], tasks: dict[UUID, Task] | None = None
) -> set[tuple[UUID, UUID]]:
    """The pairs of a person and a worker who had not been there in the 28 days before."""
    tasks = tasks or {task.visit_id: task for task in (*day.tasks, *(task for task, _ in day.fixed))}
    pairs = {(tasks[each.visit_id].person_id, each.worker_id) for each in placements}
    return {(person, worker) for person, worker in pairs if not day.seen.get(person, {}).get(worker)}


def _terms(day: Day, placements: Collection[Placement], weights: Weights) -> dict[str, float]:
    model = EngineModel(day, weights)
    stated = [each for each in placements if str(each.shift_id) in model.crew]
    problem = model.problem(stated)
    score = engine.score(problem, _plan(stated))
    return {term.name: round(term.cost / score.divisor, 1) for term in score.terms if term.name in TERMS}


def _plan(placements: Iterable[Placement]) -> engine.Plan:
    """These placements as the engine says them."""
    rounds: defaultdict[str, list[engine.Stop]] = defaultdict(list)
    for each in sorted(placements, key=lambda each: (each.starts, each.visit_id)):
        rounds[str(each.shift_id)].append(
            engine.Stop(task=f"{each.visit_id}/{each.place}", start=each.starts)
        )
    return engine.Plan(
        rounds=tuple(engine.Round(worker=name, stops=tuple(stops)) for name, stops in rounds.items()),
        unassigned=(),
    )


def _legs(
    day: Day, placements: Iterable[Placement], tasks: dict[UUID, Task]
) -> Iterable[tuple[str, int, int]]:
    """Each way from door to door within a shift: how, how many metres, how many minutes."""
    rounds: defaultdict[UUID, list[Placement]] = defaultdict(list)
    for each in placements:
        rounds[each.shift_id].append(each)
    for shift in day.crew:
        stops = sorted(rounds[shift.shift_id], key=lambda each: (each.starts, each.visit_id))
        ways = ways_between([tasks[each.visit_id].door for each in stops], Going(shift.travel_mode))
        for number in range(len(stops) - 1):
            yield shift.travel_mode, ways.metres[number][number + 1], ways.minutes[number][number + 1]
