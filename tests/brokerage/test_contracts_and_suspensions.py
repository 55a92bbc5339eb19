"""Dated terms and rates of contracts, and pauses in care."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.brokerage.actions import ContractReferenceTaken, InvalidRate, open_contract, set_rates, set_terms
from kith.brokerage.actions_suspensions import NotASuspension, resume, suspend
from kith.brokerage.models import Contract
from kith.brokerage.queries import cut_off_hours, rates_on, suspended, suspensions, terms_on
from kith.core.errors import NotFound, NotPermitted
from kith.people.models import Person
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast, council

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def contract(everybody: Cast) -> Contract:
    return make.contract(commissioner=everybody.council, provider=everybody.kindly_care)


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return make.person(commissioner=everybody.council)


def test_a_commissioner_opens_contracts_of_their_own_council(everybody: Cast) -> None:
    terms = {"provider": everybody.kindly_care, "tier": "spot", "starts_on": date(2026, 4, 1), "at": NOW}
    opened = open_contract(by=everybody.cass, reference="C-9", commissioner=everybody.council, **terms)
    assert "C-9" == str(opened)
    with pytest.raises(NotFound):
        open_contract(by=everybody.cass, reference="C-10", commissioner=council("Otherford"), **terms)
    with pytest.raises(NotPermitted):
        open_contract(by=everybody.bea, reference="C-10", commissioner=everybody.council, **terms)
    with pytest.raises(ContractReferenceTaken):
        open_contract(by=everybody.cass, reference="C-9", commissioner=everybody.council, **terms)


def test_the_newest_rate_that_has_started_holds(contract: Contract) -> None:
    set_rates(
        by=None, at=NOW, contract=contract, rates={"base": 2235, "allowance": 168}, starts_on=date(2026, 1, 5)
    )
    set_rates(by=None, at=NOW, contract=contract, rates={"base": 2403}, starts_on=date(2026, 4, 6))
    assert {"base": 2235, "allowance": 168} == rates_on(contract, date(2026, 4, 5))
    assert {"base": 2403, "allowance": 168} == rates_on(contract, date(2026, 4, 6))
    assert {} == rates_on(contract, date(2026, 1, 4))


def test_a_rate_is_not_below_nothing(contract: Contract) -> None:
    with pytest.raises(InvalidRate):
        set_rates(by=None, at=NOW, contract=contract, rates={"base": -1}, starts_on=date(2026, 1, 5))


def test_the_newest_terms_that_have_started_hold(contract: Contract, everybody: Cast) -> None:
    set_terms(
        by=everybody.cass,
        at=NOW,
        contract=contract,
        payment_model="block",
        starts_on=date(2026, 5, 1),
        cut_off_hours=24,
    )
    models = [terms.payment_model for day in (30, 31) if (terms := terms_on(contract, date(2026, 3, day)))]
    assert ["final", "final"] == models
    assert [14, 24] == [cut_off_hours(everybody.kindly_care, date(2026, month, 1)) for month in (4, 5)]
    assert cut_off_hours(everybody.other_hands, date(2026, 4, 1)) is None


def test_care_is_paused_until_the_newest_end(ada: Person, everybody: Cast) -> None:
    pause = suspend(by=everybody.bea, at=NOW, person_id=ada.pk, starts_at=NOW + HOUR, reason="hospital")
    assert suspended(ada.pk, NOW) is None
    assert suspended(ada.pk, NOW + 100 * HOUR) is not None
    resume(by=everybody.bea, at=NOW, suspension_id=pause.pk, ends_at=NOW + 50 * HOUR)
    resume(by=everybody.bea, at=NOW, suspension_id=pause.pk, ends_at=NOW + 20 * HOUR)
    assert [True, False] == [suspended(ada.pk, NOW + hours * HOUR) is not None for hours in (19, 20)]


def test_a_suspension_that_never_came_to_be_pauses_nothing(ada: Person) -> None:
    pause = suspend(by=None, at=NOW, person_id=ada.pk, starts_at=NOW + HOUR, reason="holiday")
    resume(by=None, at=NOW, suspension_id=pause.pk, ends_at=NOW + HOUR)
    assert {} == suspensions(None, NOW, datetime(2027, 1, 1, tzinfo=UTC))


def test_care_is_not_paused_twice_or_for_no_reason(ada: Person) -> None:
    pause = suspend(by=None, at=NOW, person_id=ada.pk, starts_at=NOW, reason="family")
    with pytest.raises(NotASuspension, match="paused then already"):
        suspend(by=None, at=NOW, person_id=ada.pk, starts_at=NOW + HOUR, reason="family")
    with pytest.raises(NotASuspension, match="Say why"):
        suspend(by=None, at=NOW, person_id=ada.pk, starts_at=NOW, reason="bored")
    with pytest.raises(NotASuspension, match="later time"):
        resume(by=None, at=NOW, suspension_id=pause.pk, ends_at=NOW - HOUR)


def test_a_provider_cannot_pause_care(ada: Person, everybody: Cast) -> None:
    with pytest.raises(NotPermitted):
        suspend(by=everybody.sam, at=NOW, person_id=ada.pk, starts_at=NOW, reason="hospital")
