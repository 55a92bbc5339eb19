"""Turning what the database holds into what a planner is asked: see ``planner.py``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kith.brokerage.models import PackageLine
from kith.core.daylight import mostly_dark
from kith.rota.models import Shift
from kith.rota.planned import Entry
from kith.rota.planner import CrewShift, Place, Placement, Task
from kith.rota.queries import PlannedVisit
from kith.rota.queries_doors import Door
from kith.workforce.models import Worker

# The service types whose tasks somebody must be signed off for, one by one.
SIGNED_OFF_TASKS = ("delegated_healthcare",)
MINUTE = timedelta(minutes=1)
NO_SKILLS: frozenset[str] = frozenset()
MIDDLE_OF_ENGLAND = Place(lat=52.5625, lon=-1.4656)


def skills_needed(line_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The skills that lines need signed off, where they need any: the tasks of delegated healthcare."""
    lines = PackageLine.objects.filter(
        pk__in=line_ids, service_type__in=SIGNED_OFF_TASKS, plan_line__isnull=False
    )
    return {line_id: frozenset(tasks) for line_id, tasks in lines.values_list("pk", "plan_line__tasks")}


def task_of(
    each: PlannedVisit,
    doors: Mapping[UUID, Door],
    needed: Mapping[UUID, frozenset[str]],
    origin: datetime,
) -> Task | None:
    """A visit as a planner sees it, in minutes from an origin; None where no home is known."""
    door, terms = doors.get(each.visit.person_id), each.terms
    if door is None:
        return None
    return Task(
        visit_id=each.visit.pk,
        person_id=each.visit.person_id,
        door=door.place,
        window_starts=(terms.window_starts_at - origin) // MINUTE,
        window_ends=(terms.window_ends_at - origin) // MINUTE,
        preferred=(terms.preferred_at - origin) // MINUTE,
        minutes=terms.minutes,
        workers=terms.workers_needed,
        skills=needed.get(each.visit.package_line_id, NO_SKILLS),
    )


def crew_shift(shift: Shift, skills: frozenset[str], origin: datetime) -> CrewShift:
    """A shift as a planner sees it. Its worker must be loaded."""
    worker = shift.worker
    home = home_of(worker)
    about = home or MIDDLE_OF_ENGLAND  # dusk all over England is within an hour of dusk there
    dark = mostly_dark(shift.starts_at, shift.ends_at, about.lat, about.lon)
    return CrewShift(
        shift_id=shift.pk,
        worker_id=worker.pk,
        home=home,
        travel_mode=worker.travel_mode,
        starts=(shift.starts_at - origin) // MINUTE,
        ends=(shift.ends_at - origin) // MINUTE,
        break_minutes=shift.unpaid_break_minutes,
        downtime_minutes=shift.downtime_minutes,
        skills=skills,
        after_dark=dark,
    )


def home_of(worker: Worker) -> Place | None:
    """Where a worker's round begins, or None where nobody has said."""
    if worker.home_lat is None or worker.home_lon is None:
        return None
    return Place(lat=worker.home_lat, lon=worker.home_lon)


def placement_of(entry: Entry, worker_id: UUID, shift_id: UUID, origin: datetime) -> Placement:
    """A rota entry that stands, as a planner sees it."""
    return Placement(
        visit_id=entry.visit_id,
        place=entry.place,
        shift_id=shift_id,
        worker_id=worker_id,
        starts=(entry.starts_at - origin) // MINUTE,
        minutes=entry.minutes,
        travel_minutes=entry.travel_minutes,
        travel_metres=entry.travel_metres,
        travel_mode=entry.travel_mode,
    )
