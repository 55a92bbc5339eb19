"""A provider beside others: limits from its own weeks, no order of merit, nobody known by elimination."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt
from uuid import UUID

import pytest

from kith.insight.measures import MEASURES
from kith.insight.quality.compared import compared, in_words, quarter
from kith.insight.queries import WeekFigure

AIRE, THORN, FELL, GILL = (UUID(int=n) for n in range(1, 5))
NAMES = {AIRE: "Aire", THORN: "Thornfield"}
MISSED = MEASURES["missed_visits"]


def weeks(*pairs: tuple[int, int] | None) -> list[WeekFigure]:
    """So many of so many, week by week; None is too small to show."""
    monday = date(2026, 1, 5)
    return [
        WeekFigure(
            week_starts_on=monday + timedelta(weeks=n),
            numerator=pair[0] if pair else 0,
            denominator=pair[1] if pair else 5,
            value=pair[0] / pair[1] if pair else None,
        )
        for n, pair in enumerate(pairs)
    ]


def test_a_quarter_adds_up_the_weeks_that_may_be_shown() -> None:
    found = quarter(MISSED, weeks((1, 100), None, (3, 100)))
    assert found is not None
    assert (4, 200, 2) == (found.top, found.bottom, found.weeks)
    # Each week lies 0.01 from 0.02: 100 x 0.0001, twice.
    assert 0.02 == pytest.approx(found.squares)


def test_only_thirteen_weeks_are_read_and_continuity_every_fourth() -> None:
    fourteen = weeks((50, 100), *[(1, 100)] * 13)
    found, every_fourth = quarter(MISSED, fourteen), quarter(MEASURES["continuity"], fourteen)
    assert found and every_fourth
    assert (13, 1_300) == (found.top, found.bottom)
    assert 4 == every_fourth.weeks


def test_limits_are_as_wide_as_a_providers_own_weeks_differ() -> None:
    of = {AIRE: weeks((10, 100), (30, 100)), THORN: weeks((20, 100), (20, 100))}
    funnel = compared(MISSED, of, AIRE, NAMES)
    assert funnel is not None
    assert 0.2 == pytest.approx(funnel.centre)
    # Squares: 100 x 0.01 twice is 2, over two spare weeks; chance alone would give sqrt(0.16).
    assert 1.0 == pytest.approx(funnel.spread)
    assert sqrt(0.16) < funnel.spread
    assert ["Aire"] == [place.name for place in funnel.places if place.chosen]
    assert "no more than chance" in in_words(funnel)


def test_one_that_chance_does_not_explain_is_said_to_be_outside() -> None:
    of = {AIRE: weeks((400, 1_000), (400, 1_000)), THORN: weeks((100, 4_000), (100, 4_000))}
    funnel = compared(MISSED, of, AIRE, NAMES)
    assert funnel is not None
    assert "Aire lies outside the limits around 10.0 %" in in_words(funnel)


def test_a_provider_sees_no_others_where_one_would_be_known_by_being_the_only_one() -> None:
    of = {key: weeks((1, 100), (2, 100)) for key in (AIRE, THORN, FELL)}
    assert compared(MISSED, of, AIRE, {AIRE: "Aire"}) is None
    funnel = compared(MISSED, {**of, GILL: weeks((1, 100), (2, 100))}, AIRE, {AIRE: "Aire"})
    assert funnel is not None
    assert ["Aire", "another", "another", "another"] == sorted(place.name for place in funnel.places)


@pytest.mark.parametrize(
    "of",
    [
        {AIRE: weeks((1, 100), (2, 100))},
        {AIRE: weeks(None), THORN: weeks((1, 100), (2, 100))},
        {AIRE: weeks((1, 100)), THORN: weeks((2, 100))},
    ],
    ids=["alone", "withheld", "one week each"],
)
def test_without_others_a_figure_or_two_weeks_there_is_no_comparison(
    of: dict[UUID, list[WeekFigure]],
) -> None:
    assert compared(MISSED, of, AIRE, NAMES) is None
