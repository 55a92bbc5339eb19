"""What has to be known to judge events as they arrive; a few queries for a whole batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, Q

from kith.core.dates import london_day
from kith.delivery.envelope import Envelope
from kith.delivery.held import Held, Standing
from kith.delivery.models import Device, EventRuling, VisitEvent
from kith.delivery.sealing import is_fingerprint
from kith.orgs.prepared import ID, IDS, Prepared
from kith.rota.models import RotaEntry, Visit

NUMBER = BigIntegerField[int, int]()
_KEPT = Prepared(
    lambda ids, device, first, last: VisitEvent.objects.filter(
        Q(pk__among=ids) | Q(device=device, device_seq__gte=first, device_seq__lte=last)
    ).values_list("pk", "body_hash", "worker_id", "held", "device_id", "device_seq"),
    ids=IDS,
    device=ID,
    first=NUMBER,
    last=NUMBER,
)
_WRITTEN = Prepared(
    lambda ids, device: VisitEvent.objects.filter(pk__among=ids, device=device).values_list("pk"),
    ids=IDS,
    device=ID,
)
_PEOPLE = Prepared(
    lambda visits: Visit.objects.filter(pk__among=visits).values_list("pk", "person_id"), visits=IDS
)
_ROSTERED = Prepared(
    lambda visits: (
        RotaEntry.objects.filter(visit__pk__among=visits)
        .order_by("pk")
        .values_list("visit_id", "place", "worker_id")
    ),
    visits=IDS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An event that is here already: what tells it from another with its id, and whether it still waits."""

    fingerprint: str
    worker_id: UUID
    held: Held | None

    def is_same(self, envelope: Envelope, device: Device) -> bool:
        """Whether this is the very event a phone sends now."""
        return self.worker_id == device.worker_id and is_fingerprint(self.fingerprint, envelope.raw)


def kept_before(device: Device, envelopes: Collection[Envelope]) -> tuple[dict[UUID, Kept], set[int]]:
    """The events with these ids that are here already, and which of these numbers the phone has used."""
    ids = {envelope.id for envelope in envelopes}
    numbers = {envelope.seq for envelope in envelopes if envelope.seq is not None}
    first, last = min(numbers, default=0), max(numbers, default=-1)
    kept: dict[UUID, Kept] = {}
    taken: set[int] = set()
    for event_id, mark, worker_id, held, device_id, number in _KEPT(
        ids=ids, device=device.pk, first=first, last=last
    ):
        if event_id in ids:
            kept[event_id] = Kept(fingerprint=mark, worker_id=worker_id, held=Held(held) if held else None)
        if device_id == device.pk and number in numbers:
            taken.add(number)
    for event_id in ruled_on(event_id for event_id, before in kept.items() if before.held):
        kept[event_id] = replace(kept[event_id], held=None)
    return kept, taken


def all_written(device: Device, event_ids: Collection[UUID]) -> bool:
    """Whether every one of these events stands, as this phone's."""
    return len(_WRITTEN(ids=event_ids, device=device.pk)) == len(event_ids)


def ruled_on(event_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these events somebody has decided about."""
    wanted = list(event_ids)
    if not wanted:
        return set()
    return set(EventRuling.objects.filter(event__in=wanted).values_list("event_id", flat=True))


def standing_of(device: Device, envelopes: Iterable[Envelope], at: datetime) -> Standing:
    """Whether this phone and its worker may speak at this instant, and about which of these visits."""
    visit_ids = {envelope.visit_id for envelope in envelopes if envelope.visit_id}
    people: dict[UUID, UUID] = dict(_PEOPLE(visits=visit_ids))
    return Standing(stopped=why_stopped(device, at), people=people, mine=_rostered(device.worker_id, people))


def _rostered(worker_id: UUID, visit_ids: Collection[UUID]) -> set[UUID]:
    """Which of these visits the worker is rostered for: the newest entry of each place holds."""
    newest = {(visit_id, place): rostered_id for visit_id, place, rostered_id in _ROSTERED(visits=visit_ids)}
    return {visit_id for (visit_id, _), rostered_id in newest.items() if rostered_id == worker_id}


def why_stopped(device: Device, at: datetime) -> Held | None:
    """Why nothing from this phone counts at this instant: revoked, run out, its worker has left. Or None."""
    if device.revoked_at is not None and device.revoked_at <= at:
        return Held.DEVICE_REVOKED
    if device.token_until <= at:
        return Held.TOKEN_EXPIRED
    until = device.worker.until
    return Held.WORKER_LEFT if until is not None and until <= london_day(at) else None
