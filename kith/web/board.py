"""The rota board: workers down, the day across. Minutes are counted from where the board begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.dates import LONDON, ONE_DAY, london_time, minutes_between
from kith.orgs.models import Organisation
from kith.people.queries_names import PersonName, names_of
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_pins import pins_of
from kith.rota.queries_shifts import StandingShift, shifts_by_id, shifts_standing
from kith.web import code_words
from kith.web.visit_rows import Face, Faces

HOUR = timedelta(hours=1)
PARTS = {"day": (time(6), time(23)), "morning": (time(7), time(15)), "evening": (time(14), time(22, 30))}
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
class Lane:
    """One worker's day, or visits that nobody has."""

    face: Face | None
    shifts: tuple[Stretch, ...]
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


def away_words(reason: str) -> str:
    """Why somebody is away, in words."""
    return _(AWAY[reason]) if reason in AWAY else reason


def board_of(
    organisation: Organisation, on: date, *, part: str, at: datetime, only_user: UUID | None = None
) -> Board:
    """The board of a provider's day or part of it; with ``only_user``, that worker's lane alone."""
    starts_at, ends_at = (london_time(on, clock) for clock in PARTS[part])
    seats = _seats(organisation, on, only_user)
    shown = [seat for seat in seats if _starts(seat) < ends_at and _ends(seat) > starts_at]
    names = names_of({seat.planned.visit.person_id for seat in shown})
    scale = _Scale(starts_at=starts_at, ends_at=ends_at, names=names)
    theirs: defaultdict[UUID, list[Seat]] = defaultdict(list)
    for seat in shown:
        if seat.entry and seat.entry.worker_id and not seat.open:
            theirs[seat.entry.worker_id].append(seat)
    nobody = [seat for seat in shown if seat.open]
    shifts = [
        each
        for each in shifts_standing(organisation, on, on + ONE_DAY)
        if only_user is None or each.shift.worker.user_id == only_user
    ]
    inside = scale.minute(at) if starts_at <= at < ends_at else None
    return Board(
        length=scale.length,
        hours=scale.hours,
        open_lanes=() if only_user else tuple(_open_lanes(nobody, scale)),
        lanes=tuple(_lanes(theirs, shifts, scale)),
        visits=len(seats),
        without=sum(1 for seat in seats if seat.open),
        now=inside,
        opens_at=starts_at,
    )


def _seats(organisation: Organisation, on: date, only_user: UUID | None) -> list[Seat]:
    """Every place of the day's visits that are due, with the entry that holds."""
    planned = [each for each in planned_visits(on, on + ONE_DAY, provider=organisation) if each.due]
    ids = [each.visit.pk for each in planned]
    entries, pins = current_entries(ids), pins_of(ids)
    shifts = shifts_by_id({entry.shift_id for held in entries.values() for entry in held if entry.shift_id})
    seats = []
    for each in planned:
        held = {entry.place: entry for entry in entries.get(each.visit.pk, ())}
        seats += [
            Seat(
                planned=each,
                place=place,
                entry=held.get(place),
                pinned=(each.visit.pk, place) in pins,
                reason=_why_open(held.get(place), shifts),
            )
            for place in range(1, each.terms.workers_needed + 1)
        ]
    if only_user is None:
        return seats
    return [
        seat
        for seat in seats
        if not seat.open and seat.entry and seat.entry.worker and seat.entry.worker.user_id == only_user
    ]


def _why_open(entry: Entry | None, shifts: Mapping[UUID, StandingShift]) -> str:
    """Why nobody is to come, in words, or nothing where somebody is."""
    if entry is None or entry.worker is None:
        return code_words.code(entry.reason) if entry else ""
    if entry.shift_id is None:
        return ""
    standing = shifts.get(entry.shift_id)
    said = {"name": entry.worker.first_name}
    if standing is None:
        return _("%(name)s’s shift was withdrawn") % said
    if standing.away is None:
        return ""
    return _("%(name)s is %(away)s") % {**said, "away": away_words(standing.away.reason)}


def _starts(seat: Seat) -> datetime:
    return seat.entry.starts_at if seat.entry else seat.planned.terms.preferred_at


def _ends(seat: Seat) -> datetime:
    return _starts(seat) + timedelta(minutes=seat.entry.minutes if seat.entry else seat.planned.terms.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From instants to minutes along the board, cut off at both ends."""

    starts_at: datetime
    ends_at: datetime
    names: dict[UUID, PersonName]

    @property
    def length(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def hours(self) -> tuple[Hour, ...]:
        count = self.length // 60
        whole = (self.starts_at + n * HOUR for n in range(count))
        return tuple(
            Hour(at=n * 60, words=at.astimezone(LONDON).strftime("%H:%M")) for n, at in enumerate(whole)
        )

    def minute(self, at: datetime) -> int:
        return min(max(minutes_between(self.starts_at, at), 0), self.length)

    def block(self, seat: Seat) -> Block:
        starts_at, ends_at = _starts(seat), _ends(seat)
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

    def stretch(self, standing: StandingShift) -> Stretch:
        shift = standing.shift
        at = self.minute(shift.starts_at)
        return Stretch(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            at=at,
            length=self.minute(shift.ends_at) - at,
            away=away_words(standing.away.reason) if standing.away else "",
        )


def _lanes(theirs: dict[UUID, list[Seat]], shifts: Iterable[StandingShift], scale: _Scale) -> list[Lane]:
    """A lane for each worker with a shift or a visit in this part of the day, by name."""
    known = Faces()
    faces: dict[UUID, Face] = {}
    stretches: defaultdict[UUID, list[Stretch]] = defaultdict(list)
    for each in shifts:
        stretch = scale.stretch(each)
        if stretch.length > 0:
            faces[each.shift.worker_id] = known.of(each.shift.worker)
            stretches[each.shift.worker_id].append(stretch)
    for worker_id, seats in theirs.items():
        if worker_id not in faces and seats[0].entry and seats[0].entry.worker:
            faces[worker_id] = known.of(seats[0].entry.worker)
    ordered = sorted(faces.values(), key=lambda face: face.name)
    return [
        Lane(
            face=face,
            shifts=tuple(stretches[face.worker_id]),
            blocks=tuple(scale.block(seat) for seat in sorted(theirs.get(face.worker_id, ()), key=_starts)),
        )
        for face in ordered
    ]


def _open_lanes(seats: Sequence[Seat], scale: _Scale) -> list[Lane]:
    """Visits that nobody has, in as few lanes as keep them apart."""
    lanes: list[list[Seat]] = []
    for seat in sorted(seats, key=_starts):
        free = next((lane for lane in lanes if _ends(lane[-1]) <= _starts(seat)), None)
        if free is None:
            lanes.append([seat])
        else:
            free.append(seat)
    return [Lane(face=None, shifts=(), blocks=tuple(scale.block(seat) for seat in lane)) for lane in lanes]
