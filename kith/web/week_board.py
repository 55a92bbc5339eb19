"""A provider's week: workers down, days across, how many visits each has, and what nobody has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY, bank_holiday, minutes_between
from kith.core.phrases import say
from kith.orgs.models import Area, Organisation
from kith.people.queries_households import people_in
from kith.rota.queries_counts import due_visits, given_by_day, places_by_day
from kith.rota.queries_shifts import shift_times
from kith.web.board_parts import away_words
from kith.web.visit_rows import Face, Faces
from kith.workforce.models import Worker

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


def week_board(organisation: Organisation, week: date, patch: Area | None = None) -> WeekBoard:
    """The week from this Monday, as it is rostered, everywhere or in one patch. A few queries."""
    living = people_in(patch, week) if patch else None
    due = due_visits(organisation, week, week + DAYS, person_ids=living)
    laid_out, given = places_by_day(due), given_by_day(due)
    days = [week + n * ONE_DAY for n in range(7)]
    cells: defaultdict[UUID, dict[date, DayOf]] = defaultdict(lambda: {day: DayOf(on=day) for day in days})
    for each in given:
        cell = cells[each.worker_id][each.on]
        cell.visits, cell.minutes = each.places, each.minutes
    for shift in shift_times(organisation, week, week + DAYS, patch=patch):
        cell = cells[shift.worker_id][shift.on]
        cell.shift_minutes += minutes_between(shift.starts_at, shift.ends_at)
        cell.away = away_words(shift.away.reason) if shift.away else cell.away
    filled = Counter[date]()
    for each in given:
        filled[each.on] += each.places
    places = {day: laid_out[day].places if day in laid_out else 0 for day in days}
    without = {day: places[day] - filled[day] for day in days}
    return WeekBoard(
        days=tuple(
            WeekDay(
                on=day,
                holiday=say(holiday) if (holiday := bank_holiday(day)) else "",
                visits=places[day],
                without=places[day] - filled[day],
            )
            for day in days
        ),
        lanes=tuple(_lanes(cells)),
        visits=sum(places.values()),
        without=sum(without.values()),
    )


def _lanes(cells: Mapping[UUID, Mapping[date, DayOf]]) -> Iterator[WeekLane]:
    """A lane for each worker, by name."""
    known = Faces()
    for worker in Worker.objects.filter(pk__among=cells.keys()).order_by("first_name", "family_name", "pk"):
        yield WeekLane(face=known.of(worker), days=tuple(cells[worker.pk].values()))
