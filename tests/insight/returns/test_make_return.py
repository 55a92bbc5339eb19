"""The return is made from Kith's own records, is fit to send, and leads back to them."""

from __future__ import annotations

import io
from datetime import date

import pytest

from kith.brokerage.actions import set_rates
from kith.brokerage.actions_packages import change_line
from kith.brokerage.actions_placements import NewPlacement, record_placements
from kith.brokerage.models import Contract, PackageLine
from kith.core.errors import NotPermitted
from kith.core.payment_models import payment_model
from kith.core.returns.events import COMMUNITY, RESIDENTIAL, Event
from kith.core.returns.specification import shipped_specification
from kith.core.returns.submission import Quality, event_of, open_return, rows_of
from kith.core.returns.validation import Row
from kith.core.returns.waiting_times import waits
from kith.insight.returns import actions
from kith.insight.returns.actions import NoCouncilCode, NotAQuarterEnd, make_return
from kith.orgs.models import AuditRow, Organisation, User
from kith.people.models import CircleMember, Identifier, Person
from kith.plans.actions_requests import NewAssessment, NewRequest, record_assessments, record_requests
from kith.plans.actions_reviews import NewReview, record_reviews
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 3, 31)
SPECIFICATION = shipped_specification()


@pytest.fixture
def everybody() -> Cast:
    them = cast()
    Organisation.objects.filter(pk=them.council.pk).update(code="212")
    them.council.refresh_from_db()
    return them


@pytest.fixture
def ada(everybody: Cast) -> Person:
    ada = make.person(commissioner=everybody.council)
    Identifier.objects.create(person=ada, scheme=Identifier.Scheme.NHS, value="9990000018")
    Person.objects.filter(pk=ada.pk).update(born_on=date(1940, 4, 17))
    return ada


@pytest.fixture
def contract(everybody: Cast) -> Contract:
    opened = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    rates = payment_model("final").rates
    set_rates(by=None, at=NOW, contract=opened, rates=rates, starts_on=date(2026, 1, 5))
    return opened


def returned(council: Organisation, ends_on: date = QUARTER, by: User | None = None) -> bytes:
    """The return for the year to this day, as a file."""
    to = io.StringIO()
    make_return(by=by, at=NOW, council=council, ends_on=ends_on, specification=SPECIFICATION, to=to)
    return to.getvalue().encode()


def rows(council: Organisation) -> list[Row]:
    """The rows of the return for the year to 31 March 2026, read back from its file."""
    return [row for _, row in rows_of(open_return(returned(council), SPECIFICATION))]


def test_a_package_is_one_service_that_leads_back_to_its_line(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    line = make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    (row,) = rows(everybody.council)
    assert f"package_line:{line.pk}" == row["Event reference"]
    assert ("2026-02-02", "") == (row["Event start date"], row["Event end date"])
    assert (COMMUNITY, "Home support or domiciliary care") == (row["Service type"], row["Service component"])
    assert ("Ada", "Bell", "9990000018") == (row["First name"], row["Last name"], row["NHS number"])


def test_hours_are_those_of_a_week_and_the_price_is_that_of_an_hour_delivered(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    # 30 minutes every day with one worker are 3.5 hours; the final decision pays £24.03 an hour.
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    (row,) = rows(everybody.council)
    assert "3.50" == row["Planned units per week"]
    assert ("Hourly", "24.03") == (row["Cost frequency (unit type)"], row["Unit cost"])


def test_a_change_of_hours_does_not_start_the_service_again(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    line = make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    change_line(
        by=None,
        at=NOW,
        line_id=line.pk,
        pattern=[make.slot(minutes=45)],
        starts_on=date(2026, 3, 2),
        reason="review",
    )
    (row,) = rows(everybody.council)
    assert ("2026-02-02", "5.25") == (row["Event start date"], row["Planned units per week"])


def test_what_ended_before_the_year_and_what_starts_after_it_are_not_in_it(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 4, 1))
    assert [] == rows(everybody.council)


def test_reviews_placements_and_carers_have_rows_of_their_own(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    record_reviews(
        by=None, at=NOW, reviews=[NewReview(person_id=ada.pk, on=date(2026, 3, 3), area_code="W1")]
    )
    record_placements(
        by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=date(2026, 3, 20))]
    )
    wilf = make.person("Wilf Bell", commissioner=everybody.council)
    CircleMember.objects.create(
        person=ada, member=wilf, kind="husband", is_carer=True, starts_on=date(2026, 1, 5)
    )
    made = rows(everybody.council)
    assert ["Service", "Service", "Review", ""] == [row["Event type"] for row in made]
    assert RESIDENTIAL == made[1]["Service type"]
    assert ("Planned", "2026-03-03") == (made[2]["Review reason"], made[2]["Event end date"])
    assert ("Wilf", str(ada.pk)) == (made[3]["First name"], made[3]["Adult 1 linked person ID"])
    assert "Yes" == made[0]["Has unpaid carer"]


def test_a_carer_of_two_people_has_one_row_however_many_are_read_at_once(
    ada: Person, everybody: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    wilf, joan = (make.person(name, commissioner=everybody.council) for name in ("Wilf Bell", "Joan Bell"))
    for person in (ada, joan):
        CircleMember.objects.create(
            person=person, member=wilf, kind="husband", is_carer=True, starts_on=date(2026, 1, 5)
        )
    [row] = rows(everybody.council)
    assert ("Wilf", "2", str(ada.pk), str(joan.pk)) == (
        row["First name"],
        row["No. of adults being cared for"],
        row["Adult 1 linked person ID"],
        row["Adult 2 linked person ID"],
    )


def test_a_review_after_which_nothing_went_on_says_no_outcome(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2), until=date(2026, 3, 4))
    days = (date(2026, 3, 2), date(2026, 3, 3))
    record_reviews(
        by=None, at=NOW, reviews=[NewReview(person_id=ada.pk, on=day, area_code="W1") for day in days]
    )
    outcomes = [row["Event outcome"] for row in rows(everybody.council) if row["Event type"] == "Review"]
    assert ["Continuation of support or services", ""] == outcomes


def test_what_is_made_is_fit_to_send_but_for_what_nobody_recorded(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    record_reviews(
        by=None, at=NOW, reviews=[NewReview(person_id=ada.pk, on=date(2026, 3, 3), area_code="W1")]
    )
    quality = Quality()
    for number, row in enumerate(rows(everybody.council), start=2):
        quality.add(number, row, SPECIFICATION)
        assert isinstance(event_of(number, row, SPECIFICATION), Event)
    # A planned review wants to know what was achieved, which nobody wrote down.
    assert ["Review outcomes achieved"] == [failure.label for failure in quality.failures]


def test_requests_and_assessments_stand_in_it_once_they_came_to_something(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    asked = [
        NewRequest(
            person_id=ada.pk,
            on=date(2026, 1, 12),
            route="Discharge from Hospital",
            closed_on=date(2026, 1, 14),
            outcome="Progress to assessment, review or reassessment",
        ),
        NewRequest(person_id=ada.pk, on=date(2026, 3, 12), route="Community / Other route"),
    ]
    record_requests(by=None, at=NOW, requests=asked)
    assessed = NewAssessment(
        person_id=ada.pk,
        starts_on=date(2026, 1, 15),
        completed_on=date(2026, 1, 29),
        kind="Long term assessment",
        outcome="Progress to support planning or services",
        eligible_needs=True,
        method="Service user and carer",
    )
    record_assessments(by=None, at=NOW, assessments=[assessed])
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    told = [NewReview(person_id=ada.pk, on=date(2026, 3, 16), achieved="Partially Met", method="Carer only")]
    record_reviews(by=None, at=NOW, reviews=told)
    made = rows(everybody.council)
    assert ["Request", "Assessment", "Service", "Review"] == [row["Event type"] for row in made]
    assert ("2026-01-12", "2026-01-14") == (made[0]["Event start date"], made[0]["Event end date"])
    assert ("Yes", "Service user and carer") == (
        made[1]["Eligible needs identified"],
        made[1]["Method of assessment"],
    )
    assert ("Partially Met", "Carer only") == (
        made[3]["Review outcomes achieved"],
        made[3]["Method of review"],
    )
    quality = Quality()
    for number, row in enumerate(made, start=2):
        quality.add(number, row, SPECIFICATION)
    assert [] == quality.failures
    events = [event_of(number, row, SPECIFICATION) for number, row in enumerate(made, start=2)]
    [wait] = waits(event for event in events if isinstance(event, Event))
    assert (3, 21) == (wait.days("first response"), wait.days("first service"))


def test_it_is_audited_and_only_a_role_that_may_makes_it(ada: Person, everybody: Cast) -> None:
    rows(everybody.council)
    assert {"rows": 0, "ends_on": "2026-03-31", "council": str(everybody.council.pk)} == (
        AuditRow.objects.get(action="make.return").detail
    )
    for who in (everybody.cass, everybody.olu, everybody.sam):
        with pytest.raises(NotPermitted):
            returned(everybody.council, by=who)


def test_it_refuses_another_day_than_a_quarters_last(everybody: Cast) -> None:
    with pytest.raises(NotAQuarterEnd, match="Give the last day of March"):
        returned(everybody.council, date(2026, 3, 30))
    everybody.council.code = ""
    with pytest.raises(NoCouncilCode, match="Give its number"):
        returned(everybody.council)


def test_one_council_does_not_see_anothers_people(ada: Person, contract: Contract, everybody: Cast) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    Organisation.objects.filter(pk=everybody.other_hands.pk).update(code="999")
    everybody.other_hands.refresh_from_db()
    assert [] == rows(everybody.other_hands)
    assert 1 == PackageLine.objects.count()
