"""Recording that reviews were held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.queries import access_person
from kith.plans.models_reviews import Review

BATCH = 1_000
ASSESSMENT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """One review, held on a day by a social work area."""

    person_id: UUID
    on: date
    area_code: str
    kind: str = Review.Kind.PLANNED


def record_reviews(*, by: User | None, at: datetime, reviews: Sequence[NewReview]) -> list[Review]:
    """The reviews recorded, in the order given.

    Raises `NotPermitted`, or `NotFound` for somebody whose assessment ``by`` may not add to.
    """
    today = london_day(at)
    check_may(by, "write plans", None, today)
    if by is not None:
        for review in reviews:
            access_person(
                by=by, person_id=review.person_id, data_class=ASSESSMENT, right="A", on=today, at=at
            )
    with transaction.atomic():
        recorded = Review.objects.bulk_create(
            (
                Review(
                    person_id=review.person_id,
                    on=review.on,
                    kind=review.kind,
                    area_code=review.area_code,
                    by=by,
                    recorded_at=at,
                )
                for review in reviews
            ),
            batch_size=BATCH,
        )
        audit.record(
            by=by, at=at, action="record.reviews", data_class=ASSESSMENT, detail={"reviews": len(reviews)}
        )
    return recorded
