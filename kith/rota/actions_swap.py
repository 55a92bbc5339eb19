"""Giving one visit's place to another worker, or to nobody. A newer entry stands above the older one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound, Refused
from kith.core.phrases import say
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.people.actions_access import end_relationships
from kith.rota.actions_publish import (
    SEEN_AFTER_THE_LAST_VISIT,
    RotaMoved,
    lock,
    show_people_to_workers,
    source_of,
)
from kith.rota.models import RotaEntry, Visit
from kith.rota.moves import RULES_IN_WORDS, Rule
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, access_visit, current_entries, visits_of
from kith.rota.queries_pins import pins_of
from kith.rota.queries_swap import SwapChoice, swap_choices


class CannotSwap(Refused):
    """The worker cannot take the visit; the message says which rule stands in the way."""

    code = "cannot_swap"


def swap_worker(
    *,
    by: User | None,
    at: datetime,
    visit_id: UUID,
    place: int,
    worker_id: UUID,
    seen_entry_id: int | None,
    starts_at: datetime | None = None,
    reason: str = "swapped",
) -> RotaEntry:
    """The entry that gives a visit's place to a worker, every hard rule kept.

    ``seen_entry_id`` is the entry that was shown to who decides (None: nobody had been rostered). After the
    cut-off it is recorded all the same, and what was frozen stays.
    Raises `CannotSwap`, `RotaMoved` when somebody was quicker, `NotPermitted` or `NotFound`.
    """
    check_may(by, "swap worker", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    with transaction.atomic():
        choice = _choice(visit, place, worker_id, starts_at, at)
        lock([visit_id], [choice.shift.pk])
        before = _as_seen(visit, place, seen_entry_id)
        choice = _choice(visit, place, worker_id, starts_at, at)
        if choice.starts_at is None:
            raise CannotSwap(
                "{worker} {reason}. Choose somebody else, or another time.",
                worker_id=worker_id,
                reason=say(choice.refused),
                worker=choice.worker.first_name,
            )
        entry = RotaEntry.objects.create(
            visit=visit,
            place=place,
            worker=choice.worker,
            shift=choice.shift,
            starts_at=choice.starts_at,
            minutes=_planned(visit).terms.minutes,
            travel_minutes=choice.travel_minutes,
            travel_metres=choice.travel_metres,
            travel_mode=choice.worker.travel_mode,
            reason=reason,
            by=by,
            recorded_at=at,
        )
        hide_from_who_came(by=by, at=at, visit=visit, before=before)
        given = [(worker_id, visit.person_id, london_day(entry.starts_at))]
        show_people_to_workers(by=by, at=at, given=given, key=visit.pk)
        _record(by, at, "swap.worker", entry, visit)
    return entry


def withdraw_worker(
    *,
    by: User | None,
    at: datetime,
    visit_id: UUID,
    place: int,
    seen_entry_id: int | None,
    reason: str,
) -> RotaEntry:
    """The entry that takes a visit's place from whoever had it: it shows as unassigned, and why.

    Raises `CannotSwap` for a visit pinned to its worker, `RotaMoved` when somebody was quicker,
    `NotPermitted` or `NotFound`.
    """
    check_may(by, "swap worker", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    with transaction.atomic():
        lock([visit_id], [])
        before = _as_seen(visit, place, seen_entry_id)
        if before is None or before.worker_id is None:
            raise NotFound
        pin = pins_of([visit_id]).get((visit_id, place))
        if pin and pin.worker:
            raise CannotSwap(RULES_IN_WORDS[Rule.WORKER_PINNED], visit_id=visit_id)
        terms = _planned(visit).terms
        entry = RotaEntry.objects.create(
            visit=visit,
            place=place,
            starts_at=terms.preferred_at,
            minutes=terms.minutes,
            reason=reason,
            by=by,
            recorded_at=at,
        )
        hide_from_who_came(by=by, at=at, visit=visit, before=before)
        _record(by, at, "withdraw.worker", entry, visit)
    return entry


def _planned(visit: Visit) -> PlannedVisit:
    return visits_of([visit.pk])[0]


def _choice(
    visit: Visit, place: int, worker_id: UUID, starts_at: datetime | None, at: datetime
) -> SwapChoice:
    """What is to be said of this worker: a shift that takes the visit, or else any shift of theirs."""
    planned = _planned(visit)
    if planned.stop is not None or not 1 <= place <= planned.terms.workers_needed:
        raise CannotSwap("Nobody is to come to this visit. Look at the rota again.", visit_id=visit.pk)
    if planned.terms.window_ends_at <= at:
        raise CannotSwap("The time of this visit has passed. Record what happened on the visit itself.")
    choices = swap_choices(planned, place, at, starts_at=starts_at)
    mine = [choice for choice in choices if choice.worker.pk == worker_id]
    if not mine:
        raise CannotSwap(
            "This worker has no shift that day. Add a shift first, or choose somebody else.",
            worker_id=worker_id,
        )
    return mine[0]


def _as_seen(visit: Visit, place: int, seen_entry_id: int | None) -> Entry | None:
    """The entry that holds, if it is the one that was seen. Raises `RotaMoved` otherwise."""
    held = next(
        (entry for entry in current_entries([visit.pk]).get(visit.pk, ()) if entry.place == place), None
    )
    if (held.pk if held else None) != seen_entry_id:
        who = held.worker.first_name if held and held.worker else say("nobody")
        raise RotaMoved(
            "Somebody was quicker: {who} has this visit now. Look at it again before you change it.",
            visit_id=visit.pk,
            entry_id=held.pk if held else None,
            who=who,
        )
    return held


def hide_from_who_came(*, by: User | None, at: datetime, visit: Visit, before: Entry | None) -> None:
    """End what let the worker before see the person, unless they come again; a week of grace stays."""
    if before is None or before.worker_id is None:
        return
    key = before.publication_id or visit.pk
    same = RotaEntry.objects.filter(visit__person=visit.person_id, worker=before.worker_id)
    same = (
        same.filter(publication=before.publication_id) if before.publication_id else same.filter(visit=visit)
    )
    still = [
        london_day(entry.starts_at)
        for held in current_entries(set(same.values_list("visit_id", flat=True))).values()
        for entry in held
        if entry.worker_id == before.worker_id
    ]
    today = london_day(at)
    if any(day >= today for day in still):
        return
    until = max(still) + SEEN_AFTER_THE_LAST_VISIT if still else today
    end_relationships(by=by, at=at, source=source_of(key, before.worker_id, visit.person_id), until=until)


def _record(by: User | None, at: datetime, action: str, entry: RotaEntry, visit: Visit) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=3,
        subject_kind="visit",
        subject_id=visit.pk,
        person_id=visit.person_id,
        reason=entry.reason,
        detail={"entry": entry.pk, "place": entry.place},
    )
