"""A council's own file of requests, assessments and reviews is taken over row by row, once."""

from __future__ import annotations

import io

import pytest

from kith.people.models import Person
from kith.plans.import_requests import Imported, import_requests
from kith.plans.models_requests import Assessment
from kith.plans.models_reviews import Review
from kith.plans.queries_requests import requests_of
from tests.factories import NOW, cast
from tests.people.neighbours import register

pytestmark = pytest.mark.django_db
HEADER = (
    "NHS number,Event type,Event start date,Event end date,Event outcome,Request: route of access,"
    "Assessment type,Eligible needs identified,Review reason,Review outcomes achieved"
)
ASKED = "9990000018,Request,02/03/2026,2026-03-04,Progress to Assessment,Discharge from Hospital,,,,"
ASSESSED = "9990000018,Assessment,2026-03-04,2026-03-12,NFA: Other,,Long term assessment,Yes,,"
REVIEWED = "9990000018,Review,2026-04-01,2026-04-01,,,,,Unplanned: Other reason,Not Met"
SERVICE = "9990000018,Service,2026-03-16,,,,,,,"


@pytest.fixture
def ada() -> Person:
    return register(cast(), nhs_number="9990000018")


def brought_in(*rows: str) -> Imported:
    return import_requests(by=None, at=NOW, source=io.BytesIO("\n".join((HEADER, *rows)).encode()))


def test_rows_of_a_return_become_facts_and_services_are_passed_over(ada: Person) -> None:
    done = brought_in(ASKED, ASSESSED, REVIEWED, SERVICE)
    assert (3, 0, 1, []) == (done.written, done.known, done.services, done.table.findings)
    [asked] = requests_of([ada.pk])
    assert ("2026-03-02", "Progress to assessment, review or reassessment") == (
        asked.on.isoformat(),
        asked.outcome,
    )
    assert Assessment.objects.get().eligible_needs is True
    assert ("unplanned", "Not Met") == (Review.objects.get().kind, Review.objects.get().achieved)


def test_twice_changes_nothing(ada: Person) -> None:
    brought_in(ASKED, ASSESSED)
    again = brought_in(ASKED, ASSESSED, ASKED, REVIEWED)
    assert (1, 3) == (again.written, again.known)


def test_each_row_that_cannot_be_says_why(ada: Person) -> None:
    done = brought_in(
        ASKED.replace("9990000018", "nobody"),
        ASKED.replace("Discharge from Hospital", "By pigeon"),
        ASSESSED.replace("Yes", ""),
        REVIEWED.replace("2026-04-01,2026-04-01", "2026-05-01,2026-05-01"),
        ASKED.replace("2026-03-04", ""),
        ASKED.replace("Request", "Séance"),
    )
    assert [
        (2, "unknown_event"),
        (3, "not_in_the_national_list"),
        (4, "eligibility_unclear"),
        (5, "not_yet_so"),
        (6, "unknown_event"),
        (7, "unknown_event"),
    ] == [(found.row_number, found.code) for found in done.table.findings]
    assert (0, []) == (done.written, requests_of([ada.pk]))
