"""The plain planner on small days whose best plan is plain to see."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kith.core.areas import walking_metres
from kith.rota.insertion import InsertionHeuristic, _Choice, _Faced
from kith.rota.planner import CrewShift, Day, Going, Place, Plan, Reason, Task
from kith.rota.travel import metres_between, ways_between
from tests.rota.check_plan import check_plan
from tests.rota.days import FAR, HERE, NEXT_DOOR, shift, task


class _AsksEveryRound(InsertionHeuristic):
    """The same planner, which leaves no round unasked."""

    def _cheapest(self, task: Task, faced: Sequence[_Faced]) -> _Choice | None:
        choices = [choice for each in faced for choice in self._choices(task, each)]
        return min(choices, key=lambda choice: choice.cost, default=None)


def plan(tasks: list[Task], crew: list[CrewShift], seen: dict[UUID, dict[UUID, int]] | None = None) -> Plan:
    day = Day(
        on=date(2026, 4, 7),
        origin=datetime(2026, 4, 6, 23, tzinfo=UTC),
        tasks=tuple(tasks),
        crew=tuple(crew),
        seen=seen or {},
    )
    made = InsertionHeuristic().plan(day)
    assert [] == check_plan(day, made)
    return made


def test_a_visit_starts_when_the_person_would_like_it_to() -> None:
    made = plan([task(preferred=510)], [shift()])
    assert [(510, 30)] == [(each.starts, each.minutes) for each in made.placements]


def test_the_way_from_home_is_not_part_of_the_shift() -> None:
    made = plan([task(at=420, window=0, door=FAR), task(2, at=480, door=FAR)], [shift()])
    assert [(420, 0), (480, 0)] == [(each.starts, each.travel_minutes) for each in made.placements]


def test_a_round_whose_start_is_not_known_begins_at_its_first_visit() -> None:
    made = plan([task(at=420, window=0, door=FAR), task(2, at=480, door=FAR)], [shift(home=None)])
    assert [(420, 0), (480, 0)] == [(each.starts, each.travel_minutes) for each in made.placements]


def test_the_way_between_doors_is_walked_at_80_metres_a_minute() -> None:
    made = plan([task(), task(2, at=520, door=NEXT_DOOR)], [shift()])
    assert [(0, 0), (2, 144)] == [(each.travel_minutes, each.travel_metres) for each in made.placements]


def test_a_known_face_goes_before_a_shorter_way() -> None:
    crew = [shift(1, home=FAR), shift(2, home=HERE)]
    assert [crew[1].worker_id] == [each.worker_id for each in plan([task()], crew).placements]
    often = {task().person_id: {crew[0].worker_id: 60, crew[1].worker_id: 0}}
    crew[0] = shift(1, home=Place(lat=53.81, lon=-1.6))
    assert [crew[0].worker_id] == [each.worker_id for each in plan([task()], crew, often).placements]


def test_two_workers_start_together_or_nobody_comes() -> None:
    two = task(workers=2)
    assert [(1, 480), (2, 480)] == sorted(
        (each.place, each.starts) for each in plan([two], [shift(), shift(2)]).placements
    )
    alone = plan([two], [shift()])
    assert ((), Reason.ONE_FREE) == (alone.placements, alone.unplaced[0].reason)
    same_worker = [shift(), shift(2, worker_id=shift().worker_id, starts=430)]
    assert () == plan([two], same_worker).placements


@pytest.mark.parametrize(
    ("tasks", "reason"),
    [
        ([task(at=1200)], Reason.NO_SHIFT),
        ([task(skills=frozenset({"insulin"}))], Reason.NO_SKILL),
        ([task(window=0, priority=1), task(2, window=0)], Reason.ALL_BUSY),
        ([task(at=540, minutes=200, window=0, preferred=540)], Reason.ALL_BUSY),
    ],
    ids=["nobody works", "nobody can", "somebody else first", "no break left"],
)
def test_who_is_left_over_is_told_why(tasks: list[Task], reason: Reason) -> None:
    assert [(tasks[-1].visit_id, reason)] == [
        (each.visit_id, each.reason) for each in plan(tasks, [shift()]).unplaced
    ]


def test_planned_down_time_is_kept() -> None:
    full = [task(number, at=420 + 60 * number, minutes=60, window=15) for number in range(7)]
    made = plan(full, [shift()])
    assert (6, 360) == (len(made.placements), sum(each.minutes for each in made.placements))


def test_ways_are_the_same_as_the_cores() -> None:
    rng = random.Random(1)
    places = [Place(lat=53.8 + rng.gauss(0, 0.02), lon=-1.6 + rng.gauss(0, 0.03)) for _ in range(30)]
    metres = metres_between(places)
    assert all(
        metres[i][j] == walking_metres(a, b) for i, a in enumerate(places) for j, b in enumerate(places)
    )


def test_driving_and_cycling_take_a_stop_at_each_door() -> None:
    doors = [Place(lat=53.8, lon=-1.6), Place(lat=53.8 + 800 / 1.3 / 111_195, lon=-1.6)]
    ways = [ways_between(doors, Going(mode)) for mode in ("walk", "cycle", "drive")]
    assert [800, 800, 800] == [each.metres[0][1] for each in ways]
    assert [10, 5, 5] == [each.minutes[0][1] for each in ways]
    assert [0, 0, 0] == [each.minutes[0][0] for each in ways]


def crowded(seed: int) -> Day:
    """A day with many rounds that could take each visit in, and people who know some of the workers."""
    rng = random.Random(seed)
    doors = [Place(lat=53.79 + rng.random() / 50, lon=-1.62 + rng.random() / 30) for _ in range(12)]
    crew = tuple(shift(number, home=rng.choice([None, *doors])) for number in range(1, 9))
    return Day(
        on=date(2026, 4, 7),
        origin=datetime(2026, 4, 6, 23, tzinfo=UTC),
        tasks=tuple(
            task(number, at=rng.randrange(420, 700), minutes=15, window=90, door=rng.choice(doors))
            for number in range(1, 41)
        ),
        crew=crew,
        seen={
            task(number).person_id: {rng.choice(crew).worker_id: rng.randint(1, 9)} for number in range(1, 20)
        },
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_round_that_is_not_asked_would_not_have_been_chosen(seed: int) -> None:
    day = crowded(seed)
    assert _AsksEveryRound().plan(day) == InsertionHeuristic().plan(day)
