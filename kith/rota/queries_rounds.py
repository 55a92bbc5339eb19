"""A provider's day as a planner sees it, with all that stands in it: what moves, repairs and proposals begin
from.

A visit belongs to the day whose shifts it is planned with: one in the small hours to the evening before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.core.dates import ONE_DAY, Period, day_bounds, days, london_day
from kith.orgs.models import Organisation
from kith.rota.planned import Entry, PlannedVisit
from kith.rota.planner import Day, Placement, Task
from kith.rota.problems import MINUTE, crew_shift, placement_of, skills_needed, task_of
from kith.rota.proposals import NIGHT_ENDS
from kith.rota.queries import current_entries, planned_visits
from kith.rota.queries_continuity import times_seen
from kith.rota.queries_doors import Door, doors_of
from kith.rota.queries_pins import Pin, pins_of
from kith.rota.queries_shifts import StandingShift, shifts_standing
from kith.rota.queries_teams import TeamSpells, team_spells
from kith.workforce.queries import skills_of

Seat = tuple[UUID, int]
"""A visit and one of its places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRounds:
    """One day's rounds. ``day`` has everything that stands as fixed, and every other visit as a task.

    ``stuck`` names visits that no planner may touch: begun, or pinned.
    """

    day: Day
    planned: Mapping[UUID, PlannedVisit]
    entries: Mapping[Seat, Entry]
    pins: Mapping[Seat, Pin]
    doors: Mapping[UUID, Door]
    shifts: Mapping[UUID, StandingShift]
    stuck: frozenset[UUID]
    at: datetime

    @property
    def tasks(self) -> dict[UUID, Task]:
        """Every visit of the day that has a door."""
        return {task.visit_id: task for task in (*self.day.tasks, *(task for task, _ in self.day.fixed))}

    @property
    def standing(self) -> tuple[Placement, ...]:
        """Who goes where as it stands."""
        return tuple(placement for _, placement in self.day.fixed)

    def in_round(self, shift_id: UUID) -> list[tuple[Task, Placement]]:
        """The stops of one shift in order."""
        stops = [pair for pair in self.day.fixed if pair[1].shift_id == shift_id]
        return sorted(stops, key=_by_start)

    def in_rounds(self) -> dict[UUID, list[tuple[Task, Placement]]]:
        """The stops of each shift in order; a shift in which nothing stands has none."""
        stops: dict[UUID, list[tuple[Task, Placement]]] = {shift.shift_id: [] for shift in self.day.crew}
        for pair in sorted(self.day.fixed, key=_by_start):
            stops[pair[1].shift_id].append(pair)
        return stops


def rounds_of(organisation: Organisation, on: date, at: datetime) -> DayRounds:
    """The rounds of one day as they stand at an instant."""
    return rounds_between(organisation, on, on + ONE_DAY, at)[0]


def rounds_between(
    organisation: Organisation,
    starts_on: date,
    until: date,
    at: datetime,
    *,
    faces_of: Collection[UUID] | None = None,
) -> list[DayRounds]:
    """The rounds of each of these days, as they stand. The queries do not grow with the days.

    With ``faces_of``, who has been to whom is read for these people alone.
    """
    planned = [
        each
        for each in planned_visits(starts_on, until + ONE_DAY, provider=organisation)
        if each.due and starts_on <= planning_day(each.terms.preferred_at) < until
    ]
    shifts = shifts_standing(organisation, starts_on, until)
    known = _Known(
        entries=current_entries([each.visit.pk for each in planned]),
        pins=pins_of([each.visit.pk for each in planned]),
        doors=doors_of({each.visit.person_id for each in planned}, starts_on),
        needed=skills_needed({each.visit.package_line_id for each in planned}),
        skills=skills_of({each.shift.worker_id for each in shifts}, starts_on),
        seen=times_seen(starts_on, provider=organisation, person_ids=faces_of),
        teams=team_spells(provider=organisation),
        at=at,
    )
    by_day: defaultdict[date, list[PlannedVisit]] = defaultdict(list)
    for each in planned:
        by_day[planning_day(each.terms.preferred_at)].append(each)
    period = Period(starts_on=starts_on, until=until)
    return [
        known.rounds(day, by_day[day], [each for each in shifts if each.shift.on == day])
        for day in days(period)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is read once for all the days."""

    entries: Mapping[UUID, tuple[Entry, ...]]
    pins: Mapping[Seat, Pin]
    doors: Mapping[UUID, Door]
    needed: Mapping[UUID, frozenset[str]]
    skills: Mapping[UUID, frozenset[str]]
    seen: Mapping[UUID, Counter[UUID]]
    teams: TeamSpells
    at: datetime

    def rounds(self, on: date, planned: Sequence[PlannedVisit], shifts: Sequence[StandingShift]) -> DayRounds:
        """The rounds of one day."""
        origin, _ = day_bounds(on)
        worked = {each.shift.pk: each for each in shifts if each.worked}
        tasks, fixed, told = [], [], list[Placement]()
        for each in planned:
            task = task_of(each, self.doors, self.needed, origin)
            if task is None:
                continue
            given = list(self._told(each, origin))
            told += given
            stands = [placement for placement in given if placement.shift_id in worked]
            fixed += [(task, placement) for placement in stands]
            if len(stands) < each.terms.workers_needed:
                tasks.append(task)
        return DayRounds(
            day=Day(
                on=on,
                origin=origin,
                tasks=tuple(tasks),
                crew=tuple(
                    crew_shift(each.shift, self.skills[each.shift.worker_id], origin)
                    for each in worked.values()
                ),
                fixed=tuple(fixed),
                seen=self.seen,
                teams=self.teams.on(on),
                told={(each.visit_id, each.place): each for each in told},
            ),
            planned={each.visit.pk: each for each in planned},
            entries={
                (each.visit.pk, entry.place): entry
                for each in planned
                for entry in self.entries.get(each.visit.pk, ())
                if entry.place <= each.terms.workers_needed
            },
            pins=self.pins,
            doors=self.doors,
            shifts={each.shift.pk: each for each in shifts},
            stuck=frozenset(self._stuck(planned, worked)),
            at=self.at,
        )

    def _told(self, each: PlannedVisit, origin: datetime) -> Iterator[Placement]:
        """Who people were told would come to a visit and when, whoever is away by now."""
        for entry in self.entries.get(each.visit.pk, ()):
            if entry.place <= each.terms.workers_needed and entry.worker_id and entry.shift_id:
                yield placement_of(entry, entry.worker_id, entry.shift_id, origin)

    def _stuck(self, planned: Sequence[PlannedVisit], worked: Collection[UUID]) -> Iterator[UUID]:
        """Visits that have begun with somebody, or are pinned where they are."""
        for each in planned:
            held = self.entries.get(each.visit.pk, ())
            given = [entry for entry in held if entry.worker_id is not None and entry.shift_id in worked]
            begun = any(entry.starts_at <= self.at for entry in given)
            pinned = any((each.visit.pk, entry.place) in self.pins for entry in given)
            if begun or pinned:
                yield each.visit.pk


def _by_start(pair: tuple[Task, Placement]) -> tuple[int, UUID]:
    return pair[1].starts, pair[1].visit_id


def now_in(rounds: DayRounds) -> int:
    """The minute of the day it is, or 0 before the day."""
    return max(0, -((rounds.day.origin - rounds.at) // MINUTE))


def planning_day(preferred_at: datetime) -> date:
    """The London day with whose shifts a visit of that time is planned."""
    return london_day(preferred_at - NIGHT_ENDS)
