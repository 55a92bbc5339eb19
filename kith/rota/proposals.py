"""Proposing a rota: what a planner makes of some days' visits and shifts. Publishing it is what writes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY, Period, day_bounds, days, london_day
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.rota.insertion import InsertionHeuristic
from kith.rota.models import Shift
from kith.rota.planned import Entry
from kith.rota.planner import Day, Placement, Planner, Task
from kith.rota.problems import crew_shift, placement_of, skills_needed, task_of
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_continuity import times_seen
from kith.rota.queries_doors import Door, doors_of
from kith.rota.queries_shifts import StandingShift, shifts_standing
from kith.rota.queries_teams import TeamSpells, team_spells
from kith.workforce.queries import skills_of

# A visit in the small hours is planned with the shift that began the evening before.
NIGHT_ENDS = timedelta(hours=5)
NO_DOOR = "no address is known"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedEntry:
    """A visit's place in a proposed rota: who, from when, for how long; or nobody, and why."""

    visit_id: UUID
    person_id: UUID
    place: int
    worker_id: UUID | None
    shift_id: UUID | None
    starts_at: datetime
    minutes: int
    travel_minutes: int = 0
    travel_metres: int = 0
    travel_mode: str = ""
    reason: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed rota for some days, and the terms and entries it was made from, to be published as one.

    ``teamed`` counts the places given to anybody where the person has a named team, ``by_team`` those given
    to it: of its entries or, where days were planned again, of all that stands in them.
    """

    organisation: Organisation
    starts_on: date
    until: date
    method: str
    entries: tuple[ProposedEntry, ...]
    terms_seen: Mapping[UUID, int]
    entries_seen: Mapping[tuple[UUID, int], int]
    teamed: int = 0
    by_team: int = 0

    @property
    def summary(self) -> dict[str, int]:
        """What the proposal comes to, in whole numbers."""
        given = [entry for entry in self.entries if entry.worker_id is not None]
        return {
            "visits": len({entry.visit_id for entry in self.entries}),
            "places": len(self.entries),
            "unassigned": len(self.entries) - len(given),
            "rostered_minutes": sum(entry.minutes for entry in given),
            "travel_minutes": sum(entry.travel_minutes for entry in given),
            "workers": len({entry.worker_id for entry in given}),
            "teamed": self.teamed,
            "by_team": self.by_team,
        }


@dataclass(slots=True, kw_only=True)
class _State:
    """What planning day after day needs to know."""

    doors: Mapping[UUID, Door]
    needed: Mapping[UUID, frozenset[str]]
    skills: Mapping[UUID, frozenset[str]]
    entries: Mapping[UUID, tuple[Entry, ...]]
    shifts: Mapping[UUID, Shift]
    seen: dict[UUID, Counter[UUID]]
    teams: TeamSpells
    proposed: list[ProposedEntry] = field(default_factory=list)
    teamed: int = 0
    by_team: int = 0


def propose(
    *,
    by: User | None,
    at: datetime,
    organisation: Organisation,
    starts_on: date,
    until: date,
    planner: Planner | None = None,
) -> Proposal:
    """The rota a planner proposes for the visits of these days that are due, not begun and not given.

    What is rostered stays as it is and is planned around. Without a planner, the insertion heuristic.
    Raises `NotPermitted`, or `NotFound` for another organisation's rota.
    """
    check_may(by, "plan rota", None, london_day(at))
    if by is not None and by.organisation_id != organisation.pk:
        raise NotFound
    planner = planner or InsertionHeuristic()
    planned = [
        each
        for each in planned_visits(starts_on, until, provider=organisation, at=at)
        if each.due and each.terms.preferred_at > at
    ]
    shifts = [each for each in shifts_standing(organisation, starts_on - ONE_DAY, until) if each.worked]
    state = _state(organisation, starts_on, planned, shifts)
    open_visits = _by_day([each for each in planned if not settled(each, state.entries, state.shifts)])
    settled_visits = _by_day([each for each in planned if settled(each, state.entries, state.shifts)])
    for day in days(Period(starts_on=starts_on - ONE_DAY, until=until)):
        if open_visits[day]:
            _plan_day(planner, day, open_visits[day], settled_visits[day], shifts, state)
    wanted = {each.visit.pk for day in open_visits.values() for each in day}
    return Proposal(
        organisation=organisation,
        starts_on=starts_on,
        until=until,
        method=planner.name,
        entries=tuple(state.proposed),
        terms_seen={each.visit.pk: each.terms.pk for each in planned if each.visit.pk in wanted},
        teamed=state.teamed,
        by_team=state.by_team,
        entries_seen={
            (visit_id, entry.place): entry.pk
            for visit_id in wanted
            for entry in state.entries.get(visit_id, ())
        },
    )


def settled(
    each: PlannedVisit, entries: Mapping[UUID, tuple[Entry, ...]], shifts: Mapping[UUID, object]
) -> bool:
    """Whether every place of a visit has a worker, in a shift that is worked, within the terms that hold."""
    terms = each.terms
    held = {entry.place: entry for entry in entries.get(each.visit.pk, ())}
    return all(
        (entry := held.get(place)) is not None
        and entry.worker_id is not None
        and entry.shift_id in shifts
        and entry.minutes == terms.minutes
        and terms.window_starts_at <= entry.starts_at
        and entry.starts_at + timedelta(minutes=entry.minutes) <= terms.window_ends_at
        for place in range(1, terms.workers_needed + 1)
    )


def _state(
    organisation: Organisation,
    starts_on: date,
    planned: Sequence[PlannedVisit],
    shifts: Sequence[StandingShift],
) -> _State:
    workers = {each.shift.worker_id for each in shifts}
    return _State(
        doors=doors_of({each.visit.person_id for each in planned}, starts_on),
        needed=skills_needed({each.visit.package_line_id for each in planned}),
        skills=skills_of(workers, starts_on),
        entries=current_entries([each.visit.pk for each in planned]),
        shifts={each.shift.pk: each.shift for each in shifts},
        seen=times_seen(starts_on, provider=organisation),
        teams=team_spells(provider=organisation),
    )


def _by_day(planned: Sequence[PlannedVisit]) -> defaultdict[date, list[PlannedVisit]]:
    """Visits by the day with whose shifts they are planned."""
    by_day: defaultdict[date, list[PlannedVisit]] = defaultdict(list)
    for each in planned:
        by_day[london_day(each.terms.preferred_at - NIGHT_ENDS)].append(each)
    return by_day


def _plan_day(
    planner: Planner,
    day: date,
    open_visits: Sequence[PlannedVisit],
    settled_visits: Sequence[PlannedVisit],
    shifts: Sequence[StandingShift],
    state: _State,
) -> None:
    """Plan one day, and remember who goes to whom for the days that follow."""
    origin, _ = day_bounds(day)
    crew = tuple(
        crew_shift(each.shift, state.skills[each.shift.worker_id], origin)
        for each in shifts
        if each.shift.on == day
    )
    tasks = {each.visit.pk: task_of(each, state.doors, state.needed, origin) for each in open_visits}
    problem = Day(
        on=day,
        origin=origin,
        tasks=tuple(task for task in tasks.values() if task is not None),
        crew=crew,
        fixed=tuple(_fixed(settled_visits, state, origin)),
        seen=state.seen,
        teams=state.teams.on(day),
    )
    plan = planner.plan(problem)
    people = {each.visit.pk: each.visit.person_id for each in open_visits}
    for placement in plan.placements:
        person_id = people[placement.visit_id]
        state.seen.setdefault(person_id, Counter())[placement.worker_id] += 1
        state.proposed.append(_entry(placement, person_id, problem))
        of_team = problem.of_team(person_id, placement.worker_id)
        state.teamed += of_team is not None
        state.by_team += of_team is True
    reasons = {each.visit_id: str(each.reason) for each in plan.unplaced}
    reasons |= {visit_id: NO_DOOR for visit_id, task in tasks.items() if task is None}
    for each in open_visits:
        if each.visit.pk in reasons:
            state.proposed.extend(_nobody(each, reasons[each.visit.pk]))


def _fixed(
    settled_visits: Sequence[PlannedVisit], state: _State, origin: datetime
) -> Iterator[tuple[Task, Placement]]:
    for each in settled_visits:
        task = task_of(each, state.doors, state.needed, origin)
        for entry in state.entries[each.visit.pk] if task else ():
            if task and entry.worker_id and entry.shift_id and entry.place <= each.terms.workers_needed:
                yield task, placement_of(entry, entry.worker_id, entry.shift_id, origin)


def _entry(placement: Placement, person_id: UUID, day: Day) -> ProposedEntry:
    return ProposedEntry(
        visit_id=placement.visit_id,
        person_id=person_id,
        place=placement.place,
        worker_id=placement.worker_id,
        shift_id=placement.shift_id,
        starts_at=day.instant(placement.starts),
        minutes=placement.minutes,
        travel_minutes=placement.travel_minutes,
        travel_metres=placement.travel_metres,
        travel_mode=placement.travel_mode,
    )


def _nobody(each: PlannedVisit, reason: str) -> Iterator[ProposedEntry]:
    """An entry without a worker for each place, so that the page can say why nobody comes."""
    for place in range(1, each.terms.workers_needed + 1):
        yield ProposedEntry(
            visit_id=each.visit.pk,
            person_id=each.visit.person_id,
            place=place,
            worker_id=None,
            shift_id=None,
            starts_at=each.terms.preferred_at,
            minutes=each.terms.minutes,
            reason=reason,
        )
