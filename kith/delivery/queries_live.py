"""What is known of visits right now: on time, late, missed, phone offline and not yet known, kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kith.core.stay import RecordedEvent
from kith.core.verification import PlaceTerms, Verdict, verify
from kith.core.verification_policy import VerificationPolicy
from kith.core.visit_state import LiveFacts, LiveStatus, live_status
from kith.delivery.alerts import ALERT_KINDS
from kith.delivery.queries import events_that_count, last_heard, visits_with_held_events
from kith.delivery.queries_judged import place_terms
from kith.delivery.queries_policy import Policies
from kith.orgs.models import WorkItem
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries

# Most harm first: what a visit for two is called when its places differ.
WORST_FIRST = (
    LiveStatus.MISSED,
    LiveStatus.LATE,
    LiveStatus.PHONE_OFFLINE,
    LiveStatus.NOT_YET_KNOWN,
    LiveStatus.CLOSED,
    LiveStatus.ON_TIME,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlace:
    """One place of a visit as it stands: whose it is, since when they are there, what that means."""

    place: int
    worker_id: UUID | None
    due_at: datetime
    began_at: datetime | None
    last_heard_at: datetime | None
    status: LiveStatus | None


def live_places(
    visits: Sequence[PlannedVisit],
    at: datetime,
    entries: Mapping[UUID, Sequence[Entry]] | None = None,
) -> dict[UUID, tuple[LivePlace, ...]]:
    """How each place of these visits stands at an instant; six queries, however many visits there are, and
    one fewer for who has read their rota entries already.

    A visit that is stopped has no place to stand at, so its answer is empty. One with an event that waits
    for a decision is not yet known, rather than late or missed: somebody says that they were there.
    """
    due = [planned for planned in visits if planned.due]
    ids = [planned.visit.pk for planned in due]
    entries, events = current_entries(ids) if entries is None else entries, events_that_count(ids)
    workers = (entry.worker_id for held in entries.values() for entry in held if entry.worker_id)
    heard, waiting, closed = last_heard(workers), visits_with_held_events(ids), _closed_alerts(ids)
    policies = Policies()
    found: dict[UUID, tuple[LivePlace, ...]] = {planned.visit.pk: () for planned in visits}
    for planned in due:
        key = planned.visit.pk
        policy = policies.on(planned.visit.on, planned.visit.person.commissioner_id)
        places = place_terms(planned, entries.get(key, ()), heard)
        live = _places(policy, places, events.get(key, ()), at, waits=key in waiting)
        found[key] = tuple(_unless_closed(each, closed.get(key, set())) for each in live)
    return found


def live_status_of(visits: Sequence[PlannedVisit], at: datetime) -> dict[UUID, LiveStatus | None]:
    """One status for each visit: that of its worst place. None while it is not due, or is stopped."""
    worst = {visit_id: worst_place(places) for visit_id, places in live_places(visits, at).items()}
    return {visit_id: place.status if place else None for visit_id, place in worst.items()}


def worst_place(places: Sequence[LivePlace]) -> LivePlace | None:
    """The place of a visit that is worst off, or None when none is due."""
    due = [place for place in places if place.status is not None]
    return min(due, key=lambda place: WORST_FIRST.index(place.status or LiveStatus.ON_TIME), default=None)


def _places(
    policy: VerificationPolicy,
    places: Sequence[PlaceTerms],
    events: Sequence[RecordedEvent],
    at: datetime,
    *,
    waits: bool,
) -> list[LivePlace]:
    verdicts = verify(policy=policy, places=places, events=events, as_at=at)
    return [_place(policy, *pair, at, waits=waits) for pair in zip(places, verdicts, strict=True)]


def _place(
    policy: VerificationPolicy, place: PlaceTerms, verdict: Verdict, at: datetime, *, waits: bool
) -> LivePlace:
    """One place, its check-in taken from whoever sat in it."""
    facts = LiveFacts(
        window_starts_at=place.window_starts_at,
        window_ends_at=place.window_ends_at,
        rostered_start_at=place.rostered_start_at,
        checked_in_at=verdict.started_at,
        last_heard_at=place.last_heard_at,
    )
    status = live_status(facts, policy, now=at)
    if waits and verdict.started_at is None and status in ALERT_KINDS:
        status = LiveStatus.NOT_YET_KNOWN
    return LivePlace(
        place=place.place,
        worker_id=verdict.worker_id or place.rostered_worker_id,
        due_at=place.due_at,
        began_at=verdict.started_at,
        last_heard_at=place.last_heard_at,
        status=status,
    )


def _closed_alerts(visit_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The kinds of alert about each visit that somebody has closed, saying what was done."""
    kinds = list(ALERT_KINDS.values())
    closed = WorkItem.objects.filter(kind__in=kinds, closed_by__isnull=False)
    found: dict[UUID, set[str]] = {}
    wanted = {str(visit_id): visit_id for visit_id in visit_ids}
    for kind, subject_id in closed.filter(subject_id__in=wanted).values_list("kind", "subject_id"):
        found.setdefault(wanted[subject_id], set()).add(kind)
    return found


def _unless_closed(place: LivePlace, closed: set[str]) -> LivePlace:
    """The place, closed when somebody acted on just this alert: a visit that gets worse is open again."""
    acted_on = place.status and not place.began_at and ALERT_KINDS.get(place.status) in closed
    return replace(place, status=LiveStatus.CLOSED) if acted_on else place
