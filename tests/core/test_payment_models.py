from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kith.core.dates import Period
from kith.core.errors import Invalid
from kith.core.money import pounds
from kith.core.payment_definitions import PaymentModel, YearlyPart
from kith.core.payment_models import (
    PAYMENT_MODELS,
    GroupTotal,
    MissingRate,
    RoundingGroup,
    UnknownPaymentModel,
    VisitMinutes,
    adjustment,
    explain,
    payment_model,
    price_visit,
    total,
    yearly_pence,
)
from kith.core.verification import Outcome

ADAS_WEEK = RoundingGroup(person_id=UUID(int=1), week_starts_on=date(2026, 11, 23), contract_id=UUID(int=2))
WILFS_WEEK = replace(ADAS_WEEK, person_id=UUID(int=3))
TWENTY_THOUSAND = YearlyPart(name="Trusted assessor capacity", pence_per_year=2_000_000)


def visit(**given: Any) -> VisitMinutes:
    values: dict[str, Any] = {
        "commissioned_minutes": 30,
        "invoiced_minutes": 30,
        "rostered_minutes": 30,
        "actual_minutes": 22,
        "outcome": Outcome.DELIVERED,
    }
    return VisitMinutes(**(values | given))


def sentences(model: PaymentModel, minutes: VisitMinutes) -> list[str]:
    return [explain(line) for line in price_visit(model, model.rates, minutes)]


def paid(model: PaymentModel, *visits: VisitMinutes) -> str:
    lines = [line for each in visits for line in price_visit(model, model.rates, each)]
    return pounds(total(lines, ADAS_WEEK).pence)


def test_there_are_the_eight_options_the_decision_and_its_other_reading() -> None:
    options = [f"option_{number}" for number in range(1, 9)]

    assert [*options, "final", "final_with_assessor"] == list(PAYMENT_MODELS)


def test_it_refuses_a_model_it_does_not_know() -> None:
    with pytest.raises(UnknownPaymentModel, match="“option_9”"):
        payment_model("option_9")


def test_it_explains_actual_minutes_and_the_tolerance() -> None:
    assert ["22 minutes actual + 5 tolerance at £24.50 an hour = £11.025 before rounding."] == sentences(
        payment_model("option_5"), visit()
    )


def test_it_explains_each_part_of_the_final_decision() -> None:
    assert [
        "30 minutes rostered at £22.35 an hour = £11.175 before rounding.",
        "30 minutes rostered at £1.68 an hour = £0.84 before rounding.",
    ] == sentences(payment_model("final"), visit())


def test_it_explains_why_a_missed_visit_earns_nothing() -> None:
    missed = visit(actual_minutes=0, outcome=Outcome.MISSED)

    assert [
        "30 minutes commissioned at £5.05 an hour = £2.525 before rounding.",
        "0 minutes actual earn nothing, because nobody came.",
    ] == sentences(payment_model("option_3"), missed)
    assert ["30 minutes rostered earn nothing, because nobody came."] == sentences(
        payment_model("option_6"), missed
    )


def test_a_contract_may_cap_time_at_the_door_at_what_was_commissioned() -> None:
    capped = replace(payment_model("option_5"), capped_at_commissioned=True)

    assert [
        "28 minutes actual + 5 tolerance − 3 over what was commissioned at £24.50 an hour "
        "= £12.25 before rounding."
    ] == sentences(capped, visit(actual_minutes=28))
    assert "£11.03" == paid(capped, visit())


def test_a_cap_leaves_what_was_rostered_or_invoiced_alone() -> None:
    capped = replace(payment_model("option_6"), capped_at_commissioned=True)

    assert "£18.38" == paid(capped, visit(rostered_minutes=45))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.CANCELLED, Outcome.NOT_KNOWN, Outcome.MISSED])
def test_only_a_delivered_visit_earns_the_tolerance(outcome: Outcome) -> None:
    assert "£0.00" == paid(payment_model("option_5"), visit(actual_minutes=0, outcome=outcome))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.CANCELLED, Outcome.NOT_KNOWN])
def test_a_frozen_rota_is_paid_when_the_provider_kept_its_side(outcome: Outcome) -> None:
    assert "£12.25" == paid(payment_model("option_6"), visit(actual_minutes=0, outcome=outcome))


def test_a_contract_pays_its_own_rate_by_name() -> None:
    [line] = price_visit(payment_model("option_1"), {"base": 2403, "travel": 1}, visit())

    assert (30, 2403, 72_090) == (line.minutes, line.pence_per_hour, line.pence_minutes)


def test_it_refuses_a_contract_without_a_rate_the_model_pays() -> None:
    with pytest.raises(MissingRate, match="no rate “shift_allowance”, which Final decision pays") as refused:
        price_visit(payment_model("final"), {"base": 2235}, visit())

    assert ("final", "shift_allowance") == (
        refused.value.fields["payment_model"],
        refused.value.fields["rate"],
    )


def test_a_week_is_rounded_once() -> None:
    # Seven visits at £11.025 are £77.175: 8 pence less than seven roundings.
    assert "£77.18" == paid(payment_model("option_5"), *[visit()] * 7)


@pytest.mark.parametrize(
    "name", ["commissioned_minutes", "invoiced_minutes", "rostered_minutes", "actual_minutes"]
)
def test_it_refuses_minutes_below_nothing(name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} is below nothing"):
        visit(**{name: -1})


def test_it_refuses_a_week_that_does_not_start_on_monday() -> None:
    with pytest.raises(Invalid, match="Give the Monday"):
        replace(ADAS_WEEK, week_starts_on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("before", "after", "pence"),
    [
        (66_150, 66_209, 0),  # £11.025 and £11.0348 both round to £11.03
        (66_150, 66_210, 1),
        (66_150, None, -1103),
        (None, 66_150, 1103),
        (None, None, 0),
    ],
)
def test_an_adjustment_is_new_rounded_less_old_rounded(
    before: int | None, after: int | None, pence: int
) -> None:
    def earned(pence_minutes: int | None) -> GroupTotal | None:
        return None if pence_minutes is None else GroupTotal(group=ADAS_WEEK, pence_minutes=pence_minutes)

    assert pence == adjustment(earned(before), earned(after))


def test_it_refuses_to_adjust_one_group_by_another() -> None:
    with pytest.raises(Invalid, match="the same group"):
        adjustment(
            GroupTotal(group=ADAS_WEEK, pence_minutes=0), GroupTotal(group=WILFS_WEEK, pence_minutes=0)
        )


@pytest.mark.parametrize(
    ("starts_on", "until", "amount"),
    [
        (date(2026, 4, 1), date(2027, 4, 1), "£20,000.00"),
        (date(2026, 11, 23), date(2026, 11, 30), "£383.56"),  # 7 of 365 days
        (date(2027, 4, 1), date(2028, 4, 1), "£20,000.00"),  # a leap year
        (date(2027, 3, 29), date(2027, 4, 5), "£382.96"),  # 3 of 365 days, then 4 of 366
    ],
)
def test_a_yearly_part_is_shared_over_the_days_of_its_year(starts_on: date, until: date, amount: str) -> None:
    assert amount == pounds(yearly_pence(TWENTY_THOUSAND, Period(starts_on=starts_on, until=until)))


def test_it_refuses_to_share_a_year_over_a_period_without_an_end() -> None:
    with pytest.raises(Invalid, match="Say until which day"):
        yearly_pence(TWENTY_THOUSAND, Period(starts_on=date(2026, 4, 1)))
