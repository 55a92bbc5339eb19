"""The checker names every broken rule; each case breaks exactly one in an otherwise lawful plan."""

from dataclasses import replace

import pytest
from kith_optimiser import Break, Link, Lock, Plan, Problem, Round, Status, Stop, Unassigned, check

from tests.optimiser.factories import make_problem, make_task, make_worker


def plan_of(**rounds: list[tuple[str, int]]) -> Plan:
    return Plan(
        rounds=tuple(
            Round(worker=worker, stops=tuple(Stop(task=task, start=start) for task, start in stops))
            for worker, stops in rounds.items()
        )
    )


def rules(problem: Problem, plan: Plan) -> list[str]:
    return [breach.rule for breach in check(problem, plan)]


def test_a_lawful_plan_breaks_nothing() -> None:
    """Ten minutes there, half an hour, ten to the next place."""
    problem = make_problem([make_task("a"), make_task("b", place=2)])
    assert [] == check(problem, plan_of(grace=[("a", 10), ("b", 50)]))


@pytest.mark.parametrize(
    ("facts", "start", "broken"),
    [
        ({}, 9, "travel"),
        ({"earliest": 60}, 59, "window"),
        ({"latest": 60}, 61, "window"),
        ({"finish_by": 90}, 61, "window"),
        ({"skills": frozenset({"hoist"})}, 10, "skill"),
        ({"forbidden_workers": frozenset({"grace"})}, 10, "permission"),
        ({"only_workers": frozenset({"olu"})}, 10, "permission"),
        ({"lock": Lock(start=70)}, 71, "lock"),
        ({}, 445, "shift"),
    ],
)
def test_it_names_the_rule_a_visit_breaks(facts: dict[str, object], start: int, broken: str) -> None:
    """One visit, one rule."""
    problem = make_problem([make_task("a", **facts)])
    assert [broken] == rules(problem, plan_of(grace=[("a", start)]))


def test_a_skill_must_be_in_date_until_the_visit_could_end() -> None:
    """Signed off until minute 100; the visit may end at 130."""
    task = make_task("a", latest=100, skills=frozenset({"hoist"}))
    expiring = make_problem([task], [make_worker(skills={"hoist": 100})])
    assert ["skill"] == rules(expiring, plan_of(grace=[("a", 10)]))


def test_a_visit_is_once_in_the_plan_or_left_out_with_a_reason() -> None:
    """Missing, doubled, unknown and unexplained are each a breach."""
    problem = make_problem([make_task("a"), make_task("b")])
    missing = plan_of(grace=[("a", 10), ("a", 40)])
    assert ["once", "once"] == rules(problem, missing)
    unexplained = replace(plan_of(grace=[("a", 10)]), unassigned=(Unassigned(task="b", reason=""),))
    assert ["reason"] == rules(problem, unexplained)


@pytest.mark.parametrize(
    ("link", "second", "broken"),
    [
        (Link.double_handed("a", "b"), ("olu", 11), "gap"),
        (Link.double_handed("a", "b"), ("grace", 40), "gap"),
        (Link(first="a", second="b", min_gap=60), ("olu", 69), "gap"),
        (Link(first="a", second="b", max_gap=60), ("olu", 71), "gap"),
        (Link(first="a", second="b", same_worker=True), ("olu", 80), "who"),
        (Link(first="a", second="b", different_workers=True), ("grace", 80), "who"),
    ],
)
def test_it_names_the_link_that_is_broken(link: Link, second: tuple[str, int], broken: str) -> None:
    """The first visit is Grace's at minute 10."""
    problem = make_problem(
        [make_task("a"), make_task("b")], [make_worker(), make_worker("olu")], links=(link,)
    )
    worker, start = second
    stops = {"grace": [("a", 10)], "olu": []}
    stops[worker] = [*stops[worker], ("b", start)]
    assert broken in rules(problem, plan_of(**stops))


def test_half_a_double_handed_visit_is_a_breach() -> None:
    """Both workers or neither."""
    problem = make_problem([make_task("a"), make_task("b")], links=(Link.double_handed("a", "b"),))
    half = replace(plan_of(grace=[("a", 10)]), unassigned=(Unassigned(task="b", reason="nobody"),))
    assert ["together"] == rules(problem, half)


def test_a_break_is_taken_once_within_its_window_where_the_worker_is() -> None:
    """The way to the next place comes after the break."""
    pause = Break(earliest=40, latest=60, duration=30)
    problem = make_problem([make_task("a"), make_task("b", place=2)], [make_worker(breaks=(pause,))])
    stops = [Stop(task="a", start=10), Stop(start=40), Stop(task="b", start=80)]
    assert [] == check(problem, Plan(rounds=(Round(worker="grace", stops=tuple(stops)),)))
    stops[2] = Stop(task="b", start=79)
    assert ["travel"] == rules(problem, Plan(rounds=(Round(worker="grace", stops=tuple(stops)),)))
    assert ["breaks"] == rules(problem, plan_of(grace=[("a", 10), ("b", 50)]))


def test_what_is_done_is_taken_as_it_happened() -> None:
    """A visit done outside its window blocks nothing; the next one still needs its travel time."""
    done = make_task("a", latest=5, lock=Lock(worker="grace", start=20, status=Status.DONE))
    problem = make_problem([done, make_task("b", place=2)], now=55)
    assert [] == check(problem, plan_of(grace=[("a", 20), ("b", 65)]))
    assert ["travel"] == rules(problem, plan_of(grace=[("a", 20), ("b", 64)]))
