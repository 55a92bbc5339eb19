"""Visits that another system planned: kept as it gave them, beside those that patterns make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.visit_ids import visit_id
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.rota.models import Visit, VisitTerms

BATCH = 2_000
GIVEN = "imported"  # not a reason the pattern gives, so that laying out the pattern leaves these as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVisit:
    """A visit of a package line (its first version) on a London day, with its window in UTC."""

    line_id: UUID
    line_version: int
    person_id: UUID
    provider_id: UUID
    slot_key: str
    on: date
    window_starts_at: datetime
    window_ends_at: datetime
    preferred_at: datetime
    minutes: int
    workers_needed: int

    @property
    def id(self) -> UUID:
        """The identity of the visit."""
        return visit_id(self.line_id, self.slot_key, self.on)


def keep_given_visits(*, by: User | None, at: datetime, visits: Sequence[GivenVisit]) -> int:
    """How many of these visits are new; one that stands is left as it is, so doing it again changes nothing.

    Raises `NotPermitted`.
    """
    check_may(by, "extend visits", None, london_day(at))
    with transaction.atomic():
        given = {each.id: each for each in visits}
        standing = set(Visit.objects.filter(pk__in=given).values_list("pk", flat=True))
        new = [each for key, each in given.items() if key not in standing]
        Visit.objects.bulk_create([_visit(each) for each in new], batch_size=BATCH)
        VisitTerms.objects.bulk_create([_terms(by, at, each) for each in new], batch_size=BATCH)
        audit.record(by=by, at=at, action="keep.given_visits", detail={"visits": len(new)})
    return len(new)


def _visit(given: GivenVisit) -> Visit:
    return Visit(
        id=given.id,
        package_line_id=given.line_id,
        slot_key=given.slot_key,
        on=given.on,
        person_id=given.person_id,
        provider_id=given.provider_id,
    )


def _terms(by: User | None, at: datetime, given: GivenVisit) -> VisitTerms:
    return VisitTerms(
        visit_id=given.id,
        window_starts_at=given.window_starts_at,
        window_ends_at=given.window_ends_at,
        preferred_at=given.preferred_at,
        minutes=given.minutes,
        workers_needed=given.workers_needed,
        line_version=given.line_version,
        reason=GIVEN,
        by=by,
        recorded_at=at,
    )
