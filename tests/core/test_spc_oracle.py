"""The same verdicts as a second reading of the rules, written slowly, window by window, and on purpose apart.

`kith.core.spc_rules` counts runs as it goes along; this looks at every window of points afresh.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from kith.core.spc import xmr

Verdict = tuple[float | None, float | None, str]


def verdicts(ys: list[int], *, fixed: int | None, screen: bool) -> list[Verdict]:
    baseline = ys[:fixed]
    mean = Fraction(sum(baseline), len(baseline))
    moved = [abs(b - a) for a, b in pairwise(baseline)]
    if screen and moved:
        moved = [m for m in moved if m < Fraction(3267, 1000) * Fraction(sum(moved), len(moved))]
    reach = Fraction(266, 100) * Fraction(sum(moved), len(moved)) if moved else None
    return [
        (
            None if reach is None else float(mean - reach),
            None if reach is None else float(mean + reach),
            verdict(ys, at, mean, reach),
        )
        for at in range(len(ys))
    ]


def verdict(ys: list[int], at: int, mean: Fraction, reach: Fraction | None) -> str:
    y, way = ys[at], "Above" if ys[at] > mean else "Below"
    if reach is not None and abs(y - mean) > reach:
        return "Above UCL" if y > mean else "Below LCL"
    if is_in_trend(ys, at):
        right = at + 1 < len(ys) and is_in_trend(ys, at + 1)
        rises = ys[at + 1] > y if right else y > ys[at - 1]
        return f"7 Point Trend ({'In' if rises else 'De'}creasing)"
    if is_near(y, mean, reach) and any(is_pair(window, mean, reach) for window in windows(ys, at, 3)):
        return f"2 in 3 {way} CL"
    if any(is_one_side(window, mean) for window in windows(ys, at, 7)):
        return f"7 Points {way} CL"
    return "Common Cause"


def windows(ys: list[int], at: int, size: int) -> list[list[int]]:
    starts = range(max(0, at - size + 1), min(at, len(ys) - size) + 1)
    return [ys[start : start + size] for start in starts]


def is_in_trend(ys: list[int], at: int) -> bool:
    def one_way(window: list[int]) -> bool:
        steps = [(b > a) - (b < a) for a, b in pairwise(window)]
        return set(steps) in ({1}, {-1})

    return any(one_way(window) for window in windows(ys, at, 7))


def is_one_side(window: list[int], mean: Fraction) -> bool:
    return all(y > mean for y in window) or all(y < mean for y in window)


def is_near(y: int, mean: Fraction, reach: Fraction | None) -> bool:
    return reach is not None and Fraction(2, 3) * reach < abs(y - mean) <= reach


def is_pair(window: list[int], mean: Fraction, reach: Fraction | None) -> bool:
    return is_one_side(window, mean) and sum(is_near(y, mean, reach) for y in window) >= 2


STEPS = st.lists(st.integers(-9, 9), min_size=1, max_size=60)
WALKS = STEPS.map(lambda steps: [sum(steps[: n + 1]) for n in range(len(steps))])


@given(WALKS | STEPS, st.none() | st.integers(12, 20), st.booleans())
def test_a_second_reading_of_the_rules_agrees_on_every_point(
    ys: list[int], fixed: int | None, screen: bool
) -> None:
    chart = xmr([(None, float(y)) for y in ys], fix_after=fixed, screen=screen)

    expected = verdicts(ys, fixed=fixed, screen=screen)
    assume(
        not any(
            on_a_line(p.y, low, high, p.mean)
            for (low, high, _), p in zip(expected, chart.points, strict=True)
        )
    )
    for (low, high, cause), point in zip(expected, chart.points, strict=True):
        assert cause == point.special_cause_type
        assert (low is None) == (point.lpl is None)
        if low is not None and high is not None and point.lpl is not None and point.upl is not None:
            assert abs(low - point.lpl) < 1e-9
            assert abs(high - point.upl) < 1e-9


def on_a_line(y: float, low: float | None, high: float | None, mean: float) -> bool:
    """Whether a point lies so close to a limit or near limit that floats may read it either way."""
    if low is None or high is None:
        return False
    lines = (low, high, mean + (high - mean) * 2 / 3, mean - (mean - low) * 2 / 3)
    return any(abs(y - line) < 1e-9 for line in lines)


@given(WALKS, WALKS)
def test_two_groups_are_two_charts(first: list[int], second: list[int]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(first) + len(second))]
    together = xmr(
        list(zip(days, map(float, first + second), strict=True)), rebase=[days[len(first)]], target=3
    )
    apart = [xmr([(None, float(y)) for y in ys], target=3) for ys in (first, second)]

    verdicts_apart = [(p.mean, p.upl, p.special_cause_type) for chart in apart for p in chart.points]
    assert verdicts_apart == [(p.mean, p.upl, p.special_cause_type) for p in together.points]
    assert apart[1].assurance_type == together.assurance_type
