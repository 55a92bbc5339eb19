"""What the rooms below know of one week's visits, as plain values where objects would take twice as long."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from kith.brokerage.models import PackageLine
from kith.delivery.models import Verification
from kith.payments.queries_facts import newest_claims
from kith.people.queries_households import LivedIn, patch_on, patches_lived_in
from kith.rota.models import RotaEntry
from kith.rota.queries import PlannedVisit, planned_visits
from kith.rota.queries_freeze import FrozenEntry, frozen_entries

Place = tuple[UUID, int]
ONE_WEEK = timedelta(days=7)


class Entry(NamedTuple):
    """The rota entry that holds for one place."""

    worker_id: UUID | None
    starts_at: datetime
    minutes: int
    travel_minutes: int
    travel_metres: int
    travel_mode: str


class Verified(NamedTuple):
    """What one place came to, by its newest verification."""

    worker_id: UUID | None
    verdict: str
    started_at: datetime | None
    actual_minutes: int
    actual_seconds: int


class Line(NamedTuple):
    """What a package line says of its visits."""

    contract_id: UUID
    tier: str
    service_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The visits of one week, and everything known of them."""

    starts_on: date
    planned: Sequence[PlannedVisit]
    entries: Mapping[Place, Entry]
    verified: Mapping[Place, Verified]
    frozen: Mapping[Place, FrozenEntry]
    claims: Mapping[Place, int]
    homes: Mapping[UUID, Sequence[LivedIn]]


@lru_cache(maxsize=100_000)
def pseudonym(id_: UUID | None) -> str:
    """A key that is the same in every snapshot of this installation, and names nobody without its secret."""
    if id_ is None:
        return ""
    return hmac.new(settings.CONTENT_KEY.encode(), id_.bytes, hashlib.sha256).hexdigest()[:16]


def patch_key(homes: Mapping[UUID, Sequence[LivedIn]], person_id: UUID, day: date) -> str:
    """The patch somebody's home lay in on a day; empty where that is not known."""
    return str(patch_on(homes.get(person_id, ()), day) or "")


def known_of_week(starts_on: date) -> Week:
    """Everything known of the visits of the seven days from this Monday."""
    days = {"visit__on__gte": starts_on, "visit__on__lt": starts_on + ONE_WEEK}
    planned = planned_visits(starts_on, starts_on + ONE_WEEK)
    ids = [each.visit.pk for each in planned]
    entries = RotaEntry.objects.filter(**days).order_by("pk")
    verifications = Verification.objects.filter(**days).order_by("pk")
    return Week(
        starts_on=starts_on,
        planned=planned,
        entries=_newest(Entry, entries.values_list("visit_id", "place", *Entry._fields)),
        verified=_newest(Verified, verifications.values_list("visit_id", "place", *Verified._fields)),
        frozen=frozen_entries(ids),
        claims=newest_claims(ids),
        homes=patches_lived_in({each.visit.person_id for each in planned}),
    )


def lines() -> dict[UUID, Line]:
    """Every package line, by its id."""
    rows = PackageLine.objects.values_list("pk", "contract_id", "contract__tier", "service_type")
    return {line_id: Line(contract_id, tier, kind) for line_id, contract_id, tier, kind in rows}


def _newest(make: Any, rows: Iterable[tuple[Any, ...]]) -> dict[Place, Any]:
    """The last row of each visit and place."""
    return {(visit_id, place): make(*rest) for visit_id, place, *rest in rows}
