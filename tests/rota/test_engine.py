"""The engine behind the planner: it keeps the same rules, and is never worse than the plain planner."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from kith_optimiser import Settings, check, solve
from kith_optimiser.core import library

from kith.rota.engine import QUICK, EnginePlanner, cost_of, left_out, planner_for
from kith.rota.engine_model import EngineModel
from kith.rota.insertion import InsertionHeuristic, Weights
from kith.rota.planner import CrewShift, Day, Place, Plan, Planner, Reason, Task
from tests.rota.check_plan import check_plan
from tests.rota.days import FAR, NEXT_DOOR, shift, task


def day(*tasks: Task, crew: tuple[CrewShift, ...] = (shift(),), **changes: object) -> Day:
    values = {
        "on": date(2026, 4, 7),
        "origin": datetime(2026, 4, 6, 23, tzinfo=UTC),
        "tasks": tasks,
        "crew": crew,
    }
    return Day(**(values | changes))  # type: ignore[arg-type]


def plan(problem: Day, planner: Planner | None = None) -> Plan:
    """The engine's plan, once it has been checked."""
    made = (planner or EnginePlanner(iterations_per_visit=3000)).plan(problem)
    assert [] == check_plan(problem, made)
    return made


def test_a_round_whose_start_is_not_known_begins_at_its_first_visit() -> None:
    made = plan(day(task(at=420, window=0, door=FAR), task(2, at=480, door=FAR), crew=(shift(home=None),)))
    assert [(420, 0), (480, 0)] == [(each.starts, each.travel_minutes) for each in made.placements]


def generated(seed: int, *, people: int, workers: int) -> Day:
    """Visits through the day for people round one place; some for two workers, some for a skill."""
    rng = random.Random(seed)

    def place() -> Place:
        return Place(lat=53.8 + rng.gauss(0, 0.008), lon=-1.6 + rng.gauss(0, 0.013))

    tasks = []
    for person in range(people):
        door, workers_needed = place(), 2 if rng.random() < 0.2 else 1
        skills = frozenset({"insulin"}) if rng.random() < 0.1 else frozenset[str]()
        for number, wanted in enumerate(rng.sample((450, 510, 720, 780, 1020, 1140), k=2)):
            tasks.append(
                task(
                    1 + 10 * person + number,
                    at=wanted - 60,
                    window=120,
                    minutes=rng.choice((30, 30, 45, 60)),
                    preferred=wanted,
                    person_id=UUID(int=100_000 + person),
                    door=door,
                    workers=workers_needed,
                    skills=skills,
                )
            )
    crew = tuple(
        shift(
            number,
            starts=(420, 840)[number % 2],
            ends=(870, 1290)[number % 2],
            home=place(),
            travel_mode=rng.choice(("walk", "walk", "cycle", "drive")),
            skills=frozenset({"insulin"} if number % 3 else ()),
        )
        for number in range(workers)
    )
    seen = {
        each.person_id: {other.worker_id: rng.randrange(20) for other in rng.sample(crew, k=2)}
        for each in tasks
    }
    return day(*tasks, crew=crew, seen=seen)


@pytest.mark.parametrize("seed", range(4))
def test_it_never_leaves_more_people_over_than_the_plain_planner(seed: int) -> None:
    problem = generated(seed, people=14, workers=8)
    assert left_out(problem, plan(problem)) <= left_out(problem, plan(problem, InsertionHeuristic()))


@pytest.mark.parametrize("seed", [7, 8])
def test_a_short_search_leaves_out_no_more_and_knows_more_faces_than_it_began_with(seed: int) -> None:
    problem = generated(seed, people=60, workers=30)
    plain, searched = plan(problem, InsertionHeuristic()), plan(problem, QUICK)
    assert left_out(problem, searched) <= left_out(problem, plain)
    assert new_faces(problem, searched) < new_faces(problem, plain)


def new_faces(problem: Day, made: Plan) -> float:
    """The share of visits by somebody who had not been before."""
    person_of = {task.visit_id: task.person_id for task in problem.tasks}
    known = [each.worker_id in problem.seen.get(person_of[each.visit_id], {}) for each in made.placements]
    return 1 - sum(known) / len(known)


def test_a_search_begins_from_the_whole_plan_and_every_rest() -> None:
    problem = generated(7, people=60, workers=30)
    plain, model = InsertionHeuristic().plan(problem), EngineModel(problem, Weights())
    begun = model.begun(plain.placements)
    assert {(f"{each.visit_id}/{each.place}", str(each.shift_id)) for each in plain.placements} == {
        (name, worker) for name, worker, _ in begun.visits()
    }
    rests = [stop for round_ in begun.rounds for stop in round_.stops if stop.task is None]
    assert 2 * len(problem.crew) == len(rests)


@pytest.mark.parametrize("seed", [7, 8])
def test_on_a_day_too_full_for_the_crew_it_places_more_and_costs_less(seed: int) -> None:
    problem = generated(seed, people=60, workers=22)
    plain, searched = plan(problem, InsertionHeuristic()), plan(problem, EnginePlanner())
    assert left_out(problem, searched) < left_out(problem, plain)
    assert cost_of(problem, searched, Weights()) < cost_of(problem, plain, Weights())


def test_the_same_day_gives_the_same_plan_in_whatever_order_it_is_told() -> None:
    problem = generated(3, people=10, workers=6)
    backwards = replace(problem, tasks=problem.tasks[::-1], crew=problem.crew[::-1])
    assert set(plan(problem).placements) == set(plan(problem).placements) == set(plan(backwards).placements)


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_is_planned_around(seed: int) -> None:
    whole = generated(seed, people=12, workers=8)
    stands = {each.visit_id for each in whole.tasks[::3]}
    tasks = {each.visit_id: each for each in whole.tasks}
    fixed = tuple((tasks[each.visit_id], each) for each in plan(whole).placements if each.visit_id in stands)
    rest = replace(
        whole, tasks=tuple(each for each in whole.tasks if each.visit_id not in stands), fixed=fixed
    )
    made = plan(rest)
    assert not stands & {each.visit_id for each in made.placements}
    assert left_out(rest, made) <= left_out(rest, plan(rest, InsertionHeuristic()))


def test_a_shift_whose_standing_visits_clash_is_kept_as_it_is() -> None:
    first, second, third = task(1), task(2, door=FAR), task(3, at=600)
    stands = plan(day(first)).placements[0]
    clash = replace(stands, visit_id=second.visit_id, starts=stands.starts + 5)
    problem = day(third, crew=(shift(), shift(2)), fixed=((first, stands), (second, clash)))
    made = EnginePlanner(iterations_per_visit=1000).plan(problem)
    assert [third.visit_id] == [each.visit_id for each in made.placements]


def test_the_engines_own_check_passes_the_plan_that_is_used() -> None:
    problem = generated(1, people=8, workers=6)
    model = EngineModel(problem, Weights())
    stated = model.problem(())
    found = solve(stated, Settings(iterations=20_000)).plan
    assert ([], True) == (check(stated, found), model.kept(stated, found))
    empty = replace(found, rounds=())
    assert not model.kept(stated, empty)


def test_a_visit_starts_when_the_person_would_like_it_to() -> None:
    made = plan(day(task(preferred=510)))
    assert [(510, 30, 0)] == [(each.starts, each.minutes, each.travel_minutes) for each in made.placements]


def test_the_way_between_doors_is_walked_at_80_metres_a_minute() -> None:
    up_the_hill = Place(lat=53.815, lon=-1.6)  # 1,557 metres from next door, times 1.3: 2,024
    made = plan(day(task(at=420, window=0, door=up_the_hill), task(2, at=520, door=NEXT_DOOR, window=90)))
    assert [0, 26] == sorted(each.travel_minutes for each in made.placements)


def test_a_known_face_goes() -> None:
    crew = (shift(1), shift(2))
    problem = day(task(), crew=crew, seen={task().person_id: {crew[1].worker_id: 9}})
    assert [crew[1].worker_id] == [each.worker_id for each in plan(problem).placements]


def test_one_new_face_comes_twice_rather_than_two_new_faces_once() -> None:
    twice = [task(number, at=480 + 120 * number, person_id=UUID(int=9)) for number in (1, 2)]
    made = plan(day(*twice, crew=(shift(1), shift(2))))
    assert 1 == len({each.worker_id for each in made.placements})


def test_two_workers_start_together_or_nobody_comes() -> None:
    two = task(workers=2)
    together = plan(day(two, crew=(shift(), shift(2)))).placements
    assert [(1, 480), (2, 480)] == sorted((each.place, each.starts) for each in together)
    same_worker = (shift(), shift(2, worker_id=shift().worker_id, starts=430))
    assert () == plan(day(two, crew=same_worker)).placements


def test_planned_down_time_is_kept() -> None:
    full = [task(number, at=420 + 60 * number, minutes=60, window=15) for number in range(7)]
    assert 6 == len(plan(day(*full)).placements)


@pytest.mark.parametrize(
    ("tasks", "reason"),
    [
        ([task(at=1200)], Reason.NO_SHIFT),
        ([task(minutes=30, window=-10)], Reason.NO_SHIFT),
        ([task(skills=frozenset({"insulin"}))], Reason.NO_SKILL),
        ([task(workers=2)], Reason.ONE_FREE),
        ([task(window=0, priority=1), task(2, window=0)], Reason.ALL_BUSY),
    ],
    ids=["nobody works", "no time in the window", "nobody can", "one worker", "somebody else first"],
)
def test_who_is_left_over_is_told_why(tasks: list[Task], reason: Reason) -> None:
    assert [(tasks[-1].visit_id, reason)] == [
        (each.visit_id, each.reason) for each in plan(day(*tasks)).unplaced
    ]


@pytest.mark.parametrize(
    "problem",
    [day(), day(task(), crew=()), day(task(), crew=(shift(ends=440),))],
    ids=["none", "nobody", "short"],
)
def test_a_day_without_work_or_workers_is_planned_too(problem: Day) -> None:
    assert () == plan(problem).placements


@pytest.fixture
def not_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The rota engine where it was installed without a compiler."""
    monkeypatch.setenv("KITH_OPTIMISER_CORE", str(tmp_path / "absent.so"))
    library.cache_clear()
    yield
    monkeypatch.undo()
    library.cache_clear()


def test_a_planner_is_chosen_by_name() -> None:
    assert ["rota engine", "insertion heuristic"] == [
        planner_for(name).planner.name for name in ("engine", "insertion")
    ]
    with pytest.raises(ValueError, match="Choose engine or insertion"):
        planner_for("guess")


@pytest.mark.usefixtures("not_compiled")
def test_where_the_engine_is_not_compiled_the_plain_planner_plans_and_says_so() -> None:
    chosen = planner_for("engine")
    assert ("insertion heuristic", True) == (chosen.planner.name, "is not compiled" in chosen.instead)
    assert 1 == len(plan(day(task()), chosen.planner).placements)
