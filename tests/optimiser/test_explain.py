"""Why this worker, what the next best would cost, what keeps a visit out: in words."""

from kith_optimiser import Settings, explain, solve

from tests.optimiser.factories import make_problem, make_task, make_worker

QUICK = Settings(iterations=10_000, seconds=0)


def test_it_names_the_next_best_worker_and_what_they_would_cost() -> None:
    """Grace walks twenty minutes there and back, Olu eighty."""
    workers = [make_worker(), make_worker("olu", start_place=5, end_place=5)]
    problem = make_problem([make_task("a")], workers)
    why = explain(problem, solve(problem, QUICK).plan, "a")
    assert "grace" == why.worker
    assert "grace does a. The next best: olu would cost 60.0 points more." == why.words
    assert [60.0] == [other.extra_cost for other in why.alternatives]


def test_it_says_why_each_other_worker_cannot() -> None:
    """One lacks the skill, one is forbidden, one has gone home."""
    workers = [
        make_worker(skills={"hoist": None}),
        make_worker("olu"),
        make_worker("sam", skills={"hoist": None}),
        make_worker("bea", skills={"hoist": None}, shift_end=20),
    ]
    task = make_task("a", skills=frozenset({"hoist"}), forbidden_workers=frozenset({"sam"}))
    problem = make_problem([task], workers)
    why = explain(problem, solve(problem, QUICK).plan, "a")
    assert "grace does a: no other worker can." == why.words
    words = {other.worker: other.words for other in why.alternatives}
    assert "olu does not hold hoist." == words["olu"]
    assert "sam is forbidden at a." == words["sam"]
    assert "bea has no lawful place for a: another visit or the shift is in the way." == words["bea"]


def test_it_gives_the_reason_for_a_visit_left_out() -> None:
    """The same words as in the plan."""
    problem = make_problem([make_task("a", skills=frozenset({"hoist"}))])
    plan = solve(problem, QUICK).plan
    assert plan.unassigned[0].reason == explain(problem, plan, "a").words
