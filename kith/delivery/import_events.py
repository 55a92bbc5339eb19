"""What matched rows say, written: a rota entry where nobody was rostered, and events as from a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from kith.core.dates import ONE_DAY
from kith.delivery.actions_sync import receive_batch
from kith.delivery.import_matching import Matched
from kith.delivery.models import Device
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.rota.actions_publish import publish_rota
from kith.rota.proposals import Proposal, ProposedEntry
from kith.rota.queries import entries_now
from kith.workforce.models import Worker

IMPORT_NAMESPACE = UUID("3f1c5a0e-90f4-5f0b-8a53-1d1a6c0f5b27")
IMPORT_DEVICE = "import:"  # stands where a token's hash would: no token has this hash
STAYS_AT_ONCE = 250
FOR_EVER = timedelta(days=365 * 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A worker came to a visit and went, as a row says."""

    visit_id: UUID
    worker: Worker
    came_at: datetime
    went_at: datetime


def roster(matched: Sequence[Matched], at: datetime) -> None:
    """A rota entry, published as imported, for each place that nobody is rostered to."""
    standing = entries_now({each.planned.visit.pk for each in matched})
    by_provider: defaultdict[Organisation, list[Matched]] = defaultdict(list)
    for each in matched:
        if (each.planned.visit.pk, each.place) not in standing:
            by_provider[each.known.provider].append(each)
    for provider, rows in by_provider.items():
        days = [each.planned.visit.on for each in rows]
        ids = {each.planned.visit.pk for each in rows}
        proposal = Proposal(
            organisation=provider,
            starts_on=min(days),
            until=max(days) + ONE_DAY,
            method="imported",
            entries=tuple(map(_entry, rows)),
            terms_seen={each.planned.visit.pk: each.planned.terms.pk for each in rows},
            entries_seen={key: entry for key, entry in standing.items() if key[0] in ids},
        )
        publish_rota(by=None, at=at, proposal=proposal)


def _entry(each: Matched) -> ProposedEntry:
    row = each.known.attendance
    return ProposedEntry(
        visit_id=each.planned.visit.pk,
        person_id=each.planned.visit.person_id,
        place=each.place,
        worker_id=each.known.worker.pk,
        shift_id=None,
        starts_at=row.planned_start,
        minutes=row.planned_minutes,
        reason="imported",
    )


def stays_of(matched: Sequence[Matched]) -> Iterator[Stay]:
    """What these rows say of who came and went; nothing for a row that says only what was planned."""
    for each in matched:
        if each.known.attendance.stay:
            came, went = each.known.attendance.stay
            yield Stay(visit_id=each.planned.visit.pk, worker=each.known.worker, came_at=came, went_at=went)


def record_stays(stays: Sequence[Stay], at: datetime, recorded: Callable[[int], None]) -> int:
    """How many stays were new: a check-in and a check-out each, received as from a phone of the worker's.

    Some hundreds of events are one transaction. ``recorded`` is told how many stays are done after each.
    """
    of_worker: defaultdict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        of_worker[stay.worker.pk].append(stay)
    new = done = 0
    for held in of_worker.values():
        with as_house():
            device = _device(held[0].worker, at)
            before = device.events.count()
        for start in range(0, len(held), STAYS_AT_ONCE):
            some = held[start : start + STAYS_AT_ONCE]
            events = [event for stay in some for event in _events(stay)]
            receive_batch(device=device, batch={"events": events}, at=at, most=len(events))
            done += len(some)
            recorded(done)
        with as_house():
            new += (device.events.count() - before) // 2
    return new


def _events(stay: Stay) -> Iterator[dict[str, Any]]:
    """Events whose ids and numbers follow from what the row says, so that they are the same every time."""
    for kind, happened_at in (("check_in", stay.came_at), ("check_out", stay.went_at)):
        said = f"{stay.visit_id}/{stay.worker.pk}/{kind}/{happened_at.isoformat()}"
        event_id = uuid5(IMPORT_NAMESPACE, said)
        yield {
            "id": str(event_id),
            "seq": event_id.int % (2**62) + 1,
            "type": kind,
            "v": 1,
            "body": {"visit": str(stay.visit_id), "method": "import"},
            "device_at": happened_at.isoformat(),
        }


def _device(worker: Worker, at: datetime) -> Device:
    """What stands for a worker's phone in the provider's own system. Nobody can sign in with it."""
    device, _ = Device.objects.get_or_create(
        token_hash=f"{IMPORT_DEVICE}{worker.pk.hex}",
        defaults={
            "worker": worker,
            "organisation_id": worker.organisation_id,
            "token_until": at + FOR_EVER,
            "registered_at": at,
        },
    )
    return device
