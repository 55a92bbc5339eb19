"""Urgent visits into running rounds, and rounds repaired when a worker is off."""

from dataclasses import replace

from kith_optimiser import Board, Link, Lock, Plan, Round, Settings, Stop, check, repair, solve

from tests.optimiser.factories import make_problem, make_task, make_worker

PAIR = [make_worker(), make_worker("olu", start_place=5, end_place=5)]


def busy_plan() -> Plan:
    rounds = (
        Round(worker="grace", stops=(Stop(task="a", start=10), Stop(task="b", start=50))),
        Round(worker="olu", stops=(Stop(task="c", start=10),)),
    )
    return Plan(rounds=rounds)


BUSY = make_problem(
    [make_task("a"), make_task("b", place=2), make_task("c", place=4, preferred_until=10)], PAIR
)


def test_offers_are_ranked_with_what_they_move() -> None:
    """At place 3 by minute 55: Olu passes at 50; before Grace's two visits it would delay both."""
    urgent = make_task("urgent", place=3, latest=55)
    with Board(BUSY, busy_plan()) as board:
        offers = board.offers(urgent)
    assert ["olu", "grace"] == [offer.worker for offer in offers]
    assert ("c", 50, 20, 0) == (offers[0].after, offers[0].start, offers[0].added_cost, offers[0].moved)
    assert (None, 30, 2) == (offers[1].after, offers[1].start, offers[1].moved)


def test_an_offer_is_never_made_that_breaks_a_hard_rule() -> None:
    """Nobody holds the skill; nobody can be there in a minute."""
    with Board(BUSY, busy_plan()) as board:
        assert () == board.offers(make_task("hoisting", skills=frozenset({"hoist"})))
        assert () == board.offers(make_task("now", place=3, latest=1))


def test_a_board_answers_the_same_twice() -> None:
    """Trying a place leaves nothing behind."""
    urgent = make_task("urgent", place=3)
    with Board(BUSY, busy_plan()) as board:
        assert board.offers(urgent) == board.offers(urgent)


def test_when_a_worker_is_off_only_their_visits_change_hands() -> None:
    """Grace is off: Olu takes her two and keeps his."""
    mended = repair(BUSY, busy_plan(), absent=["grace"], settings=Settings(iterations=5_000, seconds=0))
    assert {"a": "olu", "b": "olu", "c": "olu"} == mended.plan.worker_of()


def test_a_double_handed_visit_loses_both_workers_or_none() -> None:
    """Grace's half cannot be covered, so Olu does not go alone."""
    problem = make_problem([make_task("x"), make_task("y")], PAIR, links=(Link.double_handed("x", "y"),))
    plan = solve(problem, Settings(iterations=5_000, seconds=0)).plan
    assert 2 == len(plan.worker_of())
    mended = repair(problem, plan, absent=["grace"], settings=Settings(iterations=5_000, seconds=0))
    assert {} == mended.plan.worker_of()
    assert "x and y need two workers, and only olu may do them." == mended.plan.unassigned[0].reason


def test_a_pinned_visit_of_an_absent_worker_is_free_to_go_elsewhere() -> None:
    """The pin was to somebody who is not coming."""
    pinned = replace(BUSY, tasks=(replace(BUSY.tasks[0], lock=Lock(worker="grace")), *BUSY.tasks[1:]))
    mended = repair(pinned, busy_plan(), absent=["grace"], settings=Settings(iterations=5_000, seconds=0))
    assert "olu" == mended.plan.worker_of()["a"]
    assert [] == [breach for breach in check(BUSY, mended.plan) if breach.rule != "breaks"]


def test_others_make_room_for_the_visits_of_an_absent_worker() -> None:
    """Only Wilf can lift; he must give his plain visit at that hour to Olu to take Grace's."""
    at_ten = {"earliest": 100, "latest": 105}
    tasks = [make_task("lift", skills=frozenset({"hoist"}), **at_ten), make_task("plain", **at_ten)]
    hoist = {"hoist": None}
    workers = [make_worker(skills=hoist), make_worker("wilf", skills=hoist), make_worker("olu")]
    problem = make_problem(tasks, workers)
    rounds = (
        Round(worker="grace", stops=(Stop(task="lift", start=100),)),
        Round(worker="wilf", stops=(Stop(task="plain", start=100),)),
        Round(worker="olu", stops=()),
    )
    quick = Settings(iterations=5_000, seconds=0)
    mended = repair(problem, Plan(rounds=rounds), absent=["grace"], settings=quick)
    assert {"lift": "wilf", "plain": "olu"} == mended.plan.worker_of()
