"""Reading what was recorded at visits, and what it came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Max

from kith.core.stay import EventKind, RecordedEvent
from kith.delivery.models import Device, EventRuling, Verification, VisitEvent

VISITS_IN_ONE_QUERY = 2_000
_FIELDS = ("pk", "kind", "worker_id", "device_id", "device_at", "recorded_at", "mono_ms", "offset_ms")
_JUDGED = frozenset(EventKind)


def events_that_count(visit_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
    """What was recorded at each of these visits and counts: accepted at once, or by somebody's ruling.

    Two queries for each two thousand visits.
    """
    found: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
    for some in in_batches(visit_ids):
        accepted = VisitEvent.objects.filter(visit_id__among=some, held="")
        for visit_id, *values in accepted.values_list("visit_id", *_FIELDS):
            found[visit_id].append(_recorded(*values))
        ruled = dict(_accepted_by_ruling(some))
        for event_id, *values in VisitEvent.objects.filter(pk__among=ruled).values_list("pk", *_FIELDS):
            found[ruled[event_id]].append(_recorded(*values))
    return found


def newest_verifications(visit_ids: Collection[UUID]) -> dict[UUID, tuple[Verification, ...]]:
    """What each of these visits came to, by place: the newest verification of each. One query for each two
    thousand visits; a visit that was never verified is not in the answer.
    """
    newest: defaultdict[UUID, dict[int, Verification]] = defaultdict(dict)
    for some in in_batches(visit_ids):
        for row in Verification.objects.filter(visit__pk__among=some).order_by("pk"):
            newest[row.visit_id][row.place] = row
    return {visit_id: tuple(places[place] for place in sorted(places)) for visit_id, places in newest.items()}


def visits_with_held_events(visit_ids: Collection[UUID]) -> set[UUID]:
    """Which of these visits have an event that still waits for somebody's decision."""
    held = VisitEvent.objects.exclude(held="").filter(visit_id__among=set(visit_ids), rulings__isnull=True)
    return {visit_id for visit_id in held.values_list("visit_id", flat=True) if visit_id}


def visits_told_of(visit_ids: Collection[UUID]) -> set[UUID]:
    """Which of these visits somebody recorded anything of, or ruled that an event counts for."""
    wanted = set(visit_ids)
    found = VisitEvent.objects.filter(visit_id__among=wanted).values_list("visit_id", flat=True)
    ruled = EventRuling.objects.filter(visit_id__among=wanted).values_list("visit_id", flat=True)
    return {visit_id for visit_id in found.union(ruled) if visit_id}


def last_heard(worker_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When a phone of each of these workers was last heard; one that never was is not in the answer."""
    phones = Device.objects.filter(worker__pk__among=set(worker_ids), last_heard_at__isnull=False)
    return dict(phones.values_list("worker_id").annotate(Max("last_heard_at")))


def in_batches(visit_ids: Iterable[UUID]) -> Iterator[frozenset[UUID]]:
    """These ids, so many at a time that one query can name them."""
    ids = iter(visit_ids)
    while some := frozenset(islice(ids, VISITS_IN_ONE_QUERY)):
        yield some


def _accepted_by_ruling(visit_ids: Collection[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """The held events whose newest ruling lets them count for one of these visits, with the visit."""
    about = EventRuling.objects.filter(visit_id__among=visit_ids).values("event_id")
    newest: dict[UUID, EventRuling] = {}
    for ruling in EventRuling.objects.filter(event__in=about).order_by("pk"):
        newest[ruling.event_id] = ruling
    for event_id, ruling in newest.items():
        if ruling.accepted and ruling.visit_id is not None and ruling.visit_id in visit_ids:
            yield event_id, ruling.visit_id


def _recorded(
    event_id: UUID,
    kind: str,
    worker_id: UUID,
    device_id: UUID,
    device_at: datetime,
    received_at: datetime,
    mono_ms: int | None,
    offset_ms: int,
) -> RecordedEvent:
    return RecordedEvent(
        event_id=event_id,
        kind=EventKind(kind),
        worker_id=worker_id,
        device_id=device_id,
        device_at=device_at,
        received_at=received_at,
        mono_ms=mono_ms,
        offset_ms=offset_ms,
    )
