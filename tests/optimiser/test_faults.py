"""Bad input is named in a sentence before any search."""

from typing import Any

import numpy as np
import pytest
from kith_optimiser import (
    BadProblem,
    Break,
    Link,
    Lock,
    Mode,
    Problem,
    Settings,
    Status,
    require_sound,
    solve,
)

from tests.optimiser.factories import make_problem, make_task, make_worker, road

TWO = [make_task("a"), make_task("b")]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (make_problem(TWO, []), "There are no workers."),
        (make_problem([make_task("a"), make_task("a")]), "Two tasks are called a."),
        (make_problem(TWO, [make_worker(), make_worker()]), "Two workers are called grace."),
        (make_problem([make_task("a", earliest=60, latest=50)]), "no start keeps it"),
        (make_problem([make_task("a", earliest=60, finish_by=80)]), "shorter than the visit"),
        (make_problem([make_task("a", place=9)]), "not in the travel table"),
        (make_problem([make_task("a", service=-1)]), "negative"),
        (make_problem(TWO, [make_worker(mode="boat")]), "travels by boat"),
        (make_problem(TWO, [make_worker(shift_start=100, shift_end=50)]), "ends before it starts"),
        (make_problem(TWO, [make_worker(breaks=(Break(earliest=9, latest=8, duration=1),))]), "cannot start"),
        (make_problem(TWO, links=(Link(first="a", second="c"),)), "names task c"),
        (make_problem(TWO, links=(Link(first="a", second="b", min_gap=9, max_gap=8),)), "asks for opposites"),
        (
            make_problem(
                [make_task("a", latest=10), make_task("b", earliest=100)],
                links=(Link(first="a", second="b", max_gap=50),),
            ),
            "cannot be kept within their windows",
        ),
        (make_problem([make_task("a", lock=Lock(worker="wilf"))]), "wilf, who is not there"),
        (make_problem([make_task("a", earliest=60, lock=Lock(start=50))]), "outside its window"),
        (make_problem([make_task("a", lock=Lock(status=Status.DONE))]), "is not given"),
        (
            make_problem([make_task(n, lock=Lock(worker="grace", start=60)) for n in "ab"]),
            "at the same time",
        ),
        (
            make_problem(
                [
                    make_task("a", lock=Lock(worker="grace", start=60)),
                    make_task("b", place=3, lock=Lock(worker="grace", start=109)),
                ]
            ),
            "cannot get from a to b",
        ),
    ],
)
def test_it_refuses_a_problem_that_contradicts_itself(problem: Problem, words: str) -> None:
    """Each contradiction in words that name what is wrong."""
    with pytest.raises(BadProblem) as refused:
        solve(problem, Settings(iterations=10))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("travel", "words"),
    [
        (np.full((6, 6), np.nan), "NaN"),
        (-road(6), "negative"),
        (road(6)[:4], "not square"),
        (np.triu(road(6)), "differs there and back"),
    ],
)
def test_it_refuses_impossible_travel(travel: Any, words: str) -> None:
    """NaN, negative, ragged or unexpectedly one-way travel."""
    with pytest.raises(BadProblem) as refused:
        require_sound(make_problem(TWO, modes={"walk": Mode(travel=travel)}))
    assert words in str(refused.value)


def test_travel_that_differs_there_and_back_is_allowed_when_said() -> None:
    """Hills and one-way streets are real."""
    one_way = Mode(travel=np.triu(road(6)), one_way=True)
    problem = make_problem(TWO, modes={"walk": one_way})
    require_sound(problem)
    assert one_way is problem.modes["walk"]


def test_every_contradiction_is_named_at_once() -> None:
    """Nobody mends a file one error at a time."""
    with pytest.raises(BadProblem) as refused:
        require_sound(make_problem([make_task("a", place=9), make_task("a", service=-1)], []))
    assert 4 == len(refused.value.faults)
