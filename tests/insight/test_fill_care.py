"""People and their care over the years, as rows of facts, from what the rooms keep."""

from __future__ import annotations

from datetime import date

import pytest

from kith.brokerage.actions import set_rates
from kith.brokerage.actions_packages import change_line, end_line
from kith.brokerage.models_placements import Placement
from kith.insight.facts.fill_care import care_rows
from kith.insight.facts.known import pseudonym
from kith.orgs.context import as_house
from kith.people.actions_characteristics import NewAnswer, record_answers
from kith.people.characteristics import PREFERS_NOT_TO_SAY, SaidBy
from kith.plans.models_reviews import Review
from tests.brokerage import factories as make
from tests.factories import NOW, STARTED_ON, Cast, cast

pytestmark = pytest.mark.django_db

STRETCH = ("starts_on", "until", "weekly_minutes", "weekly_pence", "workers", "end_reason")
APRIL, MAY, JUNE = date(2026, 4, 20), date(2026, 5, 4), date(2026, 6, 1)


@pytest.fixture
def everybody() -> Cast:
    return cast()


def test_each_version_of_a_line_is_a_stretch_priced_as_commissioned(everybody: Cast) -> None:
    ada = make.person(commissioner=everybody.council)
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    rates = {"base": 2235, "shift_allowance": 168}
    set_rates(by=None, at=NOW, contract=contract, rates=rates, starts_on=STARTED_ON)
    line = make.package(person=ada, contract=contract, starts_on=APRIL)
    both = (make.slot(), make.slot("bed", starts="20:00", ends="22:00", preferred="20:30", workers=2))
    change_line(by=None, at=NOW, line_id=line.pk, pattern=both, starts_on=MAY, reason="more_care")
    end_line(by=None, at=NOW, line_id=line.pk, until=JUNE, reason="moved_away")
    with as_house():
        rows = care_rows()["packages"]
    # Half an hour a day is 210 minutes a week, at 22.35 + 1.68 an hour £84.105: half a penny goes up.
    assert [
        (APRIL, MAY, 210, 8411, 1, "more_care"),
        (MAY, JUNE, 210, 8411, 1, "moved_away"),
        (MAY, JUNE, 210, 16822, 2, "moved_away"),
    ] == [
        tuple(
            row[key]
            for key in ("starts_on", "until", "weekly_minutes", "weekly_pence", "workers", "end_reason")
        )
        for row in rows
    ]
    assert {(pseudonym(ada.pk), "primary", str(contract.pk))} == {
        (row["person_key"], row["provider_type"], row["contract_key"]) for row in rows
    }


def test_a_contract_without_rates_has_care_without_a_price(everybody: Cast) -> None:
    ada = make.person(commissioner=everybody.council)
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    make.package(person=ada, contract=contract, starts_on=APRIL)
    with as_house():
        (row,) = care_rows()["packages"]
    assert (210, None) == (row["weekly_minutes"], row["weekly_pence"])


def test_reviews_and_placements_name_nobody(everybody: Cast) -> None:
    ada = make.person(commissioner=everybody.council)
    Review.objects.create(
        recorded_at=NOW, person=ada, on=MAY, kind="planned", area_code="A2", by=everybody.bea
    )
    Placement.objects.create(recorded_at=NOW, person=ada, kind="nursing", starts_on=JUNE)
    with as_house():
        rows = care_rows()
    (review,), (placement,), (person,) = rows["reviews"], rows["placements"], rows["people"]
    assert (pseudonym(ada.pk), MAY, "planned", "A2", pseudonym(everybody.bea.pk)) == tuple(
        review[key] for key in ("person_key", "on_day", "kind", "area_key", "reviewer_key")
    )
    assert ("nursing", JUNE, None) == (placement["kind"], placement["starts_on"], placement["until"])
    assert (pseudonym(ada.pk), None) == (person["person_key"], person["died_on"])


def test_who_has_never_drawn_on_care_is_not_among_the_people(everybody: Cast) -> None:
    ada = make.person(commissioner=everybody.council)
    make.person("Wilf Bell", commissioner=everybody.council)
    Placement.objects.create(recorded_at=NOW, person=ada, kind="residential", starts_on=JUNE)
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    make.package(person=ada, contract=contract, starts_on=APRIL)
    with as_house():
        rows = care_rows()["people"]
    assert [(pseudonym(ada.pk), APRIL)] == [(row["person_key"], row["first_on"]) for row in rows]


def test_who_somebody_is_is_known_by_its_broad_group_and_silence_stays_silence(everybody: Cast) -> None:
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    said = {
        "Ada Bell": {
            "gender": "Female",
            "ethnicity": "Asian or Asian British: Indian",
            "support_reason": "Unknown",
        },
        "Bert Bell": {"gender": PREFERS_NOT_TO_SAY, "ethnicity": PREFERS_NOT_TO_SAY},
    }
    for name, answers in said.items():
        person = make.person(name, commissioner=everybody.council)
        make.package(person=person, contract=contract, starts_on=APRIL, reference=name)
        record_answers(
            by=None,
            at=NOW,
            answers=[
                NewAnswer(person_id=person.pk, key=key, value=value, said_by=SaidBy.RECORDS, since=STARTED_ON)
                for key, value in answers.items()
            ],
        )
    with as_house():
        rows = care_rows()["people"]
    assert {("female", "Asian or Asian British", None), (None, None, None)} == {
        (row["sex"], row["ethnic_group"], row["condition"]) for row in rows
    }
