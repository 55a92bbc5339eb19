"""What stands on the rota board, in minutes from where the board begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.dates import LONDON, minutes_between
from kith.people.queries_names import PersonName
from kith.rota.planned import Entry, PlannedVisit
from kith.rota.queries_shifts import ShiftTimes
from kith.rota.shift_day import Span
from kith.web import code_words
from kith.web.visit_rows import Face

HOUR = timedelta(hours=1)
by_start = attrgetter("starts_at")
AWAY = {
    "leave": gettext_noop("on leave"),
    "sick": gettext_noop("off sick"),
    "training": gettext_noop("in training"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A visit on the board."""

    visit_id: UUID
    name: PersonName
    slot: str
    starts_at: datetime
    minutes: int
    at: int
    length: int
    travel_at: int
    travel: int
    two: bool
    stop: str
    place: int
    pinned: bool
    reason: str

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A worker's shift on the board."""

    starts_at: datetime
    ends_at: datetime
    at: int
    length: int
    away: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The break or the planned down-time of a shift on the board."""

    is_break: bool
    starts_at: datetime
    ends_at: datetime
    at: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One worker's day, or visits that nobody has."""

    face: Face | None
    shifts: tuple[Stretch, ...]
    pauses: tuple[Pause, ...]
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """Rostered minutes with people."""
        return sum(block.minutes for block in self.blocks)

    @property
    def away(self) -> str:
        """Why the worker is away, if they are."""
        return next((shift.away for shift in self.shifts if shift.away), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """A line of the scale."""

    at: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A provider's day: where it begins, how long it is, the lanes, and how many visits have a worker."""

    length: int
    hours: tuple[Hour, ...]
    open_lanes: tuple[Lane, ...]
    lanes: tuple[Lane, ...]
    visits: int
    without: int
    now: int | None
    opens_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One place of a visit: who has it, or nobody."""

    planned: PlannedVisit
    place: int
    entry: Entry | None
    pinned: bool = False
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody is to come: nobody was found, or who was will not be there."""
        return self.entry is None or self.entry.worker_id is None or bool(self.reason)

    @property
    def starts_at(self) -> datetime:
        """The rostered start, or the preferred one where nobody comes yet."""
        return self.entry.starts_at if self.entry else self.planned.terms.preferred_at

    @property
    def ends_at(self) -> datetime:
        """When it ends, by the rostered minutes or those planned."""
        minutes = self.entry.minutes if self.entry else self.planned.terms.minutes
        return self.starts_at + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From instants to minutes along the board, cut off at both ends."""

    starts_at: datetime
    length: int
    names: dict[UUID, PersonName]

    @property
    def hours(self) -> tuple[Hour, ...]:
        """The lines of the scale, one an hour."""
        count = self.length // 60
        whole = (self.starts_at + n * HOUR for n in range(count))
        return tuple(
            Hour(at=n * 60, words=at.astimezone(LONDON).strftime("%H:%M")) for n, at in enumerate(whole)
        )

    def minute(self, at: datetime) -> int:
        """Where an instant is on the board; its edge for what lies outside."""
        return min(max(minutes_between(self.starts_at, at), 0), self.length)

    def block(self, seat: Seat) -> Block:
        """A place of a visit, drawn."""
        starts_at, ends_at = seat.starts_at, seat.ends_at
        at, travel = self.minute(starts_at), seat.entry.travel_minutes if seat.entry else 0
        travel_at = self.minute(starts_at - timedelta(minutes=travel))
        return Block(
            visit_id=seat.planned.visit.pk,
            name=self.names[seat.planned.visit.person_id],
            slot=code_words.code(seat.planned.visit.slot_key),
            starts_at=starts_at,
            minutes=minutes_between(starts_at, ends_at),
            at=at,
            length=self.minute(ends_at) - at,
            travel_at=travel_at,
            travel=at - travel_at,
            two=seat.planned.terms.workers_needed > 1,
            stop=str(seat.planned.stop or ""),
            place=seat.place,
            pinned=seat.pinned,
            reason=seat.reason,
        )

    def stretch(self, shift: ShiftTimes) -> Stretch:
        """A shift, drawn."""
        at = self.minute(shift.starts_at)
        return Stretch(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            at=at,
            length=self.minute(shift.ends_at) - at,
            away=away_words(shift.away.reason) if shift.away else "",
        )

    def pause(self, span: Span, *, is_break: bool) -> Pause:
        """A break or down-time, drawn."""
        at = self.minute(span.starts_at)
        return Pause(
            is_break=is_break,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            at=at,
            length=self.minute(span.ends_at) - at,
        )


def away_words(reason: str) -> str:
    """Why somebody is away, in words."""
    return _(AWAY[reason]) if reason in AWAY else reason
