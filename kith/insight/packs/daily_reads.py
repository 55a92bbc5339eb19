"""What a team's day holds: visits that need somebody, who is away, new or home again, and yesterday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.brokerage.queries import lines_active, suspensions
from kith.core.dates import LONDON, ONE_DAY, day_bounds, minutes_between
from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.core.visit_state import LiveStatus
from kith.delivery.queries import newest_verifications
from kith.delivery.queries_live import live_places, worst_place
from kith.insight.drill import far_enough
from kith.insight.packs.reader import VISIT_TIMES
from kith.insight.writing import day_words
from kith.orgs.models import Area, Organisation, User
from kith.orgs.roles import Right, may
from kith.people.access import Way
from kith.people.queries_households import people_in
from kith.people.queries_many import ways_to_people
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_continuity import times_seen
from kith.workforce.queries import WORKER_FILE, unavailable, workers_of

NAMES = 1  # the data class of who somebody is
NEW_SINCE, NEW_UNTIL = timedelta(days=7), timedelta(days=3)
HOME_SINCE = timedelta(days=2)
LATEST_SHOWN = 12
TROUBLE: Mapping[LiveStatus, str] = {
    LiveStatus.LATE: gettext_noop("Late"),
    LiveStatus.MISSED: gettext_noop("Missed"),
    LiveStatus.PHONE_OFFLINE: gettext_noop("Phone offline"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Huddle:
    """Whose day it is: the reader, their patch, and the people there whose visits they may read by name."""

    by: User
    patch: Area
    on: date
    at: datetime
    provider: Organisation | None
    ways: Mapping[UUID, Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line about somebody, before they are named."""

    person_id: UUID
    cells: tuple[str, ...]


def huddle(*, by: User, patch: Area, on: date, at: datetime) -> Huddle:
    """The people of a patch whose names and visits the reader may read today. A provider sees its own."""
    own = by.organisation
    provider = own if own is not None and own.kind == Organisation.Kind.PROVIDER else None
    found = ways_to_people(
        by=by, data_classes=(NAMES, VISIT_TIMES), on=on, at=at, weigh=far_enough, among=people_in(patch, on)
    )
    ways = {person_id: of[VISIT_TIMES] for person_id, of in found.items()}
    return Huddle(by=by, patch=patch, on=on, at=at, provider=provider, ways=ways)


def needs(day: Huddle, due: Sequence[PlannedVisit], entries: Mapping[UUID, Sequence[Entry]]) -> list[Told]:
    """Visits in trouble to which nobody has come, and that nobody has dealt with."""
    places = live_places(due, day.at, entries)
    found = []
    for each in due:
        worst = worst_place(places[each.visit.pk])
        trouble = TROUBLE.get(worst.status) if worst and worst.status and not worst.began_at else None
        if trouble:
            held = entries.get(each.visit.pk, ())
            cells = (_clock(_starts_at(each, held)), _workers(held), _(trouble))
            found.append(Told(person_id=each.visit.person_id, cells=cells))
    return found


def unassigned(
    day: Huddle, due: Sequence[PlannedVisit], entries: Mapping[UUID, Sequence[Entry]]
) -> list[Told]:
    """Visits still to come today that lack a worker."""
    found = []
    for each in due:
        held = [entry for entry in entries.get(each.visit.pk, ()) if entry.worker]
        if len(held) < each.terms.workers_needed and each.terms.window_ends_at > day.at:
            stands = _("needs two workers, one found") if held else _("nobody has it yet")
            cells = (_clock(_starts_at(each, held)), _workers(held), stands)
            found.append(Told(person_id=each.visit.person_id, cells=cells))
    return found


def new_people(day: Huddle) -> list[Told]:
    """Whose first package line with the provider begins about now."""
    first: dict[UUID, date] = {}
    until = day.on + NEW_UNTIL
    for line in lines_active(provider=day.provider, person_ids=list(day.ways)):
        person_id = line.line.person_id
        first[person_id] = min(first.get(person_id, line.starts_on), line.starts_on)
    new = [
        (begins, person_id) for person_id, begins in first.items() if day.on - NEW_SINCE <= begins <= until
    ]
    return [
        Told(
            person_id=person_id,
            cells=(_("has begun") if begins <= day.on else _("begins"), day_words(begins)),
        )
        for begins, person_id in sorted(new, key=lambda pair: (pair[0], str(pair[1])))
    ]


def hospital(day: Huddle) -> list[Told]:
    """Who is in hospital now, and who came home in the last two days."""
    pauses = suspensions(list(day.ways), day.at - HOME_SINCE, day.at + ONE_DAY)
    found = []
    for each in (pause for some in pauses.values() for pause in some if pause.reason == "hospital"):
        if each.holds(day.at):
            found.append(Told(person_id=each.person_id, cells=(_("in hospital"), _moment(each.starts_at))))
        elif each.ends_at and each.ends_at <= day.at:
            found.append(Told(person_id=each.person_id, cells=(_("home again"), _moment(each.ends_at))))
    return found


def unknown_faces(
    day: Huddle, due: Sequence[PlannedVisit], entries: Mapping[UUID, Sequence[Entry]]
) -> list[Told]:
    """People whom nobody of today's workers has been to in the 28 days before."""
    coming: dict[UUID, dict[UUID, str]] = {}
    for each in due:
        for entry in entries.get(each.visit.pk, ()):
            if entry.worker:
                coming.setdefault(each.visit.person_id, {})[entry.worker.pk] = str(entry.worker)
    seen = times_seen(day.on, person_ids=list(coming))
    return [
        Told(person_id=person_id, cells=(", ".join(workers.values()),))
        for person_id, workers in coming.items()
        if not workers.keys() & seen.get(person_id, Counter()).keys()
    ]


def yesterday(day: Huddle) -> list[Told]:
    """Every visit found missed, and the latest of the late ones, the latest first."""
    yesterday = day.on - ONE_DAY
    planned = planned_visits(yesterday, day.on, provider=day.provider, person_ids=list(day.ways))
    ids = [each.visit.pk for each in planned]
    known, entries = newest_verifications(ids), current_entries(ids)
    missed, late = [], []
    for each in planned:
        due_at = {entry.place: entry.starts_at for entry in entries.get(each.visit.pk, ())}
        for row in known.get(each.visit.pk, ()):
            planned_at = due_at.get(row.place, each.terms.preferred_at)
            if row.verdict == Outcome.MISSED:
                missed.append(_told(each, planned_at, _("Missed")))
            elif str(ExceptionCode.LATE) in row.exceptions and row.started_at:
                minutes = minutes_between(planned_at, row.started_at)
                said = _("%(n)s minutes late") % {"n": minutes}
                late.append((minutes, _told(each, planned_at, said)))
    latest = sorted(late, key=lambda pair: -pair[0])[:LATEST_SHOWN]
    return missed + [told for _minutes, told in latest]


def _told(each: PlannedVisit, planned_at: datetime, what: str) -> Told:
    return Told(person_id=each.visit.person_id, cells=(_clock(planned_at), what))


def away(day: Huddle) -> tuple[tuple[str, ...], ...] | None:
    """Workers of the team who cannot work for some of today: who, from when until when, and why.

    None for who may not read the worker files of their own organisation.
    """
    if day.provider is None or not may(day.by, Right.READ, WORKER_FILE, day.on):
        return None
    team = workers_of(day.provider, day.on).filter(team__area=day.patch)
    workers = {worker.pk: str(worker) for worker in team}
    return tuple(
        (workers[each.worker_id], _moment(each.starts_at), _moment(each.ends_at), _reason(each.reason))
        for some in unavailable(list(workers), *day_bounds(day.on)).values()
        for each in some
    )


def _reason(reason: str) -> str:
    return {"sick": _("Off sick"), "leave": _("Leave"), "training": _("Training")}.get(reason, reason)


def _starts_at(each: PlannedVisit, held: Sequence[Entry]) -> datetime:
    starts = [entry.starts_at for entry in held if entry.worker]
    return min(starts) if starts else each.terms.preferred_at


def _workers(held: Iterable[Entry]) -> str:
    return ", ".join(str(entry.worker) for entry in held if entry.worker) or _("nobody")


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"


def _moment(at: datetime) -> str:
    return formatted(at.astimezone(LONDON), "D j M, H:i")
