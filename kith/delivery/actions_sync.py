"""Receiving what phones recorded: believe first, judge after.

A batch may come in any order, any number of times, cut off, or from a phone that is days behind; each event
counts once all the same. Nothing is refused for what it says: an event is counted, or held for a decision,
or kept as a contradiction, and the answer says which. See ``docs/adr/0011-sync-protocol.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction

from kith.core.errors import Refused
from kith.delivery.actions_feed import begin_epoch
from kith.delivery.actions_waiting import wait_for_conflicts, wait_for_held
from kith.delivery.arrival import Arrival, Receipts
from kith.delivery.envelope import Envelope, instant, read_event
from kith.delivery.held import Held, Standing
from kith.delivery.models import Device, EventConflict, VisitEvent
from kith.delivery.queries_arrivals import Kept, all_written, kept_before, standing_of, why_stopped
from kith.delivery.queries_feed import START, FeedPage, current_epoch, feed_after
from kith.delivery.sealing import seal
from kith.delivery.witness import remember, went_back
from kith.orgs import audit
from kith.orgs.actions_outbox import announce_each
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.people.actions_content import NewContent, RecordDisposed, write_contents

MOST_EVENTS = 50
TRIES = 3
ONE_MILLISECOND = timedelta(milliseconds=1)


class BatchTooLarge(Refused):
    """More than 50 events or 256 KiB at once: the phone sends half as many."""

    code = "batch_too_large"


class Raced(Exception):
    """Another phone put in an event with one of these ids between our looking and our writing."""


def receive_batch(
    *, device: Device, batch: Mapping[str, Any], at: datetime, most: int = MOST_EVENTS
) -> dict[str, Any]:
    """The answer to one batch from a phone, as JSON values: a receipt for each event, and what to fetch.

    ``batch`` is the body of POST /phone/sync. All it leads to is written in one transaction, so that a
    receipt is only ever given for what is safely kept. Raises `BatchTooLarge` above ``most``, which is a
    phone's, and nothing for content.
    """
    events = batch.get("events") or ()
    if len(events) > most:
        raise BatchTooLarge(
            "This batch has {events} events. Send at most {most} at once.", events=len(events), most=most
        )
    with transaction.atomic(), as_house():
        _take_turn(device.pk)
        if went_back():
            begin_epoch(at=at, reason="an older copy of the file was put back")
        device = Device.objects.select_related("worker__user").get(pk=device.pk)
        receipts = _receive(device, _read(device, events, batch, at), at)
        _note_heard(device, batch, events, at)
        epoch = current_epoch()
        page = _feed(device, batch, epoch, at)
        if events or page.items:
            _record(device, receipts, page, at)
    return {
        "epoch": epoch,
        "server_at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "acks": receipts.acks,
        "held": receipts.held,
        "conflicts": receipts.conflicts,
        "feed": list(page.items),
        "next_pos": page.next_pos,
        "revoked": device.revoked_at is not None,
    }


def _take_turn(device_id: UUID) -> None:
    """Wait until no other batch of this phone is being received. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [device_id.int % 2**63])


def _read(device: Device, events: Sequence[object], batch: Mapping[str, Any], at: datetime) -> list[Envelope]:
    """Each event once, with how far the phone's clock was out when it sent, where the event does not say."""
    sent_at = instant(batch.get("sent_at"))
    offset_ms = (at - sent_at) // ONE_MILLISECOND if sent_at else 0
    read = [read_event(event, device_id=device.pk, offset_ms=offset_ms) for event in events]
    return list({(envelope.id, envelope.fingerprint): envelope for envelope in read}.values())


def _receive(device: Device, envelopes: Sequence[Envelope], at: datetime) -> Receipts:
    """The receipts for these events, once all that follows from them is written."""
    for _ in range(TRIES):
        receipts, new, conflicts = _sort_out(device, envelopes, standing_of(device, envelopes, at))
        try:
            arrivals = _keep(device, new, at)
        except Raced:
            continue
        for arrival in arrivals:
            receipts.add(arrival.envelope.said_id, arrival.held)
        counted = {arrival.envelope.visit_id: None for arrival in arrivals if not arrival.held}
        announce_each(kind=Announced.VISIT_EVENTS, subject_ids=counted, at=at)
        wait_for_held(device=device, held=[arrival for arrival in arrivals if arrival.held], at=at)
        _keep_conflicts(device, conflicts, at)
        return receipts
    raise IntegrityError("the same events kept arriving from another phone")


def _sort_out(
    device: Device, envelopes: Sequence[Envelope], standing: Standing
) -> tuple[Receipts, list[Arrival], list[Envelope]]:
    """Receipts for what is here already, what is new, and what contradicts something that is here."""
    kept, taken = kept_before(device, envelopes)
    receipts, new, conflicts = Receipts(), [], []
    for envelope in envelopes:
        before = kept.get(envelope.id)
        if before is not None and before.is_same(envelope, device):
            receipts.add(envelope.said_id, before.held)
        elif before is not None or envelope.seq in taken:
            receipts.conflicts.append(envelope.said_id)
            conflicts.append(envelope)
        else:
            held = standing.judge(envelope.trouble, envelope.visit_id)
            person_id = standing.people.get(envelope.visit_id) if envelope.visit_id else None
            new.append(Arrival(envelope=envelope, held=held, person_id=person_id))
            kept[envelope.id] = Kept(fingerprint=envelope.fingerprint, worker_id=device.worker_id, held=held)
            if envelope.seq is not None:
                taken.add(envelope.seq)
    return receipts, new, conflicts


def _keep(device: Device, new: Sequence[Arrival], at: datetime) -> list[Arrival]:
    """The events as they were kept: all at once, or each alone where one of them spoils it for the rest."""
    if not new:
        return []
    try:
        with transaction.atomic():
            return _append(device, new, at)
    except (DataError, IntegrityError, RecordDisposed):
        return [_keep_alone(device, arrival, at) for arrival in new]


def _keep_alone(device: Device, arrival: Arrival, at: datetime) -> Arrival:
    """One event in a savepoint of its own; one that cannot be filed as it stands is kept sealed, and held."""
    try:
        with transaction.atomic():
            [kept] = _append(device, [arrival], at)
            return kept
    except (DataError, IntegrityError, RecordDisposed) as error:
        held = Held.RECORD_DISPOSED if isinstance(error, RecordDisposed) else Held.CANNOT_KEEP
        [kept] = _append(device, [replace(arrival, held=held)], at)
        return kept


def _append(device: Device, arrivals: Sequence[Arrival], at: datetime) -> list[Arrival]:
    """Write these events with their notes. Raises `Raced` when another phone wrote one of them meanwhile."""
    notes = {
        arrival.envelope.id: note_of(arrival.person_id, arrival.envelope, at)
        for arrival in arrivals
        if arrival.envelope.text and arrival.person_id and not arrival.held
    }
    contents = write_contents(by=device.worker.user, at=at, pieces=[*notes.values()]) if notes else []
    content_ids = dict(zip(notes, (content.pk for content in contents), strict=True))
    rows = [_row(device, arrival, content_ids.get(arrival.envelope.id), at) for arrival in arrivals]
    VisitEvent.objects.bulk_create(rows, ignore_conflicts=True)
    if not all_written(device, {row.pk for row in rows}):
        raise Raced
    transaction.on_commit(lambda: remember(rows[-1].pk))
    return list(arrivals)


def note_of(person_id: UUID, envelope: Envelope, at: datetime) -> NewContent:
    """The free text of an event as content about the person, written when the phone says."""
    written_at = (envelope.device_at or at) + envelope.offset_ms * ONE_MILLISECOND
    kind = "goal_note" if envelope.kind == "goal_tap" else "note"
    return NewContent(person_id=person_id, kind=kind, text=envelope.text, written_at=min(written_at, at))


def _row(device: Device, arrival: Arrival, content_id: UUID | None, at: datetime) -> VisitEvent:
    """The event as a row. What the columns do not hold is sealed beside them: held text, and the unknown."""
    envelope = arrival.envelope
    is_all_here = envelope.whole and not (arrival.held and envelope.text)
    return VisitEvent(
        id=envelope.id,
        device=device,
        device_seq=envelope.seq,
        worker_id=device.worker_id,
        visit_id=envelope.visit_id,
        person_id=arrival.person_id,
        kind=envelope.kind,
        version=envelope.version,
        body=envelope.body,
        content_id=content_id,
        sealed=None if is_all_here else seal(envelope.raw),
        device_at=envelope.device_at or at,
        mono_ms=envelope.mono_ms,
        offset_ms=envelope.offset_ms,
        body_hash=envelope.fingerprint,
        held=arrival.held or "",
        recorded_at=at,
    )


def _keep_conflicts(device: Device, envelopes: Sequence[Envelope], at: datetime) -> None:
    """Keep what contradicts an event that stands, sealed and once, and let somebody compare the two."""
    rows = [
        EventConflict(
            event_id=envelope.id,
            device=device,
            device_seq=envelope.seq,
            body_hash=envelope.fingerprint,
            sealed=seal(envelope.raw),
            recorded_at=at,
        )
        for envelope in envelopes
    ]
    EventConflict.objects.bulk_create(rows, ignore_conflicts=True)
    wait_for_conflicts(device=device, conflicts=rows, at=at)


def _note_heard(device: Device, batch: Mapping[str, Any], events: Sequence[object], at: datetime) -> None:
    """When the phone was last heard, and the highest number it has announced."""
    numbers = [event.get("seq") for event in events if isinstance(event, dict)]
    announced = [number for number in (batch.get("highest_seq"), *numbers) if type(number) is int]
    device.last_heard_at = max(at, device.last_heard_at or at)
    device.highest_seq = max([device.highest_seq, *(number for number in announced if number < 2**63)])
    device.save(update_fields=["last_heard_at", "highest_seq"])


def _feed(device: Device, batch: Mapping[str, Any], epoch: str, at: datetime) -> FeedPage:
    """What the phone should fetch: nothing once it is stopped, and from the beginning in a new epoch."""
    if why_stopped(device, at):
        return FeedPage(items=(), next_pos=START)
    last_pos = str(batch.get("last_pos") or START) if batch.get("epoch") == epoch else START
    return feed_after(worker_id=device.worker_id, epoch=epoch, last_pos=last_pos)


def _record(device: Device, receipts: Receipts, page: FeedPage, at: datetime) -> None:
    audit.record(
        by=device.worker.user,
        at=at,
        action="sync.events",
        role="worker",
        subject_kind="device",
        subject_id=device.pk,
        organisation_id=device.organisation_id,
        detail={
            "acks": len(receipts.acks),
            "held": len(receipts.held),
            "conflicts": len(receipts.conflicts),
            "feed": len(page.items),
        },
    )
