from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kith.core.dates import Period
from kith.core.money import half_up
from kith.core.payment_definitions import PaymentModel, YearlyPart
from kith.core.payment_models import (
    PAYMENT_MODELS,
    GroupTotal,
    PricedPart,
    RoundingGroup,
    VisitMinutes,
    adjustment,
    price_visit,
    total,
    yearly_pence,
)
from kith.core.verification import Outcome

WEEK = RoundingGroup(person_id=UUID(int=1), week_starts_on=date(2026, 11, 23), contract_id=UUID(int=2))

minutes = st.integers(0, 960)
visits = st.builds(
    VisitMinutes,
    commissioned_minutes=minutes,
    invoiced_minutes=minutes,
    rostered_minutes=minutes,
    actual_minutes=minutes,
    outcome=st.sampled_from(Outcome),
)
models = st.sampled_from(list(PAYMENT_MODELS.values()))


@st.composite
def lines(draw: st.DrawFn) -> list[PricedPart]:
    model = draw(models)
    return [
        line
        for visit in draw(st.lists(visits, max_size=20))
        for line in price_visit(model, model.rates, visit)
    ]


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_and_mirrors(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)

    assert 2 * abs(rounded * denominator - numerator) <= denominator
    assert -rounded == half_up(-numerator, denominator)
    if 2 * abs(rounded * denominator - numerator) == denominator:
        assert abs(rounded) * denominator > abs(numerator)


@given(st.data(), lines())
def test_lines_in_any_order_and_any_split_come_to_the_same(
    data: st.DataObject, priced: list[PricedPart]
) -> None:
    shuffled = data.draw(st.permutations(priced))
    cut = data.draw(st.integers(0, len(priced)))
    whole = total(priced, WEEK)

    assert whole == total(shuffled, WEEK)
    assert (
        whole.pence_minutes
        == total(priced[:cut], WEEK).pence_minutes + total(priced[cut:], WEEK).pence_minutes
    )


@given(lines())
def test_rounding_once_is_never_more_than_half_a_penny_out(priced: list[PricedPart]) -> None:
    whole = total(priced, WEEK)

    assert abs(whole.pence * 60 - whole.pence_minutes) <= 30
    assert whole.pence >= 0


@given(lines(), lines())
def test_adjusting_and_then_reversing_is_nothing(before: list[PricedPart], after: list[PricedPart]) -> None:
    old, new = total(before, WEEK), total(after, WEEK)

    assert 0 == adjustment(old, new) + adjustment(new, old)
    assert new.pence == old.pence + adjustment(old, new)


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_a_group_adjusted_by_every_run_has_been_paid_its_last_total(history: list[int]) -> None:
    totals = [GroupTotal(group=WEEK, pence_minutes=each) for each in history]
    runs = zip([None, *totals], totals, strict=False)

    assert totals[-1].pence == sum(adjustment(before, after) for before, after in runs)


@given(models, visits, st.booleans())
def test_no_part_pays_for_less_than_no_minutes(
    model: PaymentModel, visit: VisitMinutes, capped: bool
) -> None:
    terms = replace(model, capped_at_commissioned=capped)

    assert all(line.minutes >= 0 for line in price_visit(terms, terms.rates, visit))


@given(
    st.integers(0, 10**9),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_the_runs_of_a_year_add_up_to_the_year(pence: int, starts_on: date, lengths: list[int]) -> None:
    part = YearlyPart(name="Trusted assessor capacity", pence_per_year=pence)
    edges = [starts_on]
    for length in lengths:
        edges.append(edges[-1] + timedelta(days=length))
    runs = [Period(starts_on=a, until=b) for a, b in pairwise(edges)]

    assert yearly_pence(part, Period(starts_on=starts_on, until=edges[-1])) == sum(
        yearly_pence(part, run) for run in runs
    )
