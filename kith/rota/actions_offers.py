"""Team members who exchange visits: one offers a visit, another takes it, every hard rule kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound, Refused
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.rota.actions_swap import swap_worker
from kith.rota.models import RotaEntry, VisitOffer
from kith.rota.queries import current_entries
from kith.rota.queries_pins import pins_of
from kith.workforce.models import Worker
from kith.workforce.queries import worker_of

SWAPPED = "swapped in the team"


class CannotOffer(Refused):
    """The visit cannot be offered: it has begun, is pinned, or is not the worker's any more."""

    code = "cannot_offer"


class OfferOver(Refused):
    """Somebody took the visit, or the offer was withdrawn."""

    code = "offer_over"


def offer_visit(*, by: User, at: datetime, entry_id: int) -> VisitOffer:
    """The offer of one of one's own visits to the team. Until somebody takes it, it stays one's own.

    Raises `CannotOffer`, `NotPermitted`, or `NotFound` for a visit that is not theirs.
    """
    worker = _worker(by, at)
    entry = RotaEntry.objects.filter(pk=entry_id, worker=worker).select_related("visit").first()
    if entry is None:
        raise NotFound
    held = {each.pk for each in current_entries([entry.visit_id]).get(entry.visit_id, ())}
    if entry.pk not in held or entry.starts_at <= at:
        raise CannotOffer("This visit has begun, or is not yours any more. Look at your rota again.")
    _check_pin(entry)
    with transaction.atomic():
        offer, made = VisitOffer.objects.get_or_create(
            entry=entry,
            ended_at=None,
            defaults={"visit": entry.visit, "worker": worker, "offered_at": at},
        )
        if made:
            _record(by, at, "offer.visit", offer)
    return offer


def take_visit(*, by: User, at: datetime, offer_id: UUID) -> RotaEntry:
    """The entry that gives an offered visit to who takes it, at the time it had.

    Raises `OfferOver`, `CannotOffer` where it was pinned since, `CannotSwap` with the rule that stands in the
    way, `RotaMoved` when the coordinator was quicker, `NotPermitted`, or `NotFound` for an offer of another
    team or one's own.
    """
    worker = _worker(by, at)
    # The team's agreement stands for the coordinator's, under the same rules.
    with transaction.atomic(), as_house():
        offer = _theirs(worker, offer_id)
        if offer.worker_id == worker.pk:
            raise NotFound
        _check_pin(offer.entry)
        entry = swap_worker(
            by=None,
            at=at,
            visit_id=offer.visit_id,
            place=offer.entry.place,
            worker_id=worker.pk,
            seen_entry_id=offer.entry_id,
            starts_at=offer.entry.starts_at,
            reason=SWAPPED,
        )
        offer.taken_by, offer.ended_at = worker, at
        offer.save(update_fields=["taken_by", "ended_at"])
        _record(by, at, "take.visit", offer)
    return entry


def withdraw_offer(*, by: User, at: datetime, offer_id: UUID) -> VisitOffer:
    """The offer, taken back by who made it. Raises `OfferOver`, `NotPermitted` or `NotFound`."""
    worker = _worker(by, at)
    with transaction.atomic():
        offer = _theirs(worker, offer_id)
        if offer.worker_id != worker.pk:
            raise NotFound
        offer.ended_at = at
        offer.save(update_fields=["ended_at"])
        _record(by, at, "withdraw.offer", offer)
    return offer


def _check_pin(entry: RotaEntry) -> None:
    if (entry.visit_id, entry.place) in pins_of([entry.visit_id]):
        raise CannotOffer("This visit is pinned to its worker. Ask your coordinator to take the pin out.")


def _worker(by: User, at: datetime) -> Worker:
    check_may(by, "exchange visits", None, london_day(at))
    worker = worker_of(by)
    if worker is None:
        raise NotFound
    return worker


def _theirs(worker: Worker, offer_id: UUID) -> VisitOffer:
    """The open offer of somebody in the worker's team, locked."""
    offer = (
        VisitOffer.objects.select_for_update(of=("self",))
        .select_related("entry", "worker")
        .filter(pk=offer_id, worker__organisation=worker.organisation_id, worker__team=worker.team_id)
        .first()
    )
    if offer is None:
        raise NotFound
    if offer.ended_at is not None:
        raise OfferOver("This offer is over: somebody took the visit, or it was withdrawn.")
    return offer


def _record(by: User, at: datetime, action: str, offer: VisitOffer) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=3,
        subject_kind="visit",
        subject_id=offer.visit_id,
        organisation_id=offer.worker.organisation_id,
        detail={"entry": offer.entry_id, "place": offer.entry.place},
    )
