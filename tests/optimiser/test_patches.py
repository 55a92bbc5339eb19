"""A city planned patch by patch, and over the borders where a patch cannot serve everybody."""

from dataclasses import replace

import pytest
from kith_optimiser import BadProblem, Link, Patch, Problem, Settings, check, solve_patches
from kith_optimiser.parts import part_of, plan_within

from tests.optimiser.factories import make_problem, make_task, make_worker

QUICK = Settings(iterations=8_000, seconds=0, threads=2)
HOME = [make_worker(), make_worker("olu", start_place=5, end_place=5)]
WEST = Patch(name="west", tasks=frozenset({"a", "b"}), workers=frozenset({"grace"}))
EAST = Patch(name="east", tasks=frozenset({"c"}), workers=frozenset({"olu"}))


def town(**of_b: object) -> Problem:
    return make_problem([make_task("a"), make_task("b", place=2, **of_b), make_task("c", place=4)], HOME)


def test_each_patch_keeps_to_its_own_workers_where_they_are_enough() -> None:
    """Grace serves the west, Olu the east."""
    solution = solve_patches(town(), [WEST, EAST], QUICK)
    assert {"a": "grace", "b": "grace", "c": "olu"} == solution.plan.worker_of()
    assert [] == check(town(), solution.plan)


def test_a_worker_of_the_next_patch_crosses_over_for_a_visit_left_out() -> None:
    """Only Olu holds the skill that b needs."""
    workers = [HOME[0], replace(HOME[1], skills={"hoist": None})]
    problem = replace(town(skills=frozenset({"hoist"})), workers=tuple(workers))
    solution = solve_patches(problem, [WEST, EAST], QUICK)
    assert {"a": "grace", "b": "olu", "c": "olu"} == solution.plan.worker_of()
    assert [] == check(problem, solution.plan)


def test_a_worker_lent_to_two_patches_keeps_what_each_was_given() -> None:
    """Only Olu holds the skill that b in the west and d in the north need."""
    hoist = frozenset({"hoist"})
    tasks = [make_task("a"), make_task("b", place=2, skills=hoist), make_task("c", place=4)]
    workers = [*HOME[:1], replace(HOME[1], skills={"hoist": None}), make_worker("sam")]
    problem = make_problem([*tasks, make_task("d", place=3, skills=hoist)], workers)
    north = Patch(name="north", tasks=frozenset({"d"}), workers=frozenset({"sam"}))
    solution = solve_patches(problem, [WEST, EAST, north], QUICK)
    assert {"b": "olu", "d": "olu"} == {task: solution.plan.worker_of().get(task) for task in "bd"}
    assert [] == check(problem, solution.plan)


def test_a_visit_that_nobody_near_can_take_is_left_out_with_the_reason() -> None:
    """The reason names the skill."""
    problem = town(skills=frozenset({"hoist"}))
    assert ["No worker has the skill hoist that b needs."] == [
        out.reason for out in solve_patches(problem, [WEST, EAST], QUICK).plan.unassigned
    ]


def test_the_next_day_begins_from_yesterdays_rota() -> None:
    """One visit is cancelled and a new one has come: all that are wanted are in the plan."""
    yesterday = solve_patches(town(), [WEST, EAST], QUICK).plan
    today = make_problem([make_task("a"), make_task("new", place=3), make_task("c", place=4)], HOME)
    patches = [replace(WEST, tasks=frozenset({"a", "new"})), EAST]
    solution = solve_patches(today, patches, QUICK, begin_from=yesterday)
    assert {"a", "new", "c"} == set(solution.plan.worker_of())
    assert [] == check(today, solution.plan)


def test_the_same_iterations_give_the_same_plan_however_many_patches_run_at_once() -> None:
    """Patches do not look at each other while they run."""
    once = solve_patches(town(), [WEST, EAST], replace(QUICK, threads=1))
    assert once.plan == solve_patches(town(), [WEST, EAST], QUICK).plan


@pytest.mark.parametrize(
    ("patches", "words"),
    [
        ([WEST], "Every task must be in one patch"),
        ([WEST, replace(EAST, workers=frozenset())], "Every worker must be in one patch"),
        ([WEST, replace(EAST, tasks=frozenset({"b", "c"}))], "Every task must be in one patch"),
        ([WEST, replace(EAST, name="west")], "Two patches have the same name."),
    ],
)
def test_patches_that_do_not_divide_the_city_are_refused(patches: list[Patch], words: str) -> None:
    """Nobody is forgotten, nobody planned twice."""
    with pytest.raises(BadProblem) as refused:
        solve_patches(town(), patches, QUICK)
    assert words in str(refused.value)


def test_a_link_across_a_border_is_refused() -> None:
    """Both ends of a double-handed visit belong to one patch."""
    problem = replace(town(), links=(Link.double_handed("b", "c"),))
    with pytest.raises(BadProblem, match="b and c are linked but in two patches"):
        solve_patches(problem, [WEST, EAST], QUICK)


def test_a_part_holds_only_its_own_places() -> None:
    """Places are numbered afresh; the ways between them stay."""
    part = part_of(town(), tasks={"b", "c"}, workers={"olu"})
    assert (3, 3) == part.modes["walk"].travel.shape
    b, c = part.task("b"), part.task("c")
    assert 20 == part.modes["walk"].travel[b.place, c.place]


def test_a_plan_within_a_part_leaves_out_what_it_did_not_know() -> None:
    """b was never planned."""
    plan = solve_patches(town(), [WEST, EAST], QUICK).plan
    part = part_of(town(), tasks={"b", "c"}, workers={"olu"})
    within = plan_within(part, plan)
    assert ({"c": "olu"}, ["b"]) == (within.worker_of(), [out.task for out in within.unassigned])
