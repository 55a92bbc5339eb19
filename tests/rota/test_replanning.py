"""A day planned again: what people were told stays to the minute, and one change moves few others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

import pytest

from kith.rota.costs import figures_of
from kith.rota.engine import EnginePlanner
from kith.rota.planner import Day, Placement
from kith.rota.replanning import Replanned, replan
from tests.rota.days import NEXT_DOOR, shift, task
from tests.rota.test_engine import day, generated

PLANNER = EnginePlanner(iterations_per_visit=3000)


def again(problem: Day) -> Replanned:
    """The day with every visit of it free to move."""
    everything = frozenset(task.visit_id for task in (*problem.tasks, *(task for task, _ in problem.fixed)))
    return replan(problem, PLANNER, open_again=everything, now=0)


def as_published(problem: Day, placements: Iterable[Placement]) -> Day:
    """The day once these placements were published: they stand, and people were told."""
    tasks = {task.visit_id: task for task in (*problem.tasks, *(task for task, _ in problem.fixed))}
    stands = tuple((tasks[each.visit_id], each) for each in placements)
    given = {each.visit_id for _, each in stands}
    return replace(
        problem,
        tasks=tuple(task for visit_id, task in tasks.items() if visit_id not in given),
        fixed=stands,
        told={(each.visit_id, each.place): each for _, each in stands},
    )


@pytest.fixture(scope="module")
def published() -> Day:
    """A day of 60 people that was proposed and accepted."""
    problem = generated(7, people=60, workers=30)
    return as_published(problem, again(problem).placements)


def stood(problem: Day) -> dict[tuple[UUID, int], tuple[UUID, int]]:
    return {(each.visit_id, each.place): (each.shift_id, each.starts) for _, each in problem.fixed}


def test_an_accepted_day_proposed_again_stays_to_the_minute(published: Day) -> None:
    assert {each for _, each in published.fixed} == set(again(published).placements)


def test_with_one_worker_away_few_visits_of_anybody_else_move(published: Day) -> None:
    gone = published.crew[1].shift_id
    theirs = {task.visit_id: task for task, each in published.fixed if each.shift_id == gone}
    repaired = replace(
        published,
        tasks=(*published.tasks, *theirs.values()),
        crew=tuple(each for each in published.crew if each.shift_id != gone),
        fixed=tuple(pair for pair in published.fixed if pair[0].visit_id not in theirs),
    )
    others = stood(repaired)
    moved = [
        each
        for each in again(repaired).placements
        if others.get((each.visit_id, each.place), (each.shift_id, each.starts))
        != (each.shift_id, each.starts)
    ]
    assert len(others) > 100
    assert len(moved) <= len(others) // 20


def test_who_comes_instead_comes_at_the_time_that_was_told() -> None:
    wanted = task(1, at=480, window=240, preferred=500)
    told = Placement(
        visit_id=wanted.visit_id, place=1, shift_id=UUID(int=1), worker_id=UUID(int=2), starts=560, minutes=30
    )
    problem = day(wanted, told={(wanted.visit_id, 1): told})
    assert [560] == [each.starts for each in again(problem).placements]


def test_a_start_moves_where_somebody_gains_more_by_it() -> None:
    told_first, new = task(1, at=480, window=240, preferred=480), task(2, at=500, window=0, door=NEXT_DOOR)
    problem = day(told_first, new)
    told = again(problem).placements[0]
    late = replace(told, visit_id=told_first.visit_id, starts=510)
    found = again(as_published(replace(problem, tasks=(told_first, new)), [late])).placements
    starts = {each.visit_id: each.starts for each in found}
    assert 500 == starts[new.visit_id]
    assert 510 != starts[told_first.visit_id]


def test_each_minute_from_what_was_told_is_a_cost_term_of_its_own() -> None:
    first = task(1, at=480, window=240)
    problem = day(first, crew=(shift(),))
    (stands,) = again(problem).placements
    problem = as_published(problem, [stands])
    moved = replace(stands, starts=stands.starts + 10)
    assert 0.0 == figures_of(problem, [stands]).terms["changed_time"]
    assert 10.0 == figures_of(problem, [moved]).terms["changed_time"]
