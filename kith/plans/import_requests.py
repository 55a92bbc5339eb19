"""Requests, assessments and reviews from a file with the columns of the national return."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.core.returns.specification import specification_in_force
from kith.core.table_cells import Reader, text
from kith.core.table_times import day
from kith.core.tables import Column, Row, Table, read_table
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.people.queries_numbers import COLUMNS, numbers_in, people_by_number, whom
from kith.plans.actions_requests import (
    NewAssessment,
    NewRequest,
    check_assessment,
    check_request,
    record_assessments,
    record_requests,
)
from kith.plans.actions_reviews import NewReview, check_review, record_reviews
from kith.plans.models_requests import Assessment, Request
from kith.plans.models_reviews import Review

AT_ONCE = 500
TYPE, STARTS, ENDS, OUTCOME = "Event type", "Event start date", "Event end date", "Event outcome"
ROUTE, KIND, ELIGIBLE = "Request: route of access", "Assessment type", "Eligible needs identified"
ASSESSED, REASON = "Method of assessment", "Review reason"
ACHIEVED, REVIEWED = "Review outcomes achieved", "Method of review"
LISTED = (TYPE, OUTCOME, ROUTE, KIND, ELIGIBLE, ASSESSED, REASON, ACHIEVED, REVIEWED)
YES_OR_NO = {"Yes": True, "No": False}

New = NewRequest | NewAssessment | NewReview
Key = tuple[str, UUID, date, str]


class UnknownEvent(Invalid):
    """A row is none of the four things that the national return tells."""

    code = "unknown_event"


@dataclass(slots=True, kw_only=True)
class Imported:
    """What was done with a file: its rows and findings, and how many events were new, known, and services.

    Services come with packages and visits, and not from here.
    """

    table: Table
    written: int = 0
    known: int = 0
    services: int = 0


def import_requests(*, by: User | None, at: datetime, source: BinaryIO) -> Imported:
    """What was made of a file; each row that could not be used is a finding with its number.

    The words may be of either release. What is recorded already, of the same person and day, is not written
    again. Raises `NotPermitted`, or `NotFound` for somebody not the user's.
    """
    done = Imported(table=read_table(source, _columns()))
    rows = iter(done.table)
    while some := list(islice(rows, AT_ONCE)):
        with as_house():
            people = people_by_number(number for row in some for number in numbers_in(row.values))
            known = _known(set(people.values()))
        new: list[New] = []
        for row in some:
            made = _made(row, whom(row.values, people), london_day(at), done)
            if made is not None and _key(made) in known:
                done.known += 1
            elif made is not None:
                known.add(_key(made))
                new.append(made)
        _write(by, at, new)
        done.written += len(new)
    return done


def _columns() -> list[Column]:
    sql = {each.label: each.column for each in specification_in_force().fields}
    return [
        *COLUMNS,
        *(
            Column(key=label, read=_in_this_release(label), names=(sql[label],), required=label == TYPE)
            for label in LISTED
        ),
        *(Column(key=label, read=day(), names=(sql[label],), required=False) for label in (STARTS, ENDS)),
    ]


def _in_this_release(label: str) -> Reader[str]:
    return lambda cell: specification_in_force().now(label, text(cell))


def _made(row: Row, person_id: UUID | None, today: date, done: Imported) -> New | None:
    """What the row says, if it could be; a service is counted, and anything else becomes a finding."""
    if row[TYPE] == "Service":
        done.services += 1
        return None
    try:
        return _new(row, person_id, today)
    except Invalid as refused:
        done.table.refuse(row, None, refused.code, refused.message)
        return None


def _new(row: Row, person_id: UUID | None, today: date) -> New:
    if person_id is None:
        raise UnknownEvent("Nobody here has this number. Register them first.")
    starts_on, ends_on = row[STARTS], row[ENDS]
    if starts_on is None or ends_on is None:
        raise UnknownEvent("This row does not say on which days. Give the first and the last.")
    if row[TYPE] == "Request":
        request = NewRequest(
            person_id=person_id, on=starts_on, route=_said(row, ROUTE), closed_on=ends_on,
            outcome=_said(row, OUTCOME),
        )  # fmt: skip
        check_request(request, today)
        return request
    if row[TYPE] == "Assessment":
        assessment = NewAssessment(
            person_id=person_id, starts_on=starts_on, completed_on=ends_on, kind=_said(row, KIND),
            outcome=_said(row, OUTCOME), eligible_needs=YES_OR_NO.get(_said(row, ELIGIBLE)),
            method=_said(row, ASSESSED),
        )  # fmt: skip
        check_assessment(assessment, today)
        return assessment
    if row[TYPE] != "Review":
        raise UnknownEvent("“{value}” is no event type.", value=row[TYPE])
    unplanned = _said(row, REASON).startswith("Unplanned")
    review = NewReview(
        person_id=person_id, on=ends_on, achieved=_said(row, ACHIEVED), method=_said(row, REVIEWED),
        kind=Review.Kind.UNPLANNED if unplanned else Review.Kind.PLANNED,
    )  # fmt: skip
    check_review(review, today)
    return review


def _said(row: Row, label: str) -> str:
    return row[label] or ""


def _key(new: New) -> Key:
    """What makes two events one: of whom, from which day, and by which route or of which kind."""
    match new:
        case NewRequest():
            return "request", new.person_id, new.on, new.route
        case NewAssessment():
            return "assessment", new.person_id, new.completed_on, new.kind
        case NewReview():
            return "review", new.person_id, new.on, new.kind


def _known(people: Collection[UUID]) -> set[Key]:
    of = {"person__in": people}
    requests = Request.objects.filter(**of).values_list("person_id", "on", "route")
    assessments = Assessment.objects.filter(**of).values_list("person_id", "completed_on", "kind")
    reviews = Review.objects.filter(**of).values_list("person_id", "on", "kind")
    return {
        *(("request", *row) for row in requests),
        *(("assessment", *row) for row in assessments),
        *(("review", *row) for row in reviews),
    }


def _write(by: User | None, at: datetime, new: Sequence[New]) -> None:
    requests = [each for each in new if isinstance(each, NewRequest)]
    assessments = [each for each in new if isinstance(each, NewAssessment)]
    reviews = [each for each in new if isinstance(each, NewReview)]
    if requests:
        record_requests(by=by, at=at, requests=requests)
    if assessments:
        record_assessments(by=by, at=at, assessments=assessments)
    if reviews:
        record_reviews(by=by, at=at, reviews=reviews)
