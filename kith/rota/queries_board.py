"""A provider's day on one board: a lane for each shift, and on top the places that nobody is to fill yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kith.core.dates import ONE_DAY, london_day, minutes_between
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.roles import Right, may
from kith.people.queries_names import PersonName, names_of
from kith.rota.models import RotaFreeze, Shift
from kith.rota.planned import Entry
from kith.rota.queries import VISIT_TIMES, PlannedVisit, current_entries, planned_visits
from kith.rota.queries_doors import Door, doors_of
from kith.rota.queries_shifts import StandingShift, shifts_standing
from kith.workforce.models import Worker

NOT_YET = "not yet rostered"


class Kind(StrEnum):
    """What a stretch of a shift is."""

    VISIT = "visit"
    TRAVEL = "travel"
    BREAK = "break"
    FREE = "down-time"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardVisit:
    """A place of a visit on the board. ``entry`` is None where nobody was ever rostered."""

    planned: PlannedVisit
    place: int
    entry: Entry | None
    name: PersonName
    door: Door | None
    partners: tuple[Worker, ...]
    reason: str = ""

    @property
    def starts_at(self) -> datetime:
        """The rostered start, or the preferred one where nobody comes yet."""
        return self.entry.starts_at if self.entry else self.planned.terms.preferred_at

    @property
    def ends_at(self) -> datetime:
        """When the visit ends if it starts then and lasts as planned."""
        return self.starts_at + timedelta(minutes=self.planned.terms.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a lane: a visit, the way to it, the unpaid break, or planned down-time."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    visit: BoardVisit | None = None

    @property
    def minutes(self) -> int:
        """How long the stretch is."""
        return minutes_between(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One worker's shift from left to right."""

    standing: StandingShift
    blocks: tuple[Block, ...]
    frozen: bool

    def minutes(self, kind: Kind) -> int:
        """How many minutes of the shift are of this kind."""
        return sum(block.minutes for block in self.blocks if block.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBoard:
    """A provider's London day: who is unassigned, and the lanes of those who work."""

    organisation: Organisation
    on: date
    unassigned: tuple[BoardVisit, ...]
    lanes: tuple[Lane, ...]


def access_rota(*, by: User | None, organisation_id: UUID, at: datetime) -> Organisation:
    """The organisation whose rota this is, for who works there and may read visit times of everybody on it.

    Raises `NotFound` when there is none, or it is not theirs to see.
    """
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound
    if by is not None and (
        by.organisation_id != organisation.pk
        or not may(by, "plan rota", None, london_day(at))
        or not may(by, Right.READ, VISIT_TIMES, london_day(at))
    ):
        raise NotFound
    return organisation


def day_board(organisation: Organisation, on: date, at: datetime) -> DayBoard:
    """The board of a provider's day as known at an instant. The queries do not grow with the day."""
    planned = [each for each in planned_visits(on, on + ONE_DAY, provider=organisation, at=at) if each.due]
    entries = current_entries([each.visit.pk for each in planned], at)
    shifts = shifts_standing(organisation, on - ONE_DAY, on + ONE_DAY)
    visits = _board_visits(planned, entries, {each.shift.pk: each for each in shifts}, on)
    by_shift: defaultdict[UUID, list[BoardVisit]] = defaultdict(list)
    unassigned = []
    for visit in visits:
        if visit.entry and visit.entry.shift_id and not visit.reason:
            by_shift[visit.entry.shift_id].append(visit)
        else:
            unassigned.append(visit)
    reaching = [each for each in shifts if each.shift.on == on or by_shift[each.shift.pk]]
    frozen = set(
        RotaFreeze.objects.filter(shift__in=[each.shift.pk for each in reaching]).values_list(
            "shift_id", flat=True
        )
    )
    return DayBoard(
        organisation=organisation,
        on=on,
        unassigned=tuple(unassigned),
        lanes=tuple(
            Lane(
                standing=each,
                blocks=tuple(blocks_of(each.shift, by_shift[each.shift.pk])),
                frozen=each.shift.pk in frozen,
            )
            for each in reaching
        ),
    )


def blocks_of(shift: Shift, visits: Sequence[BoardVisit]) -> Iterator[Block]:
    """A shift from start to end: visits and the ways to them, the break where it fits, the rest free."""
    spans: list[Block] = []
    for visit in sorted(visits, key=lambda each: each.starts_at):
        travel = timedelta(minutes=visit.entry.travel_minutes if visit.entry else 0)
        if travel:
            spans.append(Block(kind=Kind.TRAVEL, starts_at=visit.starts_at - travel, ends_at=visit.starts_at))
        spans.append(Block(kind=Kind.VISIT, starts_at=visit.starts_at, ends_at=visit.ends_at, visit=visit))
    gaps = list(_gaps(shift, spans))
    pause = _break_in(shift, gaps)
    for gap in gaps:
        spans += _around(gap, pause)
    yield from sorted(spans, key=lambda block: (block.starts_at, block.ends_at))


def _board_visits(
    planned: Sequence[PlannedVisit],
    entries: Mapping[UUID, tuple[Entry, ...]],
    shifts: Mapping[UUID, StandingShift],
    on: date,
) -> Iterator[BoardVisit]:
    people = {each.visit.person_id for each in planned}
    names, doors = names_of(people), doors_of(people, on)
    for each in planned:
        held = {entry.place: entry for entry in entries.get(each.visit.pk, ())}
        for place in range(1, each.terms.workers_needed + 1):
            entry = held.get(place)
            yield BoardVisit(
                planned=each,
                place=place,
                entry=entry,
                name=names[each.visit.person_id],
                door=doors.get(each.visit.person_id),
                partners=tuple(
                    other.worker for other in held.values() if other.place != place and other.worker
                ),
                reason=_why_open(entry, shifts),
            )


def _why_open(entry: Entry | None, shifts: Mapping[UUID, StandingShift]) -> str:
    """Why nobody is to come, or nothing where somebody is."""
    if entry is None:
        return NOT_YET
    if entry.worker is None:
        return entry.reason
    standing = shifts.get(entry.shift_id) if entry.shift_id else None
    if standing is None:
        return f"{entry.worker.first_name}’s shift was withdrawn"
    if standing.away is not None:
        return f"{entry.worker.first_name} is away: {standing.away.reason}"
    return ""


def _gaps(shift: Shift, spans: Sequence[Block]) -> Iterator[Block]:
    free_at = shift.starts_at
    for span in spans:
        if free_at < span.starts_at:
            yield Block(kind=Kind.FREE, starts_at=free_at, ends_at=span.starts_at)
        free_at = max(free_at, span.ends_at)
    if free_at < shift.ends_at:
        yield Block(kind=Kind.FREE, starts_at=free_at, ends_at=shift.ends_at)


def _break_in(shift: Shift, gaps: Sequence[Block]) -> Block | None:
    """The unpaid break: in the gap that holds it nearest the middle of the shift."""
    length = timedelta(minutes=shift.unpaid_break_minutes)
    middle = shift.starts_at + (shift.ends_at - shift.starts_at - length) / 2
    starts = [
        min(max(middle, gap.starts_at), gap.ends_at - length)
        for gap in gaps
        if length and gap.ends_at - gap.starts_at >= length
    ]
    if not starts:
        return None
    start = min(starts, key=lambda each: (abs(each - middle), each))
    return Block(kind=Kind.BREAK, starts_at=start, ends_at=start + length)


def _around(gap: Block, pause: Block | None) -> list[Block]:
    """A gap as it is, or with the break in it and what is left either side."""
    if pause is None or not gap.starts_at <= pause.starts_at < gap.ends_at:
        return [gap]
    before = Block(kind=Kind.FREE, starts_at=gap.starts_at, ends_at=pause.starts_at)
    after = Block(kind=Kind.FREE, starts_at=pause.ends_at, ends_at=gap.ends_at)
    return [block for block in (before, pause, after) if block.minutes]
