"""Why a service ended is said as it is known, and nothing is said that is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kith.brokerage.actions_packages import end_line
from kith.brokerage.actions_placements import NewPlacement, record_placements
from kith.brokerage.actions_suspensions import suspend
from kith.brokerage.models import Contract, PackageLine
from kith.orgs.models import Organisation
from kith.people.actions_characteristics import NewAnswer, record_answers
from kith.people.actions_deaths import record_deaths
from kith.people.characteristics import PREFERS_NOT_TO_SAY, SaidBy
from kith.people.models import Person
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast
from tests.insight.returns.test_make_return import rows

pytestmark = pytest.mark.django_db
LAST_DAY, UNTIL = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture
def everybody() -> Cast:
    them = cast()
    Organisation.objects.filter(pk=them.council.pk).update(code="212")
    them.council.refresh_from_db()
    return them


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return make.person(commissioner=everybody.council)


@pytest.fixture
def contract(everybody: Cast) -> Contract:
    return make.contract(commissioner=everybody.council, provider=everybody.kindly_care)


@pytest.fixture
def line(ada: Person, contract: Contract) -> PackageLine:
    return make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))


def outcome(everybody: Cast) -> str:
    """What is said of the first service in the return."""
    row = next(row for row in rows(everybody.council) if row["Event type"] == "Service")
    return row["Event outcome"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("moved_area", "NFA: Responsibility moved to another local authority"),
        ("nhs_funded", "NFA: Referral to NHS services or NHS funded social care"),
        ("self_funded", "NFA: Self-funded client or under 12wk disregard"),
        ("declined", "NFA: Support declined"),
        ("goals_met", "NFA: Support ended as planned"),
        ("nobody knows", "NFA: Support ended for other reason"),
    ],
)
def test_the_reason_that_was_given_is_said(
    everybody: Cast, line: PackageLine, reason: str, said: str
) -> None:
    end_line(by=None, at=NOW, line_id=line.pk, until=UNTIL, reason=reason)
    assert said == outcome(everybody)


def test_a_death_says_more_than_any_reason(everybody: Cast, ada: Person, line: PackageLine) -> None:
    end_line(by=None, at=NOW, line_id=line.pk, until=UNTIL, reason="declined")
    record_deaths(by=None, at=NOW, died_on={ada.pk: LAST_DAY})
    assert "NFA: Deceased" == outcome(everybody)


def test_care_that_ends_while_somebody_is_in_hospital(
    everybody: Cast, ada: Person, line: PackageLine
) -> None:
    at = datetime(2026, 3, 2, 11, tzinfo=UTC)
    suspend(by=None, at=NOW, person_id=ada.pk, starts_at=at, reason="hospital")
    assert "" == outcome(everybody)  # a service stays open while it is suspended
    end_line(by=None, at=NOW, line_id=line.pk, until=UNTIL, reason="declined")
    assert "Admitted to hospital" == outcome(everybody)


def test_support_that_begins_within_a_week_goes_on(everybody: Cast, ada: Person, line: PackageLine) -> None:
    end_line(by=None, at=NOW, line_id=line.pk, until=UNTIL, reason="declined")
    record_placements(
        by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=date(2026, 3, 16))]
    )
    assert "Continuation of support or services" == outcome(everybody)


def test_support_that_begins_after_a_week_is_another_story(
    everybody: Cast, ada: Person, line: PackageLine
) -> None:
    end_line(by=None, at=NOW, line_id=line.pk, until=UNTIL, reason="declined")
    record_placements(
        by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=date(2026, 3, 17))]
    )
    assert "NFA: Support declined" == outcome(everybody)


def test_an_end_that_was_agreed_from_the_start_was_planned(
    everybody: Cast, ada: Person, contract: Contract
) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2), until=UNTIL)
    assert "NFA: Support ended as planned" == outcome(everybody)


def test_who_lived_in_a_home_until_they_died_has_left_it(everybody: Cast, ada: Person) -> None:
    record_placements(
        by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=date(2026, 2, 2))]
    )
    record_deaths(by=None, at=NOW, died_on={ada.pk: LAST_DAY})
    [row] = rows(everybody.council)
    assert ("2026-03-09", "NFA: Deceased") == (row["Event end date"], row["Event outcome"])


def test_what_was_answered_stands_in_every_row_as_on_the_last_day(
    everybody: Cast, ada: Person, line: PackageLine
) -> None:
    said = {
        "gender": ("Female", date(2026, 1, 5)),
        "ethnicity": (PREFERS_NOT_TO_SAY, date(2026, 1, 5)),
        "accommodation": ("Tenant: Private landlord", date(2026, 3, 31)),
        "dementia": ("Yes", date(2026, 4, 1)),
    }
    answers = [
        NewAnswer(person_id=ada.pk, key=key, value=value, said_by=SaidBy.RECORDS, since=since)
        for key, (value, since) in said.items()
    ]
    record_answers(by=None, at=NOW, answers=answers)
    [row] = rows(everybody.council)
    assert ("Female", "No data: Refused") == (row["Gender"], row["Ethnicity"])
    assert ("Tenant: Private landlord", "Unknown") == (row["Accommodation status"], row["Dementia"])
    assert "CASSR commissioned support" == row["Delivery mechanism"]


def test_who_lives_in_a_care_home_on_the_last_day_has_left_the_home_of_the_answer(
    everybody: Cast, ada: Person, line: PackageLine
) -> None:
    home = NewAnswer(
        person_id=ada.pk, key="accommodation", value="Tenant: Private landlord", said_by=SaidBy.RECORDS,
        since=date(2026, 3, 1),
    )  # fmt: skip
    record_answers(by=None, at=NOW, answers=[home])
    week = NewPlacement(person_id=ada.pk, starts_on=date(2026, 2, 2), until=date(2026, 2, 9))
    record_placements(by=None, at=NOW, placements=[week])
    assert {"Tenant: Private landlord"} == {row["Accommodation status"] for row in rows(everybody.council)}
    record_placements(
        by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=date(2026, 2, 20))]
    )
    assert {"Registered care home"} == {row["Accommodation status"] for row in rows(everybody.council)}
