"""Who could take a visit's place: each worker with a shift that day, from when, or why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from kith.core.dates import ONE_DAY, day_bounds, london_day
from kith.core.phrases import phrase
from kith.orgs.models import Organisation
from kith.rota.insertion import InsertionHeuristic
from kith.rota.models import RotaEntry, Shift
from kith.rota.planned import Entry
from kith.rota.planner import Day, Placement, Reason, Task
from kith.rota.problems import MINUTE, crew_shift, placement_of, skills_needed, task_of
from kith.rota.queries import PlannedVisit, current_entries, visits_of
from kith.rota.queries_continuity import times_seen
from kith.rota.queries_doors import Door, doors_of
from kith.rota.queries_shifts import StandingShift, shifts_standing
from kith.rota.queries_teams import team_spells
from kith.workforce.models import Worker
from kith.workforce.queries import skills_of

AWAY = phrase("is away")
COMES_ALREADY = phrase("comes to this visit already")
NO_DOOR = phrase("cannot be sent: no address is known")
WORDS = MappingProxyType(
    {
        Reason.NO_SHIFT: phrase("does not work then"),
        Reason.NO_SKILL: phrase("is not signed off for what this visit takes"),
        Reason.ALL_BUSY: phrase("has no time then"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapChoice:
    """A worker who could take a place, or why they cannot, and how often they came in the 28 days before.

    ``of_team`` says whether they are of the person's named team; None where nobody is named.
    """

    worker: Worker
    shift: Shift
    starts_at: datetime | None
    refused: str
    times_seen: int
    of_team: bool | None = None
    travel_minutes: int = 0
    travel_metres: int = 0

    @property
    def new_face(self) -> bool:
        """Whether the person has not met this worker in the 28 days before."""
        return self.times_seen == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What else the workers of that day do."""

    origin: datetime
    entries: Mapping[UUID, list[Entry]]
    visits: Mapping[UUID, PlannedVisit]
    doors: Mapping[UUID, Door]
    needed: Mapping[UUID, frozenset[str]]
    skills: Mapping[UUID, frozenset[str]]

    def task(self, each: PlannedVisit) -> Task | None:
        """A visit as a planner sees it."""
        return task_of(each, self.doors, self.needed, self.origin)


def swap_choices(
    planned: PlannedVisit, place: int, at: datetime, *, starts_at: datetime | None = None
) -> list[SwapChoice]:
    """Everybody with a shift on the day of a visit: who can take this place first, the named team before, and
    the best known.

    Every hard rule is checked, as when a rota is proposed. The other place of the visit stays as it is, and
    both start together. With ``starts_at``, only that start will do.
    """
    visit, terms = planned.visit, planned.terms
    day = london_day(terms.preferred_at)
    provider = Organisation.objects.get(pk=visit.provider_id)
    standing = shifts_standing(provider, day - ONE_DAY, day + ONE_DAY)
    reaching = [each for each in standing if each.shift.ends_at > terms.window_starts_at]
    around = _around(planned, [each.shift for each in reaching])
    others = [
        entry
        for entry in current_entries([visit.pk]).get(visit.pk, ())
        if entry.place != place and entry.place <= terms.workers_needed and entry.worker_id is not None
    ]
    task = around.task(planned)
    if task is not None:
        start = starts_at or (others[0].starts_at if others else None)
        task = _narrowed(task, around.origin, start, at)
    seen = times_seen(visit.on, person_ids=[visit.person_id]).get(visit.person_id, Counter())
    busy = {entry.worker_id for entry in others}
    team = team_spells(provider=provider, person_ids=[visit.person_id]).on(visit.on).get(visit.person_id)
    choices = [
        replace(
            _choice(each, task, around, busy, seen.get(each.shift.worker_id, 0)),
            of_team=each.shift.worker_id in team if team else None,
        )
        for each in reaching
    ]
    return sorted(choices, key=_best_first)


def _best_first(choice: SwapChoice) -> tuple[bool, bool, int, int]:
    """Who can take it first, then the person's named team, then who came most, then the shortest way."""
    return bool(choice.refused), not choice.of_team, -choice.times_seen, choice.travel_minutes


def _around(planned: PlannedVisit, shifts: Sequence[Shift]) -> _Around:
    """The rounds of these shifts as they stand, without this visit."""
    origin, _ = day_bounds(london_day(planned.terms.preferred_at))
    given = RotaEntry.objects.filter(shift__in=shifts).exclude(visit=planned.visit)
    given_ids = list(given.values_list("visit_id", flat=True).distinct())
    visits = {each.visit.pk: each for each in visits_of(given_ids) if each.due}
    entries: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for visit_id, held in current_entries(visits).items():
        for entry in held:
            if entry.shift_id and entry.place <= visits[visit_id].terms.workers_needed:
                entries[entry.shift_id].append(entry)
    everything = [*visits.values(), planned]
    return _Around(
        origin=origin,
        entries=entries,
        visits=visits,
        doors=doors_of({each.visit.person_id for each in everything}, planned.visit.on),
        needed=skills_needed({each.visit.package_line_id for each in everything}),
        skills=skills_of({shift.worker_id for shift in shifts}, planned.visit.on),
    )


def _narrowed(task: Task, origin: datetime, start: datetime | None, at: datetime) -> Task:
    """The visit for one worker: not before now, and at one start where one is given."""
    first, ends = max(task.window_starts, -((origin - at) // MINUTE)), task.window_ends
    if start is not None:
        begins = (start - origin) // MINUTE
        first, ends = max(begins, first), min(begins + task.minutes, ends)
    return replace(task, workers=1, window_starts=first, window_ends=ends)


def _choice(
    each: StandingShift, task: Task | None, around: _Around, busy: Collection[UUID | None], seen: int
) -> SwapChoice:
    shift = each.shift
    placed: Placement | str = NO_DOOR
    if each.away is not None:
        placed = AWAY
    elif shift.worker_id in busy:
        placed = COMES_ALREADY
    elif task is not None:
        placed = _place(shift, task, around)
    if isinstance(placed, str):
        return SwapChoice(worker=shift.worker, shift=shift, starts_at=None, refused=placed, times_seen=seen)
    return SwapChoice(
        worker=shift.worker,
        shift=shift,
        starts_at=around.origin + placed.starts * MINUTE,
        refused="",
        times_seen=seen,
        travel_minutes=placed.travel_minutes,
        travel_metres=placed.travel_metres,
    )


def _place(shift: Shift, task: Task, around: _Around) -> Placement | str:
    """Where the visit fits in one worker's round, everything else in it staying as it is; or why not."""
    fixed = [
        (other, placement_of(entry, shift.worker_id, shift.pk, around.origin))
        for entry in around.entries.get(shift.pk, [])
        if (other := around.task(around.visits[entry.visit_id])) is not None
    ]
    day = Day(
        on=shift.on,
        origin=around.origin,
        tasks=(task,),
        crew=(crew_shift(shift, around.skills[shift.worker_id], around.origin),),
        fixed=tuple(fixed),
    )
    plan = InsertionHeuristic(attempts=1).plan(day)
    return plan.placements[0] if plan.placements else WORDS[plan.unplaced[0].reason]
