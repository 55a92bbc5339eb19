"""Recording that help was asked for, what came of it, and what was assessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.core.returns.specification import specification_in_force
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.people.queries import access_person
from kith.plans.models_requests import Assessment, Request, RequestClosing

BATCH = 1_000
ASSESSMENT = 7  # the data class of assessments and social work notes
ROUTE, OUTCOME = "Request: route of access", "Event outcome"
KIND, METHOD = "Assessment type", "Method of assessment"
LONG_TERM = "Long term"


class NotInTheList(Invalid):
    """A word that the national return does not know."""

    code = "not_in_the_national_list"


class NotYetSo(Invalid):
    """Something is said of a day that has not come, or that is before what it follows."""

    code = "not_yet_so"


class EligibilityUnclear(Invalid):
    """A long term assessment says whether needs are eligible; a short term one does not."""

    code = "eligibility_unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """Help asked for on a day by a route; with what came of it, where that is known already."""

    person_id: UUID
    on: date
    route: str
    closed_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """One assessment that is complete, and whether it found eligible needs, where it was asked."""

    person_id: UUID
    starts_on: date
    completed_on: date
    kind: str
    outcome: str
    eligible_needs: bool | None = None
    method: str = ""


def record_requests(*, by: User | None, at: datetime, requests: Sequence[NewRequest]) -> list[Request]:
    """The requests recorded, in the order given, and closed where they say so.

    Raises `NotPermitted`, `NotInTheList`, `NotYetSo`, or `NotFound` for somebody whose assessment ``by`` may
    not add to.
    """
    today = london_day(at)
    for new in requests:
        check_request(new, today)
    check_may_add(by, at, (new.person_id for new in requests))
    with transaction.atomic():
        made = [
            Request(person_id=new.person_id, on=new.on, route=new.route, by=by, recorded_at=at)
            for new in requests
        ]
        recorded = Request.objects.bulk_create(made, batch_size=BATCH)
        RequestClosing.objects.bulk_create(
            (
                RequestClosing(request=request, on=new.closed_on, outcome=new.outcome, by=by, recorded_at=at)
                for new, request in zip(requests, recorded, strict=True)
                if new.closed_on is not None
            ),
            batch_size=BATCH,
        )
        record_in_audit(by, at, "record.requests", [new.person_id for new in requests])
    return recorded


def close_request(
    *, by: User | None, at: datetime, request_id: UUID, on: date, outcome: str
) -> RequestClosing:
    """What the request came to, from now on.

    Raises `NotPermitted`, `NotInTheList`, `NotYetSo`, or `NotFound` for a request that is not ``by``'s.
    """
    request = Request.objects.filter(pk=request_id).first()
    if request is None:
        raise NotFound
    check_may_add(by, at, [request.person_id])
    _check_closing(request.on, on, outcome, london_day(at))
    with transaction.atomic():
        closing = RequestClosing.objects.create(
            request=request, on=on, outcome=outcome, by=by, recorded_at=at
        )
        record_in_audit(by, at, "close.request", [request.person_id])
    return closing


def record_assessments(
    *, by: User | None, at: datetime, assessments: Sequence[NewAssessment]
) -> list[Assessment]:
    """The assessments recorded, in the order given.

    Raises `NotPermitted`, `NotInTheList`, `NotYetSo`, `EligibilityUnclear`, or `NotFound` for somebody whose
    assessment ``by`` may not add to.
    """
    for new in assessments:
        check_assessment(new, london_day(at))
    check_may_add(by, at, (new.person_id for new in assessments))
    with transaction.atomic():
        recorded = Assessment.objects.bulk_create(
            (
                Assessment(
                    person_id=new.person_id,
                    starts_on=new.starts_on,
                    completed_on=new.completed_on,
                    kind=new.kind,
                    method=new.method,
                    eligible_needs=new.eligible_needs,
                    outcome=new.outcome,
                    by=by,
                    recorded_at=at,
                )
                for new in assessments
            ),
            batch_size=BATCH,
        )
        record_in_audit(by, at, "record.assessments", [new.person_id for new in assessments])
    return recorded


def check_listed(field: str, value: str, *, blank: bool = False) -> None:
    """That the national return knows this word for a field. Raises `NotInTheList`."""
    if (blank and not value) or value in specification_in_force().lists[field].values:
        return
    raise NotInTheList("“{value}” is not in the national list. Choose one of the list.", value=value)


def check_past(on: date, today: date) -> None:
    """That a day has come. Raises `NotYetSo`."""
    if on > today:
        raise NotYetSo("{day:%d/%m/%Y} has not come yet. Check the date.", day=on)


def _check_closing(asked_on: date, on: date, outcome: str, today: date) -> None:
    check_listed(OUTCOME, outcome)
    check_past(on, today)
    if on < asked_on:
        raise NotYetSo("Help was asked for on {day:%d/%m/%Y}. Give that day or a later one.", day=asked_on)


def check_request(new: NewRequest, today: date) -> None:
    """That this could be. Raises `NotInTheList` or `NotYetSo`."""
    check_listed(ROUTE, new.route)
    check_past(new.on, today)
    if new.closed_on is not None:
        _check_closing(new.on, new.closed_on, new.outcome, today)


def check_assessment(new: NewAssessment, today: date) -> None:
    """That this could be. Raises `NotInTheList`, `NotYetSo` or `EligibilityUnclear`."""
    check_listed(KIND, new.kind)
    check_listed(METHOD, new.method, blank=True)
    check_listed(OUTCOME, new.outcome)
    check_past(new.completed_on, today)
    if new.completed_on < new.starts_on:
        raise NotYetSo(
            "It started on {day:%d/%m/%Y}. It was complete on that day or a later one.", day=new.starts_on
        )
    if new.kind.startswith(LONG_TERM) == (new.eligible_needs is None):
        raise EligibilityUnclear(
            "A long term assessment says whether there are eligible needs; a short term one leaves it open."
        )


def check_may_add(by: User | None, at: datetime, person_ids: Iterable[UUID]) -> None:
    """That ``by`` may add to each of these people's assessments; writes an audit row for each person.

    Raises `NotPermitted` or `NotFound`.
    """
    today = london_day(at)
    check_may(by, "write plans", None, today)
    if by is not None:
        for person_id in dict.fromkeys(person_ids):
            access_person(
                by=by, person_id=person_id, data_class=ASSESSMENT, right=Right.APPEND, on=today, at=at
            )


def record_in_audit(by: User | None, at: datetime, action: str, person_ids: Sequence[UUID]) -> None:
    """The audit row of an action: how many rows it wrote, and of whom where it is one person."""
    people = set(person_ids)
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=ASSESSMENT,
        person_id=people.pop() if len(people) == 1 else None,
        detail={"rows": len(person_ids)},
    )
