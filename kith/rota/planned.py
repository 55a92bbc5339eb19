"""What is planned and rostered, as plain values: pages read thousands of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kith.workforce.models import Worker


class Stop(StrEnum):
    """Why a visit is not due."""

    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    DIED = "died"
    ENDED = "ended"


class VisitedPerson(NamedTuple):
    """What has to be known of a person to plan and judge visits to them."""

    pk: UUID
    commissioner_id: UUID
    lives_alone: bool | None
    died_on: date | None


class DatedVisit(NamedTuple):
    """A visit's identity, and the person it is for."""

    pk: UUID
    package_line_id: UUID
    slot_key: str
    on: date
    provider_id: UUID
    person: VisitedPerson

    @property
    def person_id(self) -> UUID:
        """Whom it is for."""
        return self.person.pk


class Terms(NamedTuple):
    """The terms of a visit that hold. ``minutes`` are the commissioned_minutes of each place."""

    pk: int
    window_starts_at: datetime
    window_ends_at: datetime
    preferred_at: datetime
    minutes: int
    workers_needed: int
    line_version: int
    cancelled: bool
    reason: str


class Entry(NamedTuple):
    """The rota entry that holds for one place of a visit. No worker: ``reason`` says why nobody comes."""

    pk: int
    visit_id: UUID
    place: int
    worker_id: UUID | None
    shift_id: UUID | None
    starts_at: datetime
    minutes: int
    travel_minutes: int
    travel_metres: int
    travel_mode: str
    publication_id: UUID | None
    reason: str
    worker: Worker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit with the terms that hold, and what stops it, if anything does."""

    visit: DatedVisit
    terms: Terms
    stop: Stop | None

    @property
    def due(self) -> bool:
        """Whether somebody is to come."""
        return self.stop is None
