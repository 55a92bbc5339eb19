"""What a search returns: the cheapest rounds of small problems, reasons, locks, stopping."""

from dataclasses import replace

import pytest
from kith_optimiser import (
    Break,
    Link,
    Lock,
    Mode,
    Plan,
    Problem,
    Progress,
    Published,
    Settings,
    Solution,
    Status,
    Weights,
    check,
    solve,
)

from tests.optimiser.factories import make_problem, make_task, make_worker, road

QUICK = Settings(iterations=20_000, seconds=0)


def solved(problem: Problem, **facts: object) -> Solution:
    solution = solve(problem, QUICK, **facts)  # type: ignore[arg-type]
    assert [] == check(problem, solution.plan)
    return solution


def reason(plan: Plan) -> str:
    return plan.unassigned[0].reason


def test_one_worker_visits_along_the_road_and_back() -> None:
    """Five places ten minutes apart: fifty there, fifty back."""
    problem = make_problem([make_task(f"t{place}", place=place) for place in (3, 1, 5, 2, 4)])
    assert 100 == solved(problem).score.cost


def test_a_double_handed_visit_starts_for_both_at_once() -> None:
    """Olu comes from the far end, so Grace waits for him at the door."""
    workers = [make_worker(), make_worker("olu", start_place=5, end_place=5)]
    problem = make_problem([make_task("a"), make_task("b")], workers, links=(Link.double_handed("a", "b"),))
    plan = solved(problem).plan
    assert {"a": 40, "b": 40} == plan.start_of()
    assert {"grace", "olu"} == set(plan.worker_of().values())


def test_two_workers_may_wait_for_each_other_in_either_order() -> None:
    """Grace starts p, then ends q; Olu starts q, then ends p: no order of people describes it."""
    tasks = [
        make_task("p1", place=1, latest=60, only_workers=frozenset({"grace"})),
        make_task("p2", place=1, latest=60, only_workers=frozenset({"olu"})),
        make_task("q1", place=2, latest=60, only_workers=frozenset({"olu"})),
        make_task("q2", place=2, latest=60, only_workers=frozenset({"grace"})),
    ]
    links = (
        Link(first="p1", second="p2", min_gap=40, max_gap=60),
        Link(first="q1", second="q2", min_gap=40, max_gap=60),
    )
    problem = make_problem(
        tasks, [make_worker(), make_worker("olu", start_place=3, end_place=3)], links=links
    )
    start = solved(problem).plan.start_of()
    assert start["p1"] < start["q2"] and start["q1"] < start["p2"]


def test_a_visit_nobody_may_do_is_left_out_with_the_reason() -> None:
    """The skill is named."""
    problem = make_problem([make_task("a", skills=frozenset({"hoist"}))])
    assert "No worker has the skill hoist that a needs." == reason(solved(problem).plan)


def test_a_visit_that_fits_in_no_round_is_left_out_with_the_reason() -> None:
    """Grace cannot be at both at minute 100."""
    tasks = [make_task(name, earliest=100, latest=100) for name in "ab"]
    plan = solved(make_problem(tasks)).plan
    assert 1 == len(plan.unassigned)
    assert "(grace) is free within its window" in reason(plan)


def test_the_visit_of_lower_priority_is_the_one_left_out() -> None:
    """Medication before a social visit."""
    tasks = [
        make_task("social", earliest=100, latest=100),
        make_task("pills", earliest=100, latest=100, priority=5),
    ]
    assert ["social"] == [out.task for out in solved(make_problem(tasks)).plan.unassigned]


def test_half_a_double_handed_visit_is_never_planned() -> None:
    """Only one of two workers is free at that minute."""
    tasks = [make_task("other", earliest=100, latest=100, priority=9), make_task("a"), make_task("b")]
    tasks = [tasks[0], *(replace(task, earliest=100, latest=110) for task in tasks[1:])]
    problem = make_problem(tasks, [make_worker(), make_worker("olu")], links=(Link.double_handed("a", "b"),))
    assert {"a", "b"} == {out.task for out in solved(problem).plan.unassigned}


def test_continuity_outweighs_a_longer_walk_when_it_costs_more() -> None:
    """Olu lives next door, but Ada knows Grace."""
    workers = [make_worker(start_place=5, end_place=5), make_worker("olu")]
    known = make_task("a", worker_costs={"grace": 0}, other_worker_cost=61)
    assert {"a": "grace"} == solved(make_problem([known], workers)).plan.worker_of()
    cheaper = replace(known, other_worker_cost=59)
    assert {"a": "olu"} == solved(make_problem([cheaper], workers)).plan.worker_of()


def test_a_worker_waits_for_the_preferred_time_when_nothing_is_lost() -> None:
    """There at 10, wanted from 60."""
    problem = make_problem([make_task("a", preferred_from=60, preferred_until=70)])
    assert {"a": 60} == solved(problem).plan.start_of()


def test_a_worker_starts_early_when_waiting_would_cost_more() -> None:
    """Sixty early minutes at one or the second visit late by as many at five."""
    tasks = [make_task("a", preferred_from=70), make_task("b", latest=50, earliest=50)]
    problem = make_problem(tasks, weights=Weights(early=1, unserved=10_000))
    assert {"a": 10, "b": 50} == solved(problem).plan.start_of() or solved(problem).score.cost <= 30


def test_a_break_is_placed_in_its_window() -> None:
    """Grace has half an hour between minute 60 and 90, wherever she is."""
    pause = Break(earliest=60, latest=90, duration=30)
    problem = make_problem([make_task(f"t{n}") for n in range(5)], [make_worker(breaks=(pause,))])
    stops = solved(problem).plan.rounds[0].stops
    assert [True] == [60 <= stop.start <= 90 for stop in stops if stop.task is None]


def test_overtime_is_taken_only_up_to_its_limit_and_costs() -> None:
    """The last visit runs twenty minutes over."""
    problem = make_problem(
        [make_task("a", earliest=60, latest=60)], [make_worker(shift_end=80, max_overtime=20)]
    )
    assert 20 == next(term.amount for term in solved(problem).score.terms if term.name == "overtime")
    shorter = replace(problem, workers=(replace(problem.workers[0], max_overtime=19),))
    assert [] == list(solved(shorter).plan.visits())


def test_rest_and_weekly_hours_bound_the_shift() -> None:
    """Eleven hours since the last finish; ten minutes left of the week."""
    rested = make_worker(previous_finish=-600, rest=660)
    assert {"a": 70} == solved(make_problem([make_task("a")], [rested])).plan.start_of()
    tired = make_worker(weekly_limit=2400, worked_this_week=2390)
    assert 1 == len(solved(make_problem([make_task("a")], [tired])).plan.unassigned)


def test_travel_mode_decides_who_goes_far() -> None:
    """Grace walks, Olu drives in a tenth of the time."""
    workers = [make_worker(), make_worker("olu", mode="drive")]
    modes = {"walk": Mode(travel=road(6)), "drive": Mode(travel=road(6, minutes_between=1))}
    problem = make_problem([make_task("a", place=5)], workers, modes=modes)
    assert {"a": "olu"} == solved(problem).plan.worker_of()


def test_what_is_done_or_pinned_stays_and_the_rest_follows_now() -> None:
    """Half past: one visit done, one pinned to Olu at 100, one free."""
    tasks = [
        make_task("done", lock=Lock(worker="grace", start=10, status=Status.DONE)),
        make_task("pinned", lock=Lock(worker="olu", start=100)),
        make_task("free", place=2),
    ]
    problem = make_problem(tasks, [make_worker(), make_worker("olu")], now=45)
    plan = solved(problem).plan
    assert ("grace", 10) == (plan.worker_of()["done"], plan.start_of()["done"])
    assert ("olu", 100) == (plan.worker_of()["pinned"], plan.start_of()["pinned"])
    assert plan.start_of()["free"] >= 55


def test_a_published_visit_moves_only_when_that_is_worth_its_cost() -> None:
    """Published with Olu who comes from the far end."""
    workers = [make_worker(), make_worker("olu", start_place=5, end_place=5)]
    task = make_task("a", published=Published(worker="olu", start=100))
    kept = make_problem([task], workers, weights=Weights(changed_worker=61, changed_time=1))
    assert ({"a": "olu"}, {"a": 100}) == (solved(kept).plan.worker_of(), solved(kept).plan.start_of())
    moved = make_problem([task], workers, weights=Weights(changed_worker=59))
    assert {"a": "grace"} == solved(moved).plan.worker_of()


def test_every_term_is_reported_with_unit_and_weight() -> None:
    """Twenty minutes' walk at weight 2, five late at 3."""
    problem = make_problem([make_task("a", preferred_until=5)], weights=Weights(travel=2, late=3))
    terms = {term.name: term for term in solved(problem).score.terms}
    assert (20, "minute", 2, 40) == (
        terms["travel"].amount,
        terms["travel"].unit,
        terms["travel"].weight,
        terms["travel"].cost,
    )
    assert (5, 3, 15) == (terms["late"].amount, terms["late"].weight, terms["late"].cost)
    assert {"late": 15} == solved(problem).score.by_task["a"]
    assert {"late": 15, "travel": 40} == solved(problem).score.by_worker["grace"]


def test_progress_can_stop_a_search_with_the_best_plan_so_far() -> None:
    """An hour's search ends at the first report."""
    reports: list[Progress] = []

    def enough(report: Progress) -> bool:
        reports.append(report)
        return True

    problem = make_problem([make_task(f"t{n}") for n in range(5)])
    solution = solve(problem, Settings(seconds=3600), on_progress=enough)
    assert [] == check(problem, solution.plan)
    assert reports and reports[0].cost is not None


def test_an_error_in_a_progress_callback_is_raised_to_the_caller() -> None:
    """Nothing is swallowed on the way through the core."""

    def broken(_: Progress) -> bool:
        raise LookupError("no such page")

    with pytest.raises(LookupError):
        solve(make_problem([make_task("a")]), Settings(seconds=3600), on_progress=broken)


def test_a_search_without_any_limit_is_refused() -> None:
    """It would never end."""
    with pytest.raises(ValueError, match="iterations or of seconds"):
        Settings(seconds=0)
