"""Help that was asked for, what came of it, and what was assessed: facts, in the words of the return."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.delivery.record_parts import PARTS
from kith.orgs.facts import FactChanged
from kith.orgs.models import AuditRow
from kith.plans.actions_requests import (
    EligibilityUnclear,
    NewAssessment,
    NewRequest,
    NotInTheList,
    NotYetSo,
    close_request,
    record_assessments,
    record_requests,
)
from kith.plans.actions_reviews import NewReview, record_reviews
from kith.plans.models_requests import Request
from kith.plans.queries_requests import access_request, access_way_to_care, requests_of
from tests.factories import NOW, TODAY, cast
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db
HOSPITAL, ASSESS = "Discharge from Hospital", "Progress to assessment, review or reassessment"
SERVICES = "Progress to support planning or services"
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    relate(ada, "package", organisation=everybody.kindly_care)
    relate(ada, "allocation", user=everybody.helen)
    return everybody, ada


def ask(by, person, **given: Any) -> Request:
    values: dict[str, Any] = {"on": MONDAY, "route": HOSPITAL, **given}
    return record_requests(by=by, at=NOW, requests=[NewRequest(person_id=person.pk, **values)])[0]


def assess(by, person, **given: Any):
    values: dict[str, Any] = {
        "starts_on": MONDAY, "completed_on": FRIDAY, "kind": "Long term assessment",
        "outcome": SERVICES, "eligible_needs": True,
    }  # fmt: skip
    new = NewAssessment(person_id=person.pk, **(values | given))
    return record_assessments(by=by, at=NOW, assessments=[new])[0]


def test_a_request_is_open_until_it_comes_to_something_and_the_newest_word_holds(here):
    everybody, ada = here
    request = ask(everybody.helen, ada)
    assert [None] == [asked.closed_on for asked in requests_of([ada.pk])]
    close_request(by=everybody.helen, at=NOW, request_id=request.pk, on=MONDAY, outcome="NFA: Other")
    close_request(by=everybody.helen, at=NOW, request_id=request.pk, on=FRIDAY, outcome=ASSESS)
    assert [(FRIDAY, ASSESS)] == [(asked.closed_on, asked.outcome) for asked in requests_of([ada.pk])]


def test_one_that_is_over_is_recorded_at_once(here):
    everybody, ada = here
    ask(everybody.helen, ada, closed_on=MONDAY, outcome=ASSESS)
    assert [(MONDAY, ASSESS)] == [(asked.closed_on, asked.outcome) for asked in requests_of([ada.pk])]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"route": "By pigeon"}, NotInTheList),
        ({"on": date(2026, 4, 8)}, NotYetSo),
        ({"closed_on": date(2026, 3, 1), "outcome": ASSESS}, NotYetSo),
        ({"closed_on": FRIDAY, "outcome": "All well"}, NotInTheList),
    ],
)
def test_it_refuses_a_request_that_could_not_be(here, given, refusal):
    everybody, ada = here
    with pytest.raises(refusal):
        ask(everybody.helen, ada, **given)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"eligible_needs": None}, EligibilityUnclear),
        ({"kind": "Short term assessment"}, EligibilityUnclear),
        ({"completed_on": date(2026, 3, 1)}, NotYetSo),
        ({"completed_on": date(2026, 4, 8)}, NotYetSo),
        ({"kind": "By eye"}, NotInTheList),
        ({"method": "By letter"}, NotInTheList),
        ({"outcome": ""}, NotInTheList),
    ],
)
def test_it_refuses_an_assessment_that_could_not_be(here, given, refusal):
    everybody, ada = here
    with pytest.raises(refusal):
        assess(everybody.helen, ada, **given)


def test_it_refuses_a_review_in_other_words_or_of_a_day_to_come(here):
    everybody, ada = here
    for given, refusal in (({"achieved": "Nearly"}, NotInTheList), ({"on": date(2026, 4, 8)}, NotYetSo)):
        with pytest.raises(refusal):
            new = NewReview(**{"person_id": ada.pk, "on": MONDAY, **given})
            record_reviews(by=everybody.helen, at=NOW, reviews=[new])


def test_nobody_but_who_assesses_writes_and_no_provider_reads(here):
    everybody, ada = here
    for user in (everybody.olu, everybody.grace, everybody.ada, everybody.sam):
        with pytest.raises(NotPermitted):
            ask(user, ada)
    with pytest.raises(NotFound):  # brokers write plans, and assessments are not theirs
        ask(everybody.bea, ada)
    for user in (everybody.olu, everybody.grace, everybody.bea, everybody.sam):
        with pytest.raises(NotFound):
            access_way_to_care(by=user, at=NOW, on=TODAY, person_id=ada.pk)


def test_the_person_reads_their_own_and_does_not_write(here):
    everybody, ada = here
    request = ask(everybody.helen, ada)
    assess(everybody.helen, ada)
    found = access_way_to_care(by=everybody.ada, at=NOW, on=TODAY, person_id=ada.pk)
    assert ([request.pk], 1, False) == (
        [each.id for each in found.requests],
        len(found.assessments),
        found.may_add,
    )


def test_a_request_of_somebody_else_is_not_there(here):
    everybody, ada = here
    wilf = register(everybody, "Wilf Okafor")
    request = ask(None, wilf)
    for request_id in (request.pk, uuid4()):
        with pytest.raises(NotFound):
            access_request(by=everybody.helen, at=NOW, on=TODAY, person_id=ada.pk, request_id=request_id)
        with pytest.raises(NotFound):
            close_request(by=everybody.helen, at=NOW, request_id=request_id, on=FRIDAY, outcome=ASSESS)


def test_facts_stay_and_the_audit_knows_of_them(here):
    everybody, ada = here
    request = ask(everybody.helen, ada)
    request.route = "Prison"
    with pytest.raises(FactChanged):
        request.save()
    assert ada.pk == AuditRow.objects.get(action="record.requests").person_id


def test_a_review_is_asked_of_once_for_each_person_and_its_audit_row_names_them(here):
    everybody, ada = here
    reviews = [NewReview(person_id=ada.pk, on=day) for day in (MONDAY, FRIDAY)]
    record_reviews(by=everybody.helen, at=NOW, reviews=reviews)
    assert 1 == AuditRow.objects.filter(action="add_to.person", person_id=ada.pk).count()
    assert ada.pk == AuditRow.objects.get(action="record.reviews").person_id


def test_the_persons_copy_holds_the_three(here):
    everybody, ada = here
    ask(everybody.helen, ada, closed_on=MONDAY, outcome=ASSESS)
    assess(everybody.helen, ada)
    record_reviews(by=None, at=NOW, reviews=[NewReview(person_id=ada.pk, on=FRIDAY)])
    copied = list(PARTS["way_to_care"]([ada.pk]))
    assert ["request", "assessment", "review"] == [row["what"] for row in copied]
    assert (HOSPITAL, ASSESS, True) == (copied[0]["route"], copied[0]["outcome"], copied[1]["eligible_needs"])
