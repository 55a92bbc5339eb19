"""The core's running totals, fuzzed against a recomputation and against plain Python."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kith_optimiser import BadProblem, Problem, Settings, check, require_sound, score, solve
from kith_optimiser.core import Engine, PlanArrays

from tests.optimiser.reference import least_starts
from tests.optimiser.strategies import problems


def is_sound(problem: Problem) -> bool:
    try:
        require_sound(problem)
    except BadProblem:
        return False
    return True


def plan_and_reference(engine: Engine, arrays: PlanArrays):
    plan = engine.to_plan(arrays, lambda left_out: dict.fromkeys(left_out, "left out"))
    rounds = {round_.worker: list(round_.stops) for round_ in plan.rounds}
    releases = {task: int(arrays.releases[number]) for task, number in engine.item_number.items()}
    return plan, least_starts(engine.problem, rounds, releases)


@settings(max_examples=100, deadline=None)
@given(problem=problems().filter(is_sound), seed=st.integers(0, 2**32))
def test_running_totals_equal_a_recomputation_and_plain_python(problem: Problem, seed: int) -> None:
    """Every kept change of a random walk agrees with a recomputation; its end agrees with plain Python."""
    with Engine(problem) as engine:
        arrays = engine.to_arrays(None)
        differs, totals = engine.fuzz(arrays, seed=seed, moves=300)
        plan, reference = plan_and_reference(engine, arrays)
    assert -1 == differs
    assert reference.start_of() == plan.start_of()
    assert score(problem, plan).cost == totals.cost


@settings(max_examples=60, deadline=None)
@given(problem=problems().filter(is_sound), seed=st.integers(0, 2**32))
def test_every_plan_keeps_the_hard_rules_and_gives_reasons(problem: Problem, seed: int) -> None:
    """Whatever the problem, what comes back is lawful and what is left out says why."""
    solution = solve(problem, Settings(seed=seed, iterations=4096, seconds=0))
    assert [] == check(problem, solution.plan)


@pytest.mark.parametrize("starts", [1, 3])
@settings(max_examples=10, deadline=None)
@given(problem=problems().filter(is_sound))
def test_the_same_seed_and_iterations_give_the_same_plan(problem: Problem, starts: int) -> None:
    """However many threads share the work, the numbered starts and their best are the same."""
    once = solve(problem, Settings(seed=7, iterations=4096, seconds=0, starts=starts, threads=1))
    again = solve(problem, Settings(seed=7, iterations=4096, seconds=0, starts=starts, threads=2))
    assert once.plan == again.plan
