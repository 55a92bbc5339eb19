"""The plain planner: each visit in turn goes to where it fits best. The rota engine fills the same interface.

Visits are taken by priority, those of two workers first, then those whose window leaves least choice, then
by time. Each goes to the place in a round that costs least and breaks no hard rule; a visit of two workers
goes to the cheapest two rounds at once, or to none. Nothing that has been placed changes worker again.

Within a round every stop keeps an earliest and a latest start (the slack of Solomon 1987), so whether a
visit fits anywhere is a few comparisons. Starts are fixed at the end, as near as can be to what people
were told or, before that, prefer.

When somebody is left over, the day is planned again with whoever was left over before going first among
visits of the same priority; the plan that leaves fewest is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from kith.rota.planner import CrewShift, Day, Plan, Reason, Task, Unplaced
from kith.rota.rounds import Fit, Round
from kith.rota.travel import ways_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each thing costs, in minutes of travel. All assumptions, to be chosen by a provider."""

    travel_minute: float = 1.0
    off_preferred_minute: float = 1.0
    tolerance_minutes: int = 15  # nobody minds this much either side of the preferred time
    new_face: float = 30.0  # shared out over the times a worker has been before
    outside_team: float = 0.5  # of a new face, besides: not of the person's named team
    changed_worker: float = 20.0  # somebody else comes than people were told
    changed_minute: float = 1.0  # earlier or later than people were told: as dear as than they asked

    def face(self, times_seen: int, of_team: bool | None) -> float:
        """What it costs that a worker comes who was there so many times in 28 days.

        One of the person's named team costs nothing. Anybody else costs a new face shared out over the times
        they came and, where a team is named, ``outside_team`` of one besides.
        """
        if of_team:
            return 0.0
        besides = 0.0 if of_team is None else self.new_face * self.outside_team
        return self.new_face / (1 + times_seen) + besides


class _Choice(NamedTuple):
    """A visit in one round: what it costs, and where and when it fits."""

    cost: float
    round: Round
    fit: Fit


class _Faced(NamedTuple):
    """A round that might take a visit in, and what it costs that its worker comes."""

    face: float
    round: Round


class _Ground:
    """What is the same for every attempt at a day: its shifts in order, doors, ways, and who could come."""

    def __init__(self, day: Day) -> None:
        places = (
            [task.door for task in day.tasks]
            + [task.door for task, _ in day.fixed]
            + [shift.home for shift in day.crew if shift.home]
        )
        self.crew = sorted(day.crew, key=_shift_order)
        self.doors = {place: number for number, place in enumerate(dict.fromkeys(places))}
        self.ways = {
            going: ways_between(list(self.doors), going) for going in {shift.going for shift in day.crew}
        }
        self.turns_of: defaultdict[UUID, list[int]] = defaultdict(list)
        for number, shift in enumerate(self.crew):
            self.turns_of[shift.worker_id].append(number)
        self._able: dict[tuple[int, int, int, frozenset[str]], list[int] | Reason] = {}

    def able(self, task: Task) -> list[int] | Reason:
        """The numbers of the shifts that could hold a visit, were they empty; or why there are none."""
        asked = (task.window_starts, task.window_ends, task.minutes, task.skills)
        if asked not in self._able:
            in_time = [number for number, shift in enumerate(self.crew) if _works_in(shift, task)]
            skilled = [number for number in in_time if task.skills <= self.crew[number].skills]
            self._able[asked] = skilled or (Reason.NO_SKILL if in_time else Reason.NO_SHIFT)
        return self._able[asked]

    def rounds(self, day: Day) -> list[Round]:
        """A round for each shift, with what is fixed already in it."""
        rounds = {shift.shift_id: Round(shift, self.doors, *self.ways[shift.going]) for shift in self.crew}
        for task, placement in sorted(day.fixed, key=lambda pair: (pair[1].starts, pair[1].visit_id)):
            if placement.shift_id in rounds:
                rounds[placement.shift_id].hold(task, placement)
        for each in rounds.values():
            each.take_break()
        return list(rounds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertionHeuristic:
    """Plans a day by inserting visits one by one. Deterministic."""

    weights: Weights = field(default_factory=Weights)
    attempts: int = 3

    @property
    def name(self) -> str:
        """What a publication says it was made by."""
        return "insertion heuristic"

    def plan(self, day: Day) -> Plan:
        """The plan of one day, keeping every hard rule of ``planner.py``."""
        ground = _Ground(day)
        best = self._attempt(day, ground, Counter())
        failures = Counter(each.visit_id for each in best.unplaced)
        for _ in range(self.attempts - 1):
            if not best.unplaced:
                break
            plan = self._attempt(day, ground, failures)
            failures.update(each.visit_id for each in plan.unplaced)
            best = min(best, plan, key=lambda each: len(each.unplaced))
        return best

    def _attempt(self, day: Day, ground: _Ground, failures: Counter[UUID]) -> Plan:
        rounds = ground.rounds(day)
        seen = {person_id: Counter(workers) for person_id, workers in day.seen.items()}
        unplaced: list[Unplaced] = []
        agreed = [replace(task, preferred=day.agreed(task)) for task in day.tasks]
        for task in sorted(agreed, key=lambda task: _order(task, failures[task.visit_id])):
            faces = seen.setdefault(task.person_id, Counter())
            chosen = self._best(day, ground, task, rounds, faces)
            if isinstance(chosen, Reason):
                unplaced.append(Unplaced(visit_id=task.visit_id, reason=chosen))
                continue
            for place, (choice, starts) in enumerate(chosen, start=1):
                choice.round.insert(task, choice.fit, place, starts)
                faces[choice.round.shift.worker_id] += 1
        placements = tuple(placement for each in rounds for placement in each.placements())
        return Plan(on=day.on, placements=placements, unplaced=tuple(unplaced))

    def _best(
        self, day: Day, ground: _Ground, task: Task, rounds: Sequence[Round], faces: Counter[UUID]
    ) -> list[tuple[_Choice, tuple[int, int]]] | Reason:
        """The cheapest round, or two of them, with the starts allowed there; or why there is none."""
        able = ground.able(task)
        if isinstance(able, Reason):
            return able
        face_of = self._faces(day, ground, task, faces)
        stranger = self.weights.face(0, False if day.teams.get(task.person_id) else None)
        faced = [_Faced(face_of.get(number, stranger), rounds[number]) for number in able]
        if task.workers == 1:
            cheapest = self._cheapest(task, faced)
            return [(cheapest, (task.window_starts, task.latest))] if cheapest else Reason.ALL_BUSY
        choices = sorted(
            (choice for each in faced for choice in self._choices(task, each)), key=lambda choice: choice.cost
        )
        if not choices:
            return Reason.ALL_BUSY
        pair = self._best_pair(task, choices)
        return Reason.ONE_FREE if pair is None else pair

    def _faces(self, day: Day, ground: _Ground, task: Task, faces: Counter[UUID]) -> dict[int, float]:
        """What the face of each worker costs whom the person knows or has in their team, by shift."""
        return {
            number: self.weights.face(faces[worker_id], day.of_team(task.person_id, worker_id))
            for worker_id in {*faces, *day.teams.get(task.person_id, ())}
            for number in ground.turns_of.get(worker_id, ())
        }

    def _cheapest(self, task: Task, faced: Sequence[_Faced]) -> _Choice | None:
        """The cheapest choice, of equals the first; None where there is none.

        Rounds are asked in the order of the least that each could cost, until none could be cheaper: going
        by a door saves a round at the most its longest way.
        """
        least = [each.face - self.weights.travel_minute * each.round.longest_way for each in faced]
        best, order = None, (float("inf"), 0)
        for number in sorted(range(len(faced)), key=least.__getitem__):
            if least[number] > order[0]:
                break
            for choice in self._choices(task, faced[number]):
                if (choice.cost, number) < order:
                    best, order = choice, (choice.cost, number)
        return best

    def _choices(self, task: Task, faced: _Faced) -> Iterator[_Choice]:
        """Each place of a round where the visit fits."""
        for fit in faced.round.fits(task):
            start = min(max(task.preferred, fit.earliest), fit.latest)
            cost = self.weights.travel_minute * fit.travel + self._off(task, start) + faced.face
            yield _Choice(cost, faced.round, fit)

    def _best_pair(
        self, task: Task, choices: Sequence[_Choice]
    ) -> list[tuple[_Choice, tuple[int, int]]] | None:
        """The cheapest two rounds of different workers in which the visit can start at the same minute."""
        best: list[tuple[_Choice, tuple[int, int]]] | None = None
        best_cost = float("inf")
        for number, one in enumerate(choices):
            if 2 * one.cost >= best_cost:
                break
            for other in choices[number + 1 :]:
                if one.cost + other.cost >= best_cost:
                    break
                start = _together(task, one, other)
                if start is None:
                    continue
                apart = 2 * self._off(task, start) - sum(
                    self._off(task, _alone(task, each)) for each in (one, other)
                )
                if one.cost + other.cost + apart < best_cost:
                    best_cost = one.cost + other.cost + apart
                    best = [(one, (start, start)), (other, (start, start))]
        return best

    def _off(self, task: Task, start: int) -> float:
        """What starting then costs, for being off the preferred time by more than the tolerance."""
        beyond = abs(start - task.preferred) - self.weights.tolerance_minutes
        return self.weights.off_preferred_minute * max(0, beyond)


def _order(task: Task, failures: int) -> tuple[int, int, int, int, int, int, UUID]:
    slack = task.latest - task.window_starts
    return (
        -task.priority,
        -failures,
        -task.workers,
        slack,
        task.window_starts,
        task.preferred,
        task.visit_id,
    )


def _alone(task: Task, choice: _Choice) -> int:
    return min(max(task.preferred, choice.fit.earliest), choice.fit.latest)


def _together(task: Task, one: _Choice, other: _Choice) -> int | None:
    """The minute nearest the preferred one at which both can start, or None."""
    first, last = max(one.fit.earliest, other.fit.earliest), min(one.fit.latest, other.fit.latest)
    if first > last or one.round.shift.worker_id == other.round.shift.worker_id:
        return None
    return min(max(task.preferred, first), last)


def _works_in(shift: CrewShift, task: Task) -> bool:
    """Whether the shift, were it empty, could hold the visit in its window."""
    earliest = max(task.window_starts, shift.starts)
    return earliest + task.minutes <= min(task.window_ends, shift.ends)


def _shift_order(shift: CrewShift) -> tuple[int, UUID, int, UUID]:
    return (shift.starts, shift.worker_id, shift.ends, shift.shift_id)
