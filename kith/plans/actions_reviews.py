"""Recording that reviews were held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.orgs.models import User
from kith.plans.actions_requests import (
    BATCH,
    NotInTheList,
    check_listed,
    check_may_add,
    check_past,
    record_in_audit,
)
from kith.plans.models_reviews import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """One review, held on a day by a social work area.

    ``achieved`` is how far the outcomes of the plan were met, and ``method`` who was there, both in the words
    of the national return; empty where nobody wrote it down.
    """

    person_id: UUID
    on: date
    area_code: str = ""
    kind: str = Review.Kind.PLANNED
    achieved: str = ""
    method: str = ""


def record_reviews(*, by: User | None, at: datetime, reviews: Sequence[NewReview]) -> list[Review]:
    """The reviews recorded, in the order given.

    Raises `NotPermitted`, `NotInTheList`, `NotYetSo`, or `NotFound` for somebody whose assessment ``by`` may
    not add to.
    """
    today = london_day(at)
    for review in reviews:
        check_review(review, today)
    check_may_add(by, at, (review.person_id for review in reviews))
    with transaction.atomic():
        recorded = Review.objects.bulk_create(
            (
                Review(
                    person_id=review.person_id,
                    on=review.on,
                    kind=review.kind,
                    area_code=review.area_code,
                    achieved=review.achieved,
                    method=review.method,
                    by=by,
                    recorded_at=at,
                )
                for review in reviews
            ),
            batch_size=BATCH,
        )
        record_in_audit(by, at, "record.reviews", [review.person_id for review in reviews])
    return recorded


def check_review(new: NewReview, today: date) -> None:
    """That this could be. Raises `NotInTheList` or `NotYetSo`."""
    if new.kind not in Review.Kind.values:
        raise NotInTheList("Say whether the review was planned.", kind=new.kind)
    check_listed("Review outcomes achieved", new.achieved, blank=True)
    check_listed("Method of review", new.method, blank=True)
    check_past(new.on, today)
