"""A series is continued with intervals that hold, and says how well it did before."""

from __future__ import annotations

from random import Random

import pytest

from kith.insight.forecasts.weekly import AHEAD, FEWEST_WEEKS, forecast


def test_fewer_than_sixteen_weeks_are_not_continued() -> None:
    assert forecast([100.0] * (FEWEST_WEEKS - 1)) is None


def test_what_never_changed_goes_on_and_is_sure() -> None:
    told = forecast([420.0] * 30)
    assert told is not None
    assert [(420.0, 420.0, 420.0)] * AHEAD == [tuple(week) for week in told.ahead]
    assert {(0.0, 0.0, 1.0)} == {(each.ours, each.no_change, each.inside) for each in told.past}


def test_a_steady_rise_is_continued_and_beats_nothing_changes() -> None:
    told = forecast([1_000.0 + 10 * week + (week * 37 % 11) for week in range(60)])
    assert told is not None
    assert told.ahead[-1].value > 1_640
    assert told.past[-1].ours < told.past[-1].no_change


def test_it_grows_less_sure_and_never_goes_below_nothing() -> None:
    rng = Random(7)
    told = forecast([max(0.0, 5 + rng.gauss(0, 4)) for _ in range(50)])
    assert told is not None
    widths = [week.high - week.low for week in told.ahead]
    assert widths == sorted(widths)
    assert min(week.low for week in told.ahead) >= 0


@pytest.mark.slow
def test_four_of_five_weeks_fall_inside_the_interval() -> None:
    inside = total = 0
    for seed in range(60):
        rng, level = Random(seed), 1_000.0
        series = []
        for _ in range(80 + AHEAD):
            level += rng.gauss(0, 8)
            series.append(level + rng.gauss(0, 20))
        told = forecast(series[:80])
        assert told is not None
        for week, came in zip(told.ahead, series[80:], strict=True):
            total += 1
            inside += week.low <= came <= week.high
    assert 0.7 < inside / total < 0.9
