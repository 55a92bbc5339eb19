"""How people came to care: what they asked for, what was assessed and what was reviewed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.orgs.roles import Right, may
from kith.people.access import Access, may_see
from kith.people.queries import access_person
from kith.plans.actions_requests import ASSESSMENT
from kith.plans.models_requests import Assessment, Request, RequestClosing
from kith.plans.models_reviews import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request and what it came to; ``closed_on`` is None while it is open."""

    id: UUID
    person_id: UUID
    on: date
    route: str
    closed_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToCare:
    """What was asked for, assessed and reviewed about one person, newest first, and what one may add."""

    access: Access
    requests: Sequence[Asked]
    assessments: Sequence[Assessment]
    reviews: Sequence[Review]
    may_add: bool


def requests_of(person_ids: Collection[UUID]) -> list[Asked]:
    """Every request of these people with its newest closing, oldest first; one query."""
    newest = RequestClosing.objects.filter(request=OuterRef("pk")).order_by("-recorded_at", "-pk")
    rows = (
        Request.objects.filter(person__in=person_ids)
        .annotate(closed_on=Subquery(newest.values("on")[:1]), outcome=Subquery(newest.values("outcome")[:1]))
        .order_by("on", "pk")
    )
    return [
        Asked(id=pk, person_id=person_id, on=on, route=route, closed_on=closed_on, outcome=outcome or "")
        for pk, person_id, on, route, closed_on, outcome in rows.values_list(
            "pk", "person_id", "on", "route", "closed_on", "outcome"
        )
    ]


def access_way_to_care(*, by: User, at: datetime, on: date, person_id: UUID) -> WayToCare:
    """How a person came to care, as far as the reader may see assessments; writes an audit row.

    Raises `NotFound`.
    """
    access = access_person(by=by, person_id=person_id, data_class=ASSESSMENT, on=on, at=at)
    return WayToCare(
        access=access,
        requests=list(reversed(requests_of([person_id]))),
        assessments=list(Assessment.objects.filter(person=person_id).order_by("-completed_on", "-pk")),
        reviews=list(Review.objects.filter(person=person_id).order_by("-on", "-pk")),
        may_add=may(by, "write plans", None, on) and may_see(access, ASSESSMENT, right=Right.APPEND),
    )


def access_request(*, by: User, at: datetime, on: date, person_id: UUID, request_id: UUID) -> Asked:
    """One request of a person whose assessments the reader may add to; writes an audit row.

    Raises `NotFound`, for a request of somebody else too.
    """
    access_person(by=by, person_id=person_id, data_class=ASSESSMENT, right=Right.APPEND, on=on, at=at)
    for asked in requests_of([person_id]):
        if asked.id == request_id:
            return asked
    raise NotFound
