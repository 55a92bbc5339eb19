"""Moving one visit to a worker and a time, with everybody who has to wait for it, as one change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound, Refused
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.rota.actions_publish import RotaMoved, lock, show_people_to_workers
from kith.rota.actions_swap import hide_from_who_came
from kith.rota.models import RotaEntry, Visit
from kith.rota.moves import RULES_IN_WORDS
from kith.rota.planner import Placement
from kith.rota.queries import access_visit, current_terms
from kith.rota.queries_moves import Effect, effect_of
from kith.rota.queries_rounds import DayRounds, Seat, planning_day, rounds_of
from kith.workforce.models import Worker

MOVED, WAITS = "moved", "waits for a visit that was moved"


class CannotMove(Refused):
    """A hard rule stands in the way; `rule` among the fields says which."""

    code = "cannot_move"


def move_visit(
    *,
    by: User | None,
    at: datetime,
    visit_id: UUID,
    place: int,
    worker_id: UUID,
    starts_at: datetime | None,
    seen: Mapping[Seat, int],
    reason: str = MOVED,
) -> list[RotaEntry]:
    """The entries that give a visit's place to a worker, its own first and then those of who has to wait.

    ``seen`` is the entry of each place that was shown as standing, of the visit and of those that wait.
    After the cut-off it is recorded all the same, and what was frozen stays.
    Raises `CannotMove`, `RotaMoved` when somebody was quicker, `NotPermitted` or `NotFound`.
    """
    check_may(by, "swap worker", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    worker = Worker.objects.filter(pk=worker_id, organisation=visit.provider_id).first()
    if worker is None:
        raise NotFound
    on = planning_day(current_terms([visit.pk])[visit.pk].preferred_at)
    with transaction.atomic():
        rounds = rounds_of(visit.provider, on, at)
        first = _effect(rounds, visit, place, worker, starts_at)
        _lock(rounds, visit, first)
        rounds = rounds_of(visit.provider, on, at)  # as it is, now that nobody else can change it
        effect = _effect(rounds, visit, place, worker, starts_at)
        _check_seen(rounds, visit, place, effect, seen)
        entries = [
            RotaEntry.objects.create(**_values(rounds, each), reason=why, by=by, recorded_at=at)
            for each, why in _changes(effect, reason)
        ]
        if (before := rounds.entries.get((visit.pk, place))) is None or before.worker_id != worker.pk:
            hide_from_who_came(by=by, at=at, visit=visit, before=before)
            given = [(worker.pk, visit.person_id, london_day(entries[0].starts_at))]
            show_people_to_workers(by=by, at=at, given=given, key=visit.pk)
        _record(by, at, visit, entries)
    return entries


def _effect(
    rounds: DayRounds, visit: Visit, place: int, worker: Worker, starts_at: datetime | None
) -> Effect:
    effect = effect_of(rounds, (visit.pk, place), worker, starts_at)
    if effect.broken is not None:
        raise CannotMove(
            RULES_IN_WORDS[effect.broken],
            worker=worker.first_name,
            worker_id=worker.pk,
            rule=effect.broken.name,
        )
    return effect


def _lock(rounds: DayRounds, visit: Visit, effect: Effect) -> None:
    """Make others wait who would change these visits or shifts."""
    placements = [effect.placement, *effect.others] if effect.placement else []
    shift_ids = {each.shift_id for each in placements}
    beside = {each.visit_id for each in rounds.standing if each.shift_id in shift_ids}
    lock({visit.pk, *beside}, shift_ids)


def _check_seen(
    rounds: DayRounds, visit: Visit, place: int, effect: Effect, seen: Mapping[Seat, int]
) -> None:
    """Raise `RotaMoved` unless the visit, and whoever waits for it, stand as they were shown."""
    seats = [(visit.pk, place), *((each.visit_id, each.place) for each in effect.others)]
    stands = {seat: rounds.entries[seat].pk for seat in seats if seat in rounds.entries}
    if stands != dict(seen):
        raise RotaMoved(
            "Somebody changed these visits since you looked. Nothing was saved; look at the effect again.",
            visit_id=visit.pk,
        )


def _changes(effect: Effect, reason: str) -> list[tuple[Placement, str]]:
    first = [(effect.placement, reason)] if effect.placement else []
    return [*first, *((each, WAITS) for each in effect.others)]


def _values(rounds: DayRounds, each: Placement) -> dict[str, object]:
    return {
        "visit_id": each.visit_id,
        "place": each.place,
        "worker_id": each.worker_id,
        "shift_id": each.shift_id,
        "starts_at": rounds.day.instant(each.starts),
        "minutes": each.minutes,
        "travel_minutes": each.travel_minutes,
        "travel_metres": each.travel_metres,
        "travel_mode": each.travel_mode,
    }


def _record(by: User | None, at: datetime, visit: Visit, entries: list[RotaEntry]) -> None:
    audit.record(
        by=by,
        at=at,
        action="move.visit",
        data_class=3,
        subject_kind="visit",
        subject_id=visit.pk,
        person_id=visit.person_id,
        reason=entries[0].reason,
        detail={"entry": entries[0].pk, "place": entries[0].place, "waiting": len(entries) - 1},
    )
