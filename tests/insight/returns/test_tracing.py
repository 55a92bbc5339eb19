"""Each row of a return leads back to the record that it was made from."""

from __future__ import annotations

from datetime import date

import pytest

from kith.brokerage.actions_placements import NewPlacement, record_placements
from kith.insight.returns.tracing import NoSuchRecord, trace
from kith.plans.actions_requests import NewAssessment, NewRequest, record_assessments, record_requests
from kith.plans.actions_reviews import NewReview, record_reviews
from tests.brokerage import factories as make
from tests.factories import NOW, cast
from tests.insight.returns.test_make_return import rows

pytestmark = pytest.mark.django_db


def test_every_reference_of_a_return_leads_to_a_record_of_its_person() -> None:
    everybody = cast()
    everybody.council.code = "212"
    everybody.council.save()
    ada = make.person(commissioner=everybody.council)
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    make.package(person=ada, contract=contract, starts_on=date(2026, 2, 2))
    day, other = date(2026, 3, 2), "NFA: Other"
    asked = NewRequest(person_id=ada.pk, on=day, route="Prison", closed_on=day, outcome=other)
    assessed = NewAssessment(
        person_id=ada.pk, starts_on=day, completed_on=day, kind="Short term assessment", outcome=other
    )
    record_requests(by=None, at=NOW, requests=[asked])
    record_assessments(by=None, at=NOW, assessments=[assessed])
    record_reviews(by=None, at=NOW, reviews=[NewReview(person_id=ada.pk, on=day)])
    record_placements(by=None, at=NOW, placements=[NewPlacement(person_id=ada.pk, starts_on=day)])
    references = [row["Event reference"] for row in rows(everybody.council)]
    assert 5 == len(references)
    assert {ada.pk} == {trace(reference).person_id for reference in references}


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("reference", ["", "line-1", "review:", f"review:{NOBODY}", f"person:{NOBODY}"])
def test_a_reference_that_is_not_ours_leads_nowhere(reference: str) -> None:
    with pytest.raises(NoSuchRecord, match="No record has the reference"):
        trace(reference)
