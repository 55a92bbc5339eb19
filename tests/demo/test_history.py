"""The made-up years hold the slopes and change points they were planted with."""

from __future__ import annotations

from collections import defaultdict
from statistics import mean

import pytest

from kith.demo.history import Journey, journeys
from kith.demo.options import Options

YEARS = 6


@pytest.fixture(scope="module")
def lived() -> list[Journey]:
    return journeys(Options(people=3_000, history_years=YEARS, seed=4))


def yearly_growth(lived: list[Journey], tier: str, years: range) -> float:
    """The mean yearly change of the week of care at anniversaries, in these years of journeys."""
    changes = []
    for journey in lived:
        year = 0
        for before, after in zip(journey.stretches, journey.stretches[1:], strict=False):
            if after.reason != "needs_changed":
                continue
            if journey.tier == tier and year in years and 420 < before.weekly_minutes < 3_000:
                changes.append(after.weekly_minutes / before.weekly_minutes - 1)
            year += 1
    return mean(changes)


def test_no_years_are_no_history() -> None:
    assert [] == journeys(Options(people=50))


def test_the_same_seed_makes_the_same_history() -> None:
    options = Options(people=40, history_years=2)
    assert journeys(options) == journeys(options)


@pytest.mark.parametrize(
    ("tier", "years", "planted"),
    [
        ("primary", range(3), 0.050),
        ("framework", range(3), 0.076),
        ("primary", range(3, YEARS), 0.02),
        ("framework", range(3, YEARS), 0.05),
        ("spot", range(3, YEARS), 0.08),
    ],
)
def test_weeks_of_care_grow_by_the_planted_slope(
    lived: list[Journey], tier: str, years: range, planted: float
) -> None:
    assert yearly_growth(lived, tier, years) == pytest.approx(planted, abs=0.012)


def test_nobody_moves_into_a_home_from_a_primary_provider_after_the_third_year(lived: list[Journey]) -> None:
    late = [
        journey
        for journey in lived
        if journey.tier == "primary"
        and journey.placed_on
        and (journey.placed_on - journey.stretches[0].starts_on).days > 3 * 365
    ]
    assert [] == late


def test_area_2_takes_off_and_the_others_add(lived: list[Journey]) -> None:
    effects: dict[bool, list[int]] = defaultdict(list)
    for journey in lived:
        for before, after in zip(journey.stretches, journey.stretches[1:], strict=False):
            if after.reason == "reviewed":
                effects[journey.area == "area_2"].append(after.weekly_minutes - before.weekly_minutes)
    assert mean(effects[True]) < 0 < mean(effects[False])


def test_a_journey_has_no_gap_and_ends_with_the_person(lived: list[Journey]) -> None:
    for journey in lived:
        for before, after in zip(journey.stretches, journey.stretches[1:], strict=False):
            assert before.until == after.starts_on
        over = journey.stretches[-1].until
        assert over == (journey.placed_on or journey.died_on or Options().first_week)
