"""Recording that people moved into care homes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.brokerage.models_placements import Placement
from kith.core.dates import Period, london_day
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.queries import access_person

BATCH = 1_000
PLAN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlacement:
    """One person's move, from a day on."""

    person_id: UUID
    starts_on: date
    kind: str = Placement.Kind.RESIDENTIAL
    until: date | None = None


def record_placements(
    *, by: User | None, at: datetime, placements: Sequence[NewPlacement]
) -> list[Placement]:
    """The placements recorded, in the order given. They end no package: whoever ends it says so.

    Raises `NotPermitted`, `NotFound` for a person who is not theirs, or `Invalid` for a period without a day.
    """
    today = london_day(at)
    check_may(by, "award packages", None, today)
    for placement in placements:
        Period(starts_on=placement.starts_on, until=placement.until)
        if by is not None:
            access_person(by=by, person_id=placement.person_id, data_class=PLAN, right="R", on=today, at=at)
    with transaction.atomic():
        recorded = Placement.objects.bulk_create(
            (
                Placement(
                    person_id=placement.person_id,
                    kind=placement.kind,
                    starts_on=placement.starts_on,
                    until=placement.until,
                    by=by,
                    recorded_at=at,
                )
                for placement in placements
            ),
            batch_size=BATCH,
        )
        audit.record(by=by, at=at, action="record.placements", detail={"placements": len(placements)})
    return recorded
