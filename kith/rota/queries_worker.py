"""One worker as a coordinator needs them: the week's shifts, whom they visit, their skills, time away."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY, day_bounds
from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.people.queries_names import PersonName, names_of
from kith.rota.models import RotaEntry, Shift
from kith.rota.planned import Entry
from kith.rota.queries import current_entries, visits_of
from kith.rota.queries_board import access_rota
from kith.rota.queries_continuity import DAYS
from kith.rota.queries_shifts import StandingShift, with_absences
from kith.workforce.models import Worker, WorkerSkill
from kith.workforce.queries import Absence, unavailable
from kith.workforce.queries_skills import sign_offs_of

WEEK_DAYS = 7
AWAY_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftWithVisits:
    """A shift, and how many visits and rostered minutes with people are in it."""

    standing: StandingShift
    visits: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A person a worker was rostered to in 28 days, and how often."""

    person_id: UUID
    name: PersonName
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFile:
    """What a coordinator sees of one worker on a day: seven days of shifts from it, and 28 days back."""

    worker: Worker
    shifts: tuple[ShiftWithVisits, ...]
    visited: tuple[Visited, ...]
    skills: tuple[WorkerSkill, ...]
    away: tuple[Absence, ...]

    @property
    def minutes(self) -> int:
        """Rostered minutes with people in these shifts."""
        return sum(each.minutes for each in self.shifts)

    def works_on(self, on: date, at: datetime) -> bool:
        """Whether a shift of that day is still to be worked, as far as is known."""
        return any(
            each.standing.worked and each.standing.shift.on == on and each.standing.shift.ends_at > at
            for each in self.shifts
        )


def access_rota_worker(*, by: User | None, worker_id: UUID, at: datetime) -> Worker:
    """The worker, for who plans the rota they are on.

    Raises `NotFound` when there is none, or they work for somebody else.
    """
    worker = Worker.objects.select_related("organisation", "team").filter(pk=worker_id).first()
    access_rota(by=by, organisation_id=worker.organisation_id if worker else worker_id, at=at)
    if worker is None:
        raise NotFound
    return worker


def worker_file(worker: Worker, on: date) -> WorkerFile:
    """A worker's week from this London day, and whom they were rostered to before it."""
    until = on + WEEK_DAYS * ONE_DAY
    rows = Shift.objects.filter(
        worker=worker, on__gte=on, on__lt=until, withdraws__isnull=True, withdrawn_by__isnull=True
    )
    shifts = with_absences(rows.order_by("starts_at", "pk"))
    entries = _entries(worker, on - DAYS * ONE_DAY, until)
    in_shift: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for _, entry in entries:
        if entry.shift_id:
            in_shift[entry.shift_id].append(entry)
    seen = Counter(person_id for person_id, entry in entries if entry.starts_at < day_bounds(on)[0])
    names = names_of(seen)
    away = unavailable([worker.pk], day_bounds(on)[0], day_bounds(on)[0] + AWAY_AHEAD)
    return WorkerFile(
        worker=worker,
        shifts=tuple(
            ShiftWithVisits(
                standing=each,
                visits=len(in_shift[each.shift.pk]),
                minutes=sum(entry.minutes for entry in in_shift[each.shift.pk]),
            )
            for each in shifts
        ),
        visited=tuple(
            Visited(person_id=person_id, name=names[person_id], visits=visits)
            for person_id, visits in sorted(seen.items(), key=lambda pair: (-pair[1], names[pair[0]].full))
        ),
        skills=tuple(sign_offs_of(worker.pk, on)),
        away=tuple(away.get(worker.pk, ())),
    )


def _entries(worker: Worker, starts_on: date, until: date) -> list[tuple[UUID, Entry]]:
    """The entries on these days that give a visit that is due to this worker, with its person."""
    ever = RotaEntry.objects.filter(worker=worker, visit__on__gte=starts_on, visit__on__lt=until)
    visit_ids = set(ever.values_list("visit_id", flat=True))
    held = current_entries(visit_ids)
    return [
        (each.visit.person_id, entry)
        for each in visits_of(visit_ids)
        for entry in held.get(each.visit.pk, ())
        if each.due and entry.worker_id == worker.pk and entry.place <= each.terms.workers_needed
    ]
