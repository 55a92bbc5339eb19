"""Reviews as rows of Client Level Data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from kith.brokerage.queries import ActiveLine
from kith.core.dates import ONE_DAY
from kith.insight.returns.outcomes import GOES_ON
from kith.insight.returns.services import Row
from kith.plans.models_reviews import Review

REVIEWED = {Review.Kind.PLANNED.value: "Planned", Review.Kind.UNPLANNED.value: "Unplanned: Other reason"}


def review_rows(
    person_ids: Collection[UUID], lines: Iterable[ActiveLine], starts_on: date, ends_on: date
) -> Iterator[tuple[UUID, Row]]:
    """Every review of these people held in the period, and whether care went on the day after."""
    held = Review.objects.filter(person__in=person_ids, on__gte=starts_on, on__lte=ends_on).order_by(
        "on", "pk"
    )
    of_person: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for each in lines:
        of_person[each.line.person_id].append(each)
    for review in held:
        goes_on = any(each.on(review.on + ONE_DAY) for each in of_person[review.person_id])
        outcome = GOES_ON if goes_on else ""
        yield (
            review.person_id,
            {
                "Event type": "Review",
                "Event reference": f"review:{review.pk}",
                "Event start date": review.on.isoformat(),
                "Event end date": review.on.isoformat(),
                "Event outcome": outcome,
                "Review reason": REVIEWED[review.kind],
                "Review outcomes achieved": review.achieved,
                "Method of review": review.method,
            },
        )
