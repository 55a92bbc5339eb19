"""The rota board: workers down, the day across. Minutes are counted from where the board begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.core.dates import ONE_DAY, london_time, minutes_between
from kith.orgs.models import Area, Organisation
from kith.people.queries_households import people_in
from kith.people.queries_names import names_of
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_pins import pins_of
from kith.rota.queries_shifts import ShiftTimes, shift_times
from kith.rota.shift_day import Span, pauses_in
from kith.web import code_words
from kith.web.board_parts import Board, Lane, Pause, Scale, Seat, Stretch, away_words, by_start
from kith.web.visit_rows import Faces
from kith.workforce.models import Worker

PARTS = {"day": (time(6), time(23)), "morning": (time(7), time(15)), "evening": (time(14), time(22, 30))}


def board_of(
    organisation: Organisation,
    on: date,
    *,
    part: str,
    at: datetime,
    patch: Area | None = None,
    only_user: UUID | None = None,
) -> Board:
    """The board of a provider's day or part of it, everywhere or in one patch; with ``only_user``, that
    worker's lane alone.
    """
    starts_at, ends_at = (london_time(on, clock) for clock in PARTS[part])
    living = people_in(patch, on) if patch else None
    planned = [
        each
        for each in planned_visits(on, on + ONE_DAY, provider=organisation, person_ids=living)
        if each.due
    ]
    entries = current_entries([each.visit.pk for each in planned])
    given = {entry.shift_id for held in entries.values() for entry in held if entry.shift_id}
    shifts = shift_times(organisation, on - ONE_DAY, on + ONE_DAY, patch=patch, besides=given)
    seats = _seats(planned, entries, {each.pk: each for each in shifts}, only_user)
    shown = [seat for seat in seats if seat.starts_at < ends_at and seat.ends_at > starts_at]
    names = names_of({seat.planned.visit.person_id for seat in shown})
    scale = Scale(starts_at=starts_at, length=minutes_between(starts_at, ends_at), names=names)
    nobody = [seat for seat in shown if seat.open]
    inside = scale.minute(at) if starts_at <= at < ends_at else None
    return Board(
        length=scale.length,
        hours=scale.hours,
        open_lanes=() if only_user else tuple(_open_lanes(nobody, scale)),
        lanes=tuple(_lanes(seats, shown, [each for each in shifts if each.on == on], scale, only_user)),
        visits=len(seats),
        without=sum(1 for seat in seats if seat.open),
        now=inside,
        opens_at=starts_at,
    )


def _seats(
    planned: Sequence[PlannedVisit],
    entries: Mapping[UUID, Sequence[Entry]],
    shifts: Mapping[UUID, ShiftTimes],
    only_user: UUID | None,
) -> list[Seat]:
    """Every place of the day's visits that are due, with the entry that holds."""
    pins = pins_of([each.visit.pk for each in planned])
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


def _why_open(entry: Entry | None, shifts: Mapping[UUID, ShiftTimes]) -> str:
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


def _lanes(
    seats: Sequence[Seat],
    shown: Sequence[Seat],
    shifts: Sequence[ShiftTimes],
    scale: Scale,
    only_user: UUID | None,
) -> Iterator[Lane]:
    """A lane for each worker with a shift or a visit in this part of the day, by name."""
    theirs: defaultdict[UUID, list[Seat]] = defaultdict(list)
    for seat in shown:
        if seat.entry and seat.entry.worker_id and not seat.open:
            theirs[seat.entry.worker_id].append(seat)
    stretches: defaultdict[UUID, list[Stretch]] = defaultdict(list)
    pauses: defaultdict[UUID, list[Pause]] = defaultdict(list)
    taken = _taken(seats)
    for shift in shifts:
        stretch = scale.stretch(shift)
        if stretch.length > 0:
            stretches[shift.worker_id].append(stretch)
            pauses[shift.worker_id] += _pauses(shift, taken[shift.pk], scale)
    workers = Worker.objects.filter(pk__among=theirs.keys() | stretches.keys())
    faces = Faces()
    for worker in workers.order_by("first_name", "family_name", "pk"):
        if only_user is None or worker.user_id == only_user:
            yield Lane(
                face=faces.of(worker),
                shifts=tuple(stretches[worker.pk]),
                pauses=tuple(pauses[worker.pk]),
                blocks=tuple(scale.block(seat) for seat in sorted(theirs[worker.pk], key=by_start)),
            )


def _taken(seats: Iterable[Seat]) -> defaultdict[UUID, list[Span]]:
    """What visits and the ways to them take of each shift."""
    taken: defaultdict[UUID, list[Span]] = defaultdict(list)
    for seat in seats:
        if seat.entry and seat.entry.shift_id and not seat.open:
            on_the_way = timedelta(minutes=seat.entry.travel_minutes)
            taken[seat.entry.shift_id].append(Span(seat.starts_at - on_the_way, seat.ends_at))
    return taken


def _pauses(shift: ShiftTimes, taken: Iterable[Span], scale: Scale) -> Iterator[Pause]:
    """The break and the down-time of a shift that is worked, as far as they lie in this part of the day."""
    if shift.away:
        return
    found = pauses_in(
        Span(shift.starts_at, shift.ends_at),
        taken,
        break_minutes=shift.unpaid_break_minutes,
        downtime_minutes=shift.downtime_minutes,
    )
    for span, is_break in ((found.rest, True), (found.downtime, False)):
        pause = scale.pause(span, is_break=is_break) if span else None
        if pause and pause.length > 0:
            yield pause


def _open_lanes(seats: Sequence[Seat], scale: Scale) -> list[Lane]:
    """Visits that nobody has, in as few lanes as keep them apart."""
    lanes: list[list[Seat]] = []
    for seat in sorted(seats, key=by_start):
        free = next((lane for lane in lanes if lane[-1].ends_at <= seat.starts_at), None)
        if free is None:
            lanes.append([seat])
        else:
            free.append(seat)
    return [
        Lane(face=None, shifts=(), pauses=(), blocks=tuple(scale.block(seat) for seat in lane))
        for lane in lanes
    ]
