"""What moving one visit would do, before anything is saved: rules in the way, who waits, faces and costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kith.core.dates import minutes_between
from kith.core.errors import NotFound
from kith.rota.costs import Figures, figures_of
from kith.rota.moves import Fitted, Rule, Stops, Wish, fit_in, without
from kith.rota.planned import Entry, PlannedVisit
from kith.rota.planner import CrewShift, Placement, Task
from kith.rota.queries_rounds import DayRounds, Seat, now_in
from kith.workforce.models import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Another visit that would start at another time: whose, and from when to when."""

    planned: PlannedVisit
    entry: Entry
    starts_at: datetime

    @property
    def later_minutes(self) -> int:
        """How many minutes later it would start; less than 0 is earlier."""
        return minutes_between(self.entry.starts_at, self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What giving a visit's place to a worker would do. With a broken rule nothing else is worked out.

    ``waits`` are other visits that start at another time; ``before`` and ``after`` are what the rounds it
    touches come to. ``workers`` counts those who came in 28 days, with this one; ``of_team`` says whether
    they are of the person's named team, None where nobody is named.
    """

    worker: Worker
    broken: Rule | None = None
    starts_at: datetime | None = None
    placement: Placement | None = None
    waits: tuple[Wait, ...] = ()
    others: tuple[Placement, ...] = ()
    times_seen: int = 0
    of_team: bool | None = None
    workers: int = 0
    before: Figures | None = None
    after: Figures | None = None

    @property
    def new_face(self) -> bool:
        """Whether the person has not met this worker in the 28 days before."""
        return self.times_seen == 0


def effect_of(rounds: DayRounds, seat: Seat, worker: Worker, starts_at: datetime | None = None) -> Effect:
    """What it would do to give this seat to this worker, at one start or, without one, as near as can be to
    where it stands.

    Raises `NotFound` for a visit that is not due that day.
    """
    planned, task = rounds.planned.get(seat[0]), rounds.tasks.get(seat[0])
    if planned is None or not 1 <= seat[1] <= planned.terms.workers_needed:
        raise NotFound
    if task is None:
        return Effect(worker=worker, broken=Rule.NO_DOOR)
    found = _move(rounds, seat, task, worker, starts_at)
    if isinstance(found, Rule):
        return Effect(
            worker=worker,
            broken=found,
            times_seen=_times_seen(rounds, task, worker.pk),
            of_team=rounds.day.of_team(task.person_id, worker.pk),
        )
    return _effect(rounds, seat, task, worker, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What giving a visit's place to nobody would do to the round it is in: before, and after."""

    entry: Entry
    broken: Rule | None = None
    before: Figures | None = None
    after: Figures | None = None


def leaving(rounds: DayRounds, seat: Seat) -> Leaving:
    """What it would do to take this seat from whoever has it.

    Raises `NotFound` where nobody has it, or it is not due that day.
    """
    entry = rounds.entries.get(seat)
    if entry is None or entry.worker_id is None or seat[0] not in rounds.planned:
        raise NotFound
    pin = rounds.pins.get(seat)
    if pin and pin.worker:
        return Leaving(entry=entry, broken=Rule.WORKER_PINNED)
    before, after = _figures(rounds, seat, [])
    return Leaving(entry=entry, before=before, after=after)


def effects_by_worker(rounds: DayRounds, seat: Seat, starts_at: datetime | None = None) -> list[Effect]:
    """The effect of giving this seat to each worker of the day: who can first, then the cheapest."""
    workers = {each.shift.worker_id: each.shift.worker for each in rounds.shifts.values()}
    effects = [effect_of(rounds, seat, worker, starts_at) for worker in workers.values()]
    return sorted(effects, key=_by_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The shift that takes the visit, how, and how the other worker of it follows."""

    shift: CrewShift
    fitted: Fitted
    partner: Fitted | None = None


def _move(
    rounds: DayRounds, seat: Seat, task: Task, worker: Worker, starts_at: datetime | None
) -> _Found | Rule:
    stands = next((each for each in rounds.standing if (each.visit_id, each.place) == seat), None)
    partner = next(
        (each for each in rounds.standing if each.visit_id == seat[0] and each.place != seat[1]), None
    )
    start = None if starts_at is None else rounds.day.minute(starts_at)
    pin = rounds.pins.get(seat)
    if pin and stands:
        if pin.worker and worker.pk != stands.worker_id:
            return Rule.WORKER_PINNED
        if pin.time and start not in (None, stands.starts):
            return Rule.TIME_PINNED
        start = stands.starts if pin.time else start
    if partner and partner.worker_id == worker.pk:
        return Rule.COMES_ALREADY
    if start is None and partner:
        start = partner.starts
    task = replace(task, preferred=stands.starts) if stands else task
    wish = Wish(task=task, place=seat[1], start=start, now=now_in(rounds), held=rounds.stuck)
    found = _in_a_shift(rounds, worker, wish)
    if isinstance(found, Rule) or partner is None or partner.starts == found.fitted.placement.starts:
        return found
    return _with_partner(rounds, found, wish, partner)


def _in_a_shift(rounds: DayRounds, worker: Worker, wish: Wish) -> _Found | Rule:
    """The first shift of the worker that takes the visit, or why none does."""
    theirs = [shift for shift in rounds.day.crew if shift.worker_id == worker.pk]
    if not theirs:
        away = any(each.shift.worker_id == worker.pk for each in rounds.shifts.values())
        return Rule.AWAY if away else Rule.NO_SHIFT
    why = Rule.NO_SHIFT
    for shift in theirs:
        fitted = fit_in(shift, without(rounds.in_round(shift.shift_id), wish.task.visit_id), wish)
        if isinstance(fitted, Fitted):
            return _Found(shift=shift, fitted=fitted)
        why = fitted
    return why


def _with_partner(rounds: DayRounds, found: _Found, wish: Wish, partner: Placement) -> _Found | Rule:
    """The same, where both workers of a visit have to start at another time together."""
    if (pin := rounds.pins.get((partner.visit_id, partner.place))) and pin.time:
        return Rule.TIME_PINNED
    shift = next(each for each in rounds.day.crew if each.shift_id == partner.shift_id)
    together = replace(wish, place=partner.place, start=found.fitted.placement.starts)
    fitted = fit_in(shift, without(rounds.in_round(shift.shift_id), partner.visit_id), together)
    return Rule.PARTNER_ELSEWHERE if isinstance(fitted, Rule) else replace(found, partner=fitted)


def _effect(rounds: DayRounds, seat: Seat, task: Task, worker: Worker, found: _Found) -> Effect:
    placement = found.fitted.placement
    moved = [placement, *found.fitted.others]
    if found.partner:
        moved += [found.partner.placement, *found.partner.others]
    others = tuple(moved[1:])
    before, after = _figures(rounds, seat, moved)
    seen = rounds.day.seen.get(task.person_id, {})
    return Effect(
        worker=worker,
        starts_at=rounds.day.instant(placement.starts),
        placement=placement,
        waits=tuple(_waits(rounds, others)),
        others=others,
        times_seen=seen.get(worker.pk, 0),
        of_team=rounds.day.of_team(task.person_id, worker.pk),
        workers=len({*seen, worker.pk}),
        before=before,
        after=after,
    )


def _waits(rounds: DayRounds, others: Iterable[Placement]) -> Iterator[Wait]:
    for each in others:
        yield Wait(
            planned=rounds.planned[each.visit_id],
            entry=rounds.entries[each.visit_id, each.place],
            starts_at=rounds.day.instant(each.starts),
        )


def _figures(rounds: DayRounds, seat: Seat, moved: list[Placement]) -> tuple[Figures, Figures]:
    """What the rounds that a move touches come to, before and after."""
    stood = {(each.visit_id, each.place): each for each in rounds.standing}
    touched = {each.shift_id for each in moved} | ({stood[seat].shift_id} if seat in stood else set())
    before = {key: each for key, each in stood.items() if each.shift_id in touched}
    after = {key: each for key, each in before.items() if key != seat}
    after |= {(each.visit_id, each.place): each for each in moved}
    stops: Stops = rounds.day.fixed
    tasks = {task.visit_id: task for task, each in stops if each.shift_id in touched}
    if seat[0] in rounds.tasks:
        tasks[seat[0]] = rounds.tasks[seat[0]]
    day = replace(
        rounds.day,
        tasks=tuple(tasks.values()),
        fixed=(),
        crew=tuple(shift for shift in rounds.day.crew if shift.shift_id in touched),
    )
    return figures_of(day, before.values()), figures_of(day, after.values())


def _times_seen(rounds: DayRounds, task: Task, worker_id: UUID) -> int:
    return rounds.day.seen.get(task.person_id, {}).get(worker_id, 0)


def _by_cost(effect: Effect) -> tuple[bool, float, int, str]:
    added = effect.after.cost - effect.before.cost if effect.before and effect.after else 0.0
    return effect.broken is not None, added, -effect.times_seen, str(effect.worker)
