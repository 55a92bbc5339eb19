"""Looking into an emergency afterwards: was it right to open the record?

Source: `docs/adr/0007-access-by-relationship.md`; every break-glass is reviewed within three working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs import audit
from kith.orgs.actions_work import close_items_about
from kith.orgs.context import as_house
from kith.orgs.models import User, WorkItem
from kith.orgs.roles import check_may
from kith.people.access import EMERGENCY
from kith.people.models import Relationship

WAITS_AS = "emergency_access"
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "right_to_look": "It was right to look",
        "not_right_to_look": "It was not right to look, and they were told",
        "taken_further": "It was taken further",
    }
)


class NotAnOutcome(Invalid):
    """A review ends in one of the list."""

    code = "not_a_review_outcome"


class OwnEmergency(NotPermitted):
    """Nobody looks into what they did themselves."""

    code = "own_emergency"


def review_emergency(*, by: User, at: datetime, relationship_id: UUID, outcome: str) -> Relationship:
    """The emergency access that was looked into; the person sees it, with what came of it, in who looked.

    Raises `NotPermitted`, `NotAnOutcome`, `OwnEmergency`, or `NotFound` when none of the user's council waits
    to be looked into.
    """
    check_may(by, "review emergencies", None, london_day(at))
    if outcome not in OUTCOMES:
        raise NotAnOutcome("Choose what came of it from the list.", outcome=outcome)
    with transaction.atomic(), as_house():
        waiting = WorkItem.objects.filter(
            kind=WAITS_AS,
            subject_id=str(relationship_id),
            organisation=by.organisation,
            closed_at__isnull=True,
        )
        if not waiting.exists():
            raise NotFound
        opened = Relationship.objects.get(pk=relationship_id, kind=EMERGENCY)
        if opened.user_id == by.pk:
            raise OwnEmergency("You opened this record yourself. Ask another privacy officer to look.")
        close_items_about(by=by, at=at, kind=WAITS_AS, subject_ids=[relationship_id], outcome=outcome)
        audit.record(
            by=by,
            at=at,
            action="weigh.emergency_review",
            person_id=opened.person_id,
            subject_kind="relationship",
            subject_id=opened.pk,
            reason=outcome,
        )
    return opened
