"""Agreement among readers, against the examples the methods were published with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.agreement import Pair, ac1, alpha, by_profession, resampled, standing

# Krippendorff's four observers and twelve units, where a dot is nothing said (2011, part D).
FOUR = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
CASES = [
    [said for said in unit if said != "."]
    for unit in zip(*(line.split() for line in FOUR.strip().splitlines()), strict=True)
]
WORDS = "12345"
RATINGS = st.lists(st.lists(st.sampled_from("abc"), max_size=4), min_size=1, max_size=15)


def test_alpha_is_what_krippendorff_printed() -> None:
    assert pytest.approx(0.743, abs=0.0005) == alpha(CASES)


def test_alpha_of_two_observers_is_what_krippendorff_printed() -> None:
    # His part A: ten units, two observers, two values.
    one, other = "0100000010", "1110010000"
    assert pytest.approx(0.095, abs=0.0005) == alpha(list(zip(one, other, strict=True)))


def test_ac1_of_the_same_four_observers_is_what_gwet_printed() -> None:
    # Handbook of inter-rater reliability, 4th edition: 0.77544.
    assert pytest.approx(0.77544, abs=0.00001) == ac1(CASES, WORDS)


def test_nearly_all_alike_is_the_case_for_which_there_are_two_figures() -> None:
    # Gwet 2008: 118 yes and yes, 5 and 2 differ: 94.4 % alike, kappa below nothing and AC1 0.941.
    cases = [("y", "y")] * 118 + [("y", "n")] * 5 + [("n", "y")] * 2
    found = alpha(cases)
    assert found is not None
    assert -0.03 < found < 0
    assert pytest.approx(0.941, abs=0.0005) == ac1(cases, "yn")


def test_where_nothing_can_be_told_there_is_no_figure() -> None:
    assert None is alpha([["a"], ["b"], []])
    assert None is ac1([["a"], ["b"], []], "ab")
    assert None is alpha([["a", "a"], ["a", "a"]])  # everybody always said the same
    assert pytest.approx(1.0) == ac1([["a", "a"], ["a", "a"]], "ab")
    assert None is resampled([["a"]], alpha)


def test_the_interval_is_the_same_for_the_same_seed_and_holds_the_figure() -> None:
    found = resampled(CASES, alpha, seed=4)
    assert found is not None
    assert found.low < found.value < found.high <= 1
    assert found == resampled(CASES, alpha, seed=4)
    assert found != resampled(CASES, alpha, seed=5)


@given(RATINGS)
def test_readers_who_always_agree_have_one(cases: list[list[str]]) -> None:
    agreed = [[said[0]] * len(said) if said else [] for said in cases]
    assert alpha(agreed) in (None, pytest.approx(1.0))
    assert ac1(agreed, "abc") in (None, pytest.approx(1.0))


@given(RATINGS, st.permutations("abc"), st.randoms())
def test_neither_the_words_nor_the_order_matter(
    cases: list[list[str]], other: list[str], rng: object
) -> None:
    renamed = dict(zip("abc", other, strict=True))
    turned = [[renamed[word] for word in reversed(said)] for said in reversed(cases)]
    for figure in (alpha, lambda of: ac1(of, "abc")):
        expected = figure(cases)
        assert figure(turned) == (None if expected is None else pytest.approx(expected))


@given(RATINGS)
def test_neither_is_more_than_one(cases: list[list[str]]) -> None:
    assert all(figure is None or figure <= 1 + 1e-12 for figure in (alpha(cases), ac1(cases, "abc")))


def test_professions_are_held_against_each_other() -> None:
    cases = [
        [("nurse", "ideal"), ("social worker", "less"), ("nurse", "ideal")],
        [("social worker", "less"), ("nurse", "less")],
        [("nurse", "ideal")],
    ]
    assert (
        Pair(one="nurse", other="nurse", pairs=1, alike=1),
        Pair(one="nurse", other="social worker", pairs=3, alike=1),
    ) == by_profession(cases)


def test_what_stands_is_what_more_than_half_said() -> None:
    assert "a" == standing(["a", "b", "a"])
    assert None is standing(["a", "b"])
    assert None is standing([])
