"""Claims: what a provider says it delivered. A model may pay by them; figures always compare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.payments.models import Claim

MOST_MINUTES = 16 * 60


class ClaimTooLong(Invalid):
    """A claim is below nothing or longer than any visit."""

    code = "claim_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """Minutes claimed for one place of one visit."""

    visit_id: UUID
    place: int
    invoiced_minutes: int


@transaction.atomic
def record_claims(
    *, by: User | None, at: datetime, provider: Organisation, reference: str, claims: Sequence[NewClaim]
) -> int:
    """How many claims were recorded under one reference. A claim for a place claimed before supersedes it.

    Raises `NotPermitted`, or `ClaimTooLong` naming the first claim that cannot be right; then none is kept.
    """
    check_may(by, "record claims", None, london_day(at))
    for number, claim in enumerate(claims, start=1):
        if not 0 <= claim.invoiced_minutes <= MOST_MINUTES:
            raise ClaimTooLong(
                "Claim {number} is for {minutes} minutes. Give 0 to {most}.",
                visit_id=claim.visit_id,
                number=number,
                minutes=claim.invoiced_minutes,
                most=MOST_MINUTES,
            )
    Claim.objects.bulk_create(
        (
            Claim(
                recorded_at=at,
                visit_id=claim.visit_id,
                place=claim.place,
                provider=provider,
                invoiced_minutes=claim.invoiced_minutes,
                reference=reference,
            )
            for claim in claims
        ),
        batch_size=2_000,
    )
    audit.record(
        by=by,
        at=at,
        action="record.claims",
        subject_kind="organisation",
        subject_id=provider.pk,
        organisation_id=provider.pk,
        detail={"claims": len(claims)},
    )
    return len(claims)
