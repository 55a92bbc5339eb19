"""Proof that somebody must be left out, never where everybody can be served."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from kith_optimiser import Break, Problem, Settings, Task, explain, shortages, solve

from tests.optimiser.factories import make_problem, make_task, make_worker
from tests.optimiser.strategies import problems
from tests.optimiser.test_core_against_python import is_sound


def hour(name: str, **facts: object) -> Task:
    return make_task(name, **({"service": 60, "place": 0, "earliest": 60, "latest": 120} | facts))


def test_three_hours_in_two_leave_one_visit_out() -> None:
    """From 60 to 180 Grace has two hours."""
    [short] = shortages(make_problem([hour(name) for name in "abc"]))
    assert (60, 180, 180, 120) == (short.begins, short.ends, short.asked, short.available)
    assert (1, 1, {"a", "b", "c"}) == (short.at_least, short.workers, short.tasks)


def test_the_way_to_the_next_visit_or_home_is_work_too() -> None:
    """Two visits of 55 minutes between 60 and 175 would fit, but they are ten minutes apart."""
    apart = [hour("a", place=1, service=55), hour("b", place=2, service=55)]
    assert [1] == [short.at_least for short in shortages(make_problem(apart))]
    assert () == shortages(make_problem([replace(task, place=0) for task in apart]))


def test_a_worker_who_goes_home_from_the_last_visit_is_not_asked_for_more() -> None:
    """One visit that ends as the shift does, and nothing after."""
    assert () == shortages(make_problem([make_task("a", place=0, earliest=450)]))


def test_an_idle_colleague_without_the_skill_is_no_help() -> None:
    """Both visits need the hoist; Olu does not hold it."""
    tasks = [hour(name, latest=90, skills=frozenset({"hoist"})) for name in "ab"]
    workers = [make_worker(skills={"hoist": None}), make_worker("olu")]
    [short] = shortages(make_problem(tasks, workers))
    assert (1, 1) == (short.at_least, short.workers)
    assert () == shortages(make_problem(tasks, [workers[0], make_worker("olu", skills={"hoist": None})]))


def test_a_break_takes_time_from_the_stretch() -> None:
    """Two hours of visits in two hours, and half an hour's break among them."""
    pause = Break(earliest=80, latest=100, duration=30)
    tasks = [hour("a"), hour("b")]
    assert () == shortages(make_problem(tasks))
    assert 1 == sum(each.at_least for each in shortages(make_problem(tasks, [make_worker(breaks=(pause,))])))


def test_shortages_apart_in_time_add_up() -> None:
    """One too many in the morning, one in the afternoon."""
    morning, afternoon = (
        [hour(name) for name in "abc"],
        [hour(name, earliest=300, latest=360) for name in "def"],
    )
    found = shortages(make_problem([*morning, *afternoon]))
    assert [1, 1] == [each.at_least for each in found]
    assert found[0].tasks.isdisjoint(found[1].tasks)


def test_it_says_so_in_a_sentence() -> None:
    """Times as a clock."""
    [short] = shortages(make_problem([hour(name) for name in "abc"]))
    assert (
        "From 1:00 to 3:00, 3.0 hours of visits and travel are asked of workers who have 2.0: "
        "1 of 3 visits or more cannot be done."
    ) == short.words(units_in_hour=60)


def test_the_explanation_of_a_visit_left_out_names_the_shortage() -> None:
    """After the reason that the plan gives."""
    problem = make_problem([hour(name) for name in "abc"])
    plan = solve(problem, Settings(iterations=10_000, seconds=0)).plan
    [out] = plan.unassigned
    assert f"{out.reason} From 1:00 to 3:00, 3.0 hours" in explain(problem, plan, out.task).words


@settings(max_examples=80, deadline=None)
@given(problem=problems().filter(is_sound), seed=st.integers(0, 2**32))
def test_no_plan_leaves_out_fewer_than_the_bound(problem: Problem, seed: int) -> None:
    """Whatever the problem: the search is tried against the proof."""
    found = shortages(problem)
    eager = replace(problem, weights=replace(problem.weights, unserved=10**7))
    plan = solve(eager, Settings(seed=seed, iterations=4096, seconds=0)).plan
    assert sum(each.at_least for each in found) <= len(plan.unassigned)
