"""A place of a visit is priced under its contract's model, or held with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kith.core.payment_models import payment_model
from kith.payments.pricing import (
    NO_RATE,
    NOT_CLAIMED,
    NOT_FROZEN,
    NOT_VERIFIED,
    PlaceFacts,
    pence_by_group,
    price_place,
)

FINAL = payment_model("final")
ACTUAL = payment_model("option_8")
INVOICED = payment_model("option_1")


def facts(**changes: Any) -> PlaceFacts:
    """A delivered half hour: rostered 30 minutes, 22 actual, 30 claimed."""
    known: dict[str, Any] = {
        "visit_id": UUID(int=1),
        "place": 1,
        "person_id": UUID(int=2),
        "provider_id": UUID(int=3),
        "contract_id": UUID(int=4),
        "on": date(2026, 3, 17),
        "week_starts_on": date(2026, 3, 16),
        "commissioned_minutes": 30,
        "rostered_minutes": 30,
        "actual_minutes": 22,
        "invoiced_minutes": 30,
        "verdict": "delivered",
        "verification_id": 5,
        "freeze_id": 6,
    }
    return PlaceFacts(**(known | changes))


def test_a_rostered_half_hour_under_the_final_decision_is_12_pounds_and_a_penny_and_a_half() -> None:
    line = price_place(facts(), FINAL, FINAL.rates)
    assert 30 * 2235 + 30 * 168 == line.pence_minutes
    assert [
        ["Rostered", "rostered", 30, 2235],
        ["Shift allowance", "rostered", 30, 168],
    ] == line.parts_as_data


@pytest.mark.parametrize(
    ("changes", "model", "why"),
    [
        ({"verdict": ""}, ACTUAL, NOT_VERIFIED),
        ({"verdict": "not_known"}, FINAL, NOT_VERIFIED),
        ({"rostered_minutes": None}, FINAL, NOT_FROZEN),
        ({"invoiced_minutes": None}, INVOICED, NOT_CLAIMED),
    ],
)
def test_it_holds_what_is_not_known_yet(changes: dict[str, Any], model: Any, why: str) -> None:
    line = price_place(facts(**changes), model, model.rates)
    assert (why, 0) == (line.held, line.pence_minutes)


def test_it_holds_a_line_whose_contract_lacks_a_rate() -> None:
    line = price_place(facts(), FINAL, {"base": 2235})
    assert (NO_RATE, 0) == (line.held, line.pence_minutes)


def test_a_visit_that_was_missed_earns_nothing_for_minutes_on_the_rota() -> None:
    line = price_place(facts(verdict="missed", actual_minutes=0), FINAL, FINAL.rates)
    assert ("", 0) == (line.held, line.pence_minutes)


def test_a_persons_week_is_rounded_once() -> None:
    # 22 minutes at 24.50 is 8.98333…; three of them are 26.95 exactly, and 26.94 if each were rounded alone.
    lines = [price_place(facts(visit_id=UUID(int=n)), ACTUAL, ACTUAL.rates) for n in range(3)]
    assert [(3 * 22 * 2450, 2695)] == list(pence_by_group(lines).values())


def test_two_people_are_two_groups() -> None:
    lines = [price_place(facts(person_id=UUID(int=n)), ACTUAL, ACTUAL.rates) for n in (7, 8)]
    assert [898, 898] == [pence for _, pence in pence_by_group(lines).values()]
