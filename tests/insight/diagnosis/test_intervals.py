"""Intervals against slow plain Python: the definition, solved by trying values."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.insight.diagnosis.intervals import (
    TooFew,
    Z,
    bootstrap,
    difference_of,
    difference_of_shares,
    exact_rate,
    exact_share,
    mean_of,
    ratio_of,
    wilson,
)

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def solved(rises: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function passes nothing."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return low


def at_most(events: int, n: int, share: float) -> float:
    return math.fsum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(events + 1))


@given(COUNTS)
def test_wilson_ends_where_the_count_is_as_many_standard_errors_away(count: tuple[int, int]) -> None:
    events, n = count
    found = wilson(events, n)

    for end in (found.low, found.high):
        if 0 < end < 1:
            away = abs(events / n - end) / math.sqrt(end * (1 - end) / n)
            assert pytest.approx(Z, abs=1e-6) == away


@given(COUNTS)
def test_the_exact_share_leaves_a_fortieth_on_each_side(count: tuple[int, int]) -> None:
    events, n = count
    found = exact_share(events, n)

    high = solved(lambda share: 0.025 - at_most(events, n, share), 0, 1) if events < n else 1.0
    low = solved(lambda share: 1 - at_most(events - 1, n, share) - 0.025, 0, 1) if events else 0.0
    assert pytest.approx((low, high), abs=1e-7) == found[1:]


@given(st.integers(0, 60), st.floats(0.5, 5_000))
def test_the_exact_rate_leaves_a_fortieth_on_each_side(events: int, exposure: float) -> None:
    def fewer(most: int, mean: float) -> float:
        return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(most + 1))

    found = exact_rate(events, exposure)
    high = solved(lambda mean: 0.025 - fewer(events, mean), 1e-9, 200)
    low = solved(lambda mean: 1 - fewer(events - 1, mean) - 0.025, 1e-9, 200) if events else 0.0
    assert pytest.approx((low / exposure, high / exposure), rel=1e-6, abs=1e-12) == found[1:]


def test_nothing_in_a_hundred_could_still_be_nearly_four_in_a_hundred() -> None:
    assert pytest.approx(0.0370, abs=0.0001) == wilson(0, 100).high
    assert pytest.approx(0.0362, abs=0.0001) == exact_share(0, 100).high


def test_the_mean_of_four_reviews_has_a_wide_interval() -> None:
    found = mean_of([-40.0, 10.0, 20.0, 50.0])  # mean 10, spread 37.42, error 18.71, t 3.182

    assert pytest.approx((10, -49.54, 69.54), abs=0.01) == found


def test_a_ratio_counts_a_person_once_however_often_they_are_seen() -> None:
    once = ratio_of([1.0, 2.0, 3.0], [10.0, 11.0, 12.0])
    twice = ratio_of([2.0, 4.0, 6.0], [20.0, 22.0, 24.0])

    assert pytest.approx(6 / 33) == once.value
    assert pytest.approx(once) == twice


def test_a_ratio_with_equal_bottoms_is_a_mean() -> None:
    tops = [3.0, 5.0, 4.0, 9.0, 1.0]

    assert pytest.approx(mean_of(tops)) == ratio_of(tops, [1.0] * 5)


def test_newcombes_own_example_comes_out_as_printed() -> None:
    found = difference_of_shares(56, 70, 48, 80)  # Newcombe 1998, method 10: 0.0524 to 0.3339

    assert pytest.approx((0.2, 0.0524, 0.3339), abs=0.00005) == found


def test_the_difference_of_two_figures_is_as_of_two_shares() -> None:
    assert difference_of_shares(56, 70, 48, 80) == difference_of(wilson(56, 70), wilson(48, 80))


def test_drawing_again_agrees_with_the_formula_for_a_mean_and_repeats_itself() -> None:
    values = [float(n % 17) for n in range(200)]

    def figure(chosen: object) -> float:
        return math.fsum(values[n] for n in chosen) / 200  # type: ignore[attr-defined]

    drawn, formula = bootstrap(200, figure), mean_of(values)
    assert drawn == bootstrap(200, figure)
    assert pytest.approx(formula, abs=0.05) == drawn


@pytest.mark.parametrize("ask", [wilson, exact_share])
def test_nobody_has_no_share(ask: Callable[[int, int], object]) -> None:
    with pytest.raises(TooFew):
        ask(0, 0)


def test_one_value_has_no_interval() -> None:
    with pytest.raises(TooFew):
        mean_of([3.0])
    with pytest.raises(TooFew):
        ratio_of([3.0], [1.0])
    with pytest.raises(TooFew):
        exact_rate(0, 0)
