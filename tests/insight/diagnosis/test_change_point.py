import pytest

from kith.insight.diagnosis.change_point import change_point, level
from kith.insight.diagnosis.intervals import TooFew


def test_a_clear_change_after_year_three_is_found() -> None:
    found = change_point([0.051, 0.049, 0.050, 0.021, 0.019, 0.020], [0.004] * 6)

    assert (3, (3,), True) == (found.best, found.plausible, found.shown)
    assert pytest.approx(0.05, abs=1e-9) == found.before.value
    assert pytest.approx(0.02, abs=1e-9) == found.after.value


def test_a_level_series_shows_no_change_wherever_its_best_year_falls() -> None:
    found = change_point([0.050, 0.052, 0.049, 0.051, 0.050], [0.004] * 5)

    assert not found.shown
    assert (1, 2, 3, 4) == found.plausible


def test_a_change_that_only_the_last_unsure_year_shows_is_not_called_one() -> None:
    found = change_point([0.05, 0.05, 0.05, 0.05, 0.12], [0.01, 0.01, 0.01, 0.01, 0.05])

    assert not found.shown


def test_chance_is_honest_about_having_tried_every_year() -> None:
    """One year alone would call this clear: 2.2 standard errors. Four tries make it no surprise."""
    values, error = [0.0, 0.0, 0.0, 0.0, 0.022], 0.01 * (0.8**0.5)
    found = change_point(values, [error] * 5)

    assert 4 == found.best
    assert 0.05 < found.chance < 0.15


def test_a_level_weighs_each_year_by_how_sure_it_is() -> None:
    found = level([0.10, 0.04], [0.01, 0.02])  # weights 4 to 1

    assert pytest.approx(0.088) == found.value
    assert pytest.approx(1.959964 * (1 / (10_000 + 2_500)) ** 0.5) == found.high - found.value


def test_two_years_cannot_show_a_change() -> None:
    with pytest.raises(TooFew):
        change_point([0.1, 0.2], [0.1, 0.1])
