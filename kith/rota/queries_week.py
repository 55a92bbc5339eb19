"""A week at a glance: a provider's workers by day, and the visits of one person with who comes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY, week_starts_on
from kith.orgs.models import Organisation
from kith.people.models import Person
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_shifts import StandingShift, shifts_standing
from kith.workforce.models import Worker

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDay:
    """One worker's London day: their shifts, and how many visits and minutes are in them."""

    shifts: tuple[StandingShift, ...]
    visits: int
    contact_minutes: int
    travel_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBoard:
    """A provider's week: for each worker each day, and for each day how many places nobody fills yet."""

    organisation: Organisation
    days: tuple[date, ...]
    rows: tuple[tuple[Worker, tuple[WorkerDay, ...]], ...]
    places: tuple[int, ...]
    unassigned: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonVisit:
    """A visit in a person's week: what was planned, what stops it, and who comes, by place."""

    planned: PlannedVisit
    entries: tuple[Entry, ...]

    @property
    def workers(self) -> tuple[Worker, ...]:
        """Who comes, as far as it is known."""
        return tuple(entry.worker for entry in self.entries if entry.worker)

    @property
    def starts_at(self) -> datetime:
        """The rostered start, or the preferred one."""
        starts = [entry.starts_at for entry in self.entries if entry.worker]
        return min(starts) if starts else self.planned.terms.preferred_at


def week_of_person(person: Person, week: date, at: datetime | None = None) -> list[PersonVisit]:
    """The visits of a person in the London week that holds a day, stopped ones too, by start."""
    first = week_starts_on(week)
    planned = planned_visits(first, first + WEEK, person_ids=[person.pk], at=at)
    entries = current_entries([each.visit.pk for each in planned], at)
    visits = [
        PersonVisit(
            planned=each,
            entries=tuple(
                entry for entry in entries.get(each.visit.pk, ()) if entry.place <= each.terms.workers_needed
            ),
        )
        for each in planned
    ]
    return sorted(visits, key=lambda visit: (visit.starts_at, visit.planned.visit.pk))


def week_board(organisation: Organisation, week: date, at: datetime | None = None) -> WeekBoard:
    """A provider's London week that holds a day. The queries do not grow with the week."""
    first = week_starts_on(week)
    days = tuple(first + n * ONE_DAY for n in range(7))
    shifts = shifts_standing(organisation, first, first + WEEK)
    worked = {each.shift.pk for each in shifts if each.worked}
    planned = [each for each in planned_visits(first, first + WEEK, provider=organisation, at=at) if each.due]
    entries = current_entries([each.visit.pk for each in planned], at)
    given: defaultdict[tuple[UUID, date], list[Entry]] = defaultdict(list)
    places, filled = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for each in planned:
        places[each.visit.on] += each.terms.workers_needed
        for entry in entries.get(each.visit.pk, ()):
            if entry.worker_id and entry.shift_id in worked and entry.place <= each.terms.workers_needed:
                filled[each.visit.on] += 1
                given[entry.worker_id, each.visit.on].append(entry)
    by_worker: defaultdict[UUID, list[StandingShift]] = defaultdict(list)
    for standing in shifts:
        by_worker[standing.shift.worker_id].append(standing)
    workers = {each.shift.worker_id: each.shift.worker for each in shifts}
    rows = [
        (worker, tuple(_worker_day(by_worker[worker.pk], given[worker.pk, day], day) for day in days))
        for worker in sorted(workers.values(), key=lambda each: (each.first_name, each.family_name, each.pk))
    ]
    return WeekBoard(
        organisation=organisation,
        days=days,
        rows=tuple(rows),
        places=tuple(places.values()),
        unassigned=tuple(places[day] - filled[day] for day in days),
    )


def _worker_day(shifts: list[StandingShift], entries: list[Entry], day: date) -> WorkerDay:
    return WorkerDay(
        shifts=tuple(each for each in shifts if each.shift.on == day),
        visits=len(entries),
        contact_minutes=sum(entry.minutes for entry in entries),
        travel_minutes=sum(entry.travel_minutes for entry in entries),
    )
