"""A provider's week: workers down, days across, how many visits each has, and what nobody has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY, bank_holiday
from kith.orgs.models import Organisation
from kith.rota.queries import current_entries, planned_visits
from kith.rota.queries_shifts import shifts_standing
from kith.web.board import away_words
from kith.web.visit_rows import Face, Faces

DAYS = timedelta(days=7)


@dataclass(slots=True, kw_only=True)
class DayOf:
    """What one worker, or nobody, has on one day."""

    on: date
    visits: int = 0
    minutes: int = 0
    shift_minutes: int = 0
    away: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLane:
    """A worker's week."""

    face: Face
    days: tuple[DayOf, ...]

    @property
    def visits(self) -> int:
        """How many visits they have."""
        return sum(day.visits for day in self.days)

    @property
    def minutes(self) -> int:
        """Rostered minutes with people."""
        return sum(day.minutes for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDay:
    """A day of the week in the head of the board: its visits, and how many nobody has."""

    on: date
    holiday: str
    visits: int
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBoard:
    """The whole week."""

    days: tuple[WeekDay, ...]
    lanes: tuple[WeekLane, ...]
    visits: int
    without: int


def week_board(organisation: Organisation, week: date) -> WeekBoard:
    """The week from this Monday, as it is rostered."""
    days = [week + n * ONE_DAY for n in range(7)]
    planned = [each for each in planned_visits(week, week + DAYS, provider=organisation) if each.due]
    entries = current_entries([each.visit.pk for each in planned])
    faces: dict[UUID, Face] = {}
    known = Faces()
    cells: defaultdict[UUID, dict[date, DayOf]] = defaultdict(lambda: {day: DayOf(on=day) for day in days})
    places, without = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for each in planned:
        held = [(entry.worker, entry.minutes) for entry in entries.get(each.visit.pk, ()) if entry.worker]
        places[each.visit.on] += each.terms.workers_needed
        without[each.visit.on] += max(0, each.terms.workers_needed - len(held))
        for worker, minutes in held:
            faces[worker.pk] = known.of(worker)
            cell = cells[worker.pk][each.visit.on]
            cell.visits += 1
            cell.minutes += minutes
    for standing in shifts_standing(organisation, week, week + DAYS):
        shift = standing.shift
        faces[shift.worker_id] = known.of(shift.worker)
        cell = cells[shift.worker_id][shift.on]
        cell.shift_minutes += int((shift.ends_at - shift.starts_at).total_seconds()) // 60
        if standing.away:
            cell.away = away_words(standing.away.reason)
    return WeekBoard(
        days=tuple(
            WeekDay(on=day, holiday=bank_holiday(day) or "", visits=places[day], without=without[day])
            for day in days
        ),
        lanes=tuple(
            WeekLane(face=face, days=tuple(cells[face.worker_id].values()))
            for face in sorted(faces.values(), key=lambda face: face.name)
        ),
        visits=sum(places.values()),
        without=sum(without.values()),
    )
