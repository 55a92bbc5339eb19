"""Rows become events: one person, one row per event, ends put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.returns.costs import pence_a_week, pence_in
from kith.core.returns.events import (
    COMMUNITY,
    RESIDENTIAL,
    age_on,
    derived_end,
    in_period,
    joined,
    person_key,
    unique_key,
)
from tests.core.returns.made import event, service

JUNE, SEPTEMBER = date(2025, 6, 30), date(2025, 9, 30)


@pytest.mark.parametrize(
    ("nhs", "code", "own", "expected"),
    [
        ("9990000018", "212", "A1", "9990000018"),
        ("", "212", "A1", "212_A1"),
        ("", "212", "", None),
        ("", "", "A1", None),
    ],
)
def test_a_person_is_known_by_the_first_number_there_is(
    nhs: str, code: str, own: str, expected: str | None
) -> None:
    """The NHS number first, then the council's."""
    assert person_key(nhs_number=nhs, la_code=code, la_person=own) == expected


def test_death_ends_an_event() -> None:
    """The earlier of the two days."""
    assert derived_end(None, JUNE) == JUNE
    assert derived_end(SEPTEMBER, JUNE) == JUNE
    assert derived_end(JUNE, SEPTEMBER) == JUNE
    assert derived_end(None, None) is None


def test_age_counts_from_the_first_of_the_month_of_birth() -> None:
    """DHSC holds the month and the year only; 65 × 365.25 days is 23,741.25."""
    assert age_on(date(1960, 4, 17), date(2025, 4, 1)) == 64
    assert age_on(date(1960, 4, 17), date(2025, 4, 2)) == 65
    assert age_on(None, JUNE) is None


def test_a_service_belongs_to_a_period_it_was_open_in_and_a_request_to_the_one_it_ended_in() -> None:
    """Both days of the period count."""
    first, last = date(2025, 4, 1), date(2026, 3, 31)
    assert in_period(service(COMMUNITY, "2020-01-01"), first, last)
    assert in_period(service(COMMUNITY, "2020-01-01", "2025-04-01"), first, last)
    assert not in_period(service(COMMUNITY, "2020-01-01", "2025-03-31"), first, last)
    assert in_period(event("Request", "2025-03-30", "2025-04-01"), first, last)
    assert not in_period(event("Request", "2026-03-30", "2026-04-01"), first, last)


def test_the_latest_submission_of_an_event_is_kept() -> None:
    """It has a new cost and an end."""
    first = service(COMMUNITY, "2025-01-06", None, period_ends_on=JUNE, row=7, unit_cost=Decimal("22.35"))
    second = replace(
        first, period_ends_on=SEPTEMBER, row=9, ends_on=date(2025, 9, 1), unit_cost=Decimal("24.50")
    )
    assert joined([second, first]) == [second]


def test_within_one_submission_an_open_end_is_kept_before_a_better_outcome() -> None:
    """The order is: open end, latest end, best outcome, description, last row."""
    ended = service(COMMUNITY, "2025-01-06", "2025-08-01", outcome="Progress to reablement/ST-Max", row=3)
    still_open = replace(ended, ends_on=None, outcome="", row=2)
    assert joined([ended, still_open]) == [still_open]
    later = replace(ended, row=4, outcome="NFA: Other")
    assert joined([ended, later]) == [ended]


def test_a_service_absent_from_the_next_file_is_closed_at_the_end_of_the_last_one() -> None:
    """A council forgot to close it."""
    gone = service(COMMUNITY, "2025-01-06", None, period_ends_on=JUNE)
    stays = service(RESIDENTIAL, "2025-08-01", None, period_ends_on=SEPTEMBER)
    assert [kept.ends_on for kept in joined([gone, stays])] == [JUNE, None]


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    """Whatever file comes first."""
    rows = [
        service(COMMUNITY, "2025-01-06", None, period_ends_on=JUNE, row=1),
        service(COMMUNITY, "2025-01-06", "2025-09-01", period_ends_on=SEPTEMBER, row=2),
        service(COMMUNITY, "2025-01-06", "2025-09-02", period_ends_on=SEPTEMBER, row=3),
        event("Request", "2025-01-01", "2025-01-03", row=4),
        event("Request", "2025-01-01", "2025-01-03", row=5, outcome="NFA: Other"),
        event("Review", "2025-02-01", "2025-02-03", row=6),
    ]
    kept = joined(rows[index] for index in order)
    assert [found.row for found in kept] == [5, 3, 6]
    assert len({unique_key(found) for found in kept}) == len(kept)


@pytest.mark.parametrize(
    ("cost", "frequency", "units", "weekly"),
    [
        ("24.50", "Hourly", "14", 34_300),
        ("-24.50", "Hourly", "14", 34_300),
        ("100", "Weekly", None, 10_000),
        ("100", "Fortnightly", None, 5_000),
        ("100", "4-weekly", None, 2_500),
        ("100", "Monthly", None, 2_308),
        ("100", "Quarterly", None, 769),
        ("520", "Annually", None, 1_000),
        ("100", "One-off", None, None),
        ("24.50", "Hourly", None, None),
    ],
)
def test_a_week_costs_what_the_three_fields_say(
    cost: str, frequency: str, units: str | None, weekly: int | None
) -> None:
    """Pence, rounded once."""
    told = service(
        COMMUNITY, "2025-06-02", None,
        unit_cost=Decimal(cost), cost_frequency=frequency, units_per_week=Decimal(units) if units else None,
    )  # fmt: skip
    assert pence_a_week(told) == weekly


def test_a_period_costs_by_the_day() -> None:
    """Ten days of £70.00 a week are £100.00; a one-off counts on its day."""
    weekly = service(COMMUNITY, "2025-06-21", None, unit_cost=Decimal(70), cost_frequency="Weekly")
    once = replace(weekly, unit_cost=Decimal("49.99"), cost_frequency="One-off")
    assert pence_in(weekly, date(2025, 6, 1), JUNE) == 10_000
    assert pence_in(once, date(2025, 6, 1), JUNE) == 4_999
    assert pence_in(once, date(2025, 7, 1), SEPTEMBER) == 0
    assert pence_in(weekly, date(2025, 4, 1), date(2025, 5, 1)) == 0
