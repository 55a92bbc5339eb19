"""Reading what was recorded at visits, and what it came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from kith.core.stay import EventKind, RecordedEvent
from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.delivery.models import Device, EventRuling, Verification, VisitEvent
from kith.orgs.prepared import IDS, Prepared, Row, Slot

VISITS_IN_ONE_QUERY = 2_000
_FIELDS = ("pk", "kind", "worker_id", "device_id", "device_at", "recorded_at", "mono_ms", "offset_ms")
_JUDGED = frozenset(EventKind)


_ACCEPTED = Prepared(
    lambda visits: VisitEvent.objects.filter(visit_id__among=visits, held="").values_list(
        "visit_id", *_FIELDS
    ),
    visits=IDS,
)
_RULED = Prepared(
    lambda visits: (
        EventRuling.objects.filter(
            event__in=EventRuling.objects.filter(visit_id__among=visits).values("event_id")
        )
        .order_by("pk")
        .values_list("event_id", "visit_id", "accepted")
    ),
    visits=IDS,
)


def _verified(visits: Slot) -> QuerySet[Verification, Row]:
    """The newest verifications by which somebody came, where no event or ruling is as new."""
    newer = Verification.objects.filter(
        visit=OuterRef("visit"), place=OuterRef("place"), pk__gt=OuterRef("pk")
    )
    later = {"visit_id": OuterRef("visit_id"), "recorded_at__gte": OuterRef("recorded_at")}
    return Verification.objects.filter(
        ~Exists(newer),
        ~Exists(VisitEvent.objects.filter(**later)),
        ~Exists(EventRuling.objects.filter(**later)),
        visit__pk__among=visits,
        verdict__in=(Outcome.DELIVERED, Outcome.REFUSED),
    ).values_list("override_by_id", "visit_id", "place", "exceptions", "worker_id", "started_at", "ended_at")


_VERIFIED = Prepared(_verified, visits=IDS)
_WAITING = Prepared(
    lambda visits: (
        VisitEvent.objects.exclude(held="")
        .filter(visit_id__among=visits, rulings__isnull=True)
        .values_list("visit_id")
    ),
    visits=IDS,
)
_HEARD = Prepared(
    lambda workers: (
        Device.objects.filter(worker__pk__among=workers, last_heard_at__isnull=False)
        .values_list("worker_id")
        .annotate(Max("last_heard_at"))
    ),
    workers=IDS,
)


def events_that_count(visit_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
    """What was recorded at each of these visits and counts: accepted at once, or by somebody's ruling.

    Two queries for each two thousand visits.
    """
    found: defaultdict[UUID, list[RecordedEvent]] = defaultdict(list)
    for some in in_batches(visit_ids):
        for visit_id, *values in _ACCEPTED(visits=some):
            found[visit_id].append(_recorded(*values))
        ruled = dict(_accepted_by_ruling(some))
        for event_id, *values in VisitEvent.objects.filter(pk__among=ruled).values_list("pk", *_FIELDS):
            found[ruled[event_id]].append(_recorded(*values))
    return found


class Stayed(NamedTuple):
    """Who came to one place of a visit, and when they came and left, as far as that is known."""

    worker_id: UUID | None
    began_at: datetime | None
    left_at: datetime | None


NOBODY_YET = Stayed(None, None, None)


def settled_stays(visit_ids: Collection[UUID]) -> dict[UUID, dict[int, Stayed]]:
    """The stays of these visits, by place, that are verified from check-in to check-out, with nothing heard
    or ruled since and nobody's word in their place: judging their events again would say the same. One query.
    """
    found: defaultdict[UUID, dict[int, Stayed]] = defaultdict(dict)
    for overridden_by, visit_id, place, exceptions, *stayed in _VERIFIED(visits=set(visit_ids)):
        if overridden_by is None and ExceptionCode.NO_CHECK_OUT not in exceptions:
            found[visit_id][place] = Stayed(*stayed)
    return dict(found)


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
    return {visit_id for (visit_id,) in _WAITING(visits=visit_ids) if visit_id}


def visits_told_of(visit_ids: Collection[UUID]) -> set[UUID]:
    """Which of these visits somebody recorded anything of, or ruled that an event counts for."""
    wanted = set(visit_ids)
    found = VisitEvent.objects.filter(visit_id__among=wanted).values_list("visit_id", flat=True)
    ruled = EventRuling.objects.filter(visit_id__among=wanted).values_list("visit_id", flat=True)
    return {visit_id for visit_id in found.union(ruled) if visit_id}


def last_heard(worker_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When a phone of each of these workers was last heard; one that never was is not in the answer."""
    return dict(_HEARD(workers=set(worker_ids)))


def in_batches(visit_ids: Iterable[UUID]) -> Iterator[frozenset[UUID]]:
    """These ids, so many at a time that one query can name them."""
    ids = iter(visit_ids)
    while some := frozenset(islice(ids, VISITS_IN_ONE_QUERY)):
        yield some


def _accepted_by_ruling(visit_ids: Collection[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """The held events whose newest ruling lets them count for one of these visits, with the visit."""
    newest = {event_id: (visit_id, accepted) for event_id, visit_id, accepted in _RULED(visits=visit_ids)}
    for event_id, (visit_id, accepted) in newest.items():
        if accepted and visit_id in visit_ids:
            yield event_id, visit_id


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
