"""What is known of visits right now: on time, late, missed, phone offline and not yet known, kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kith.core.stay import RecordedEvent
from kith.core.verification import PlaceTerms, Verdict, verify
from kith.core.verification_policy import ExceptionCode, VerificationPolicy
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
    """One place of a visit as it stands: whose it is, when they came and left, what that means."""

    place: int
    worker_id: UUID | None
    due_at: datetime
    began_at: datetime | None
    left_at: datetime | None
    last_heard_at: datetime | None
    status: LiveStatus | None


def live_places(
    visits: Sequence[PlannedVisit],
    at: datetime,
    entries: Mapping[UUID, Sequence[Entry]] | None = None,
) -> dict[UUID, tuple[LivePlace, ...]]:
    """How each place of these visits stands at an instant; six queries, however many visits there are, and
    fewer for who has read their rota entries already.

    A visit that is stopped has no place to stand at, so its answer is empty. One with an event that waits
    for a decision is not yet known, rather than late or missed: somebody says that they were there.
    """
    due = [planned for planned in visits if planned.due]
    ids = [planned.visit.pk for planned in due]
    entries, events = current_entries(ids) if entries is None else entries, events_that_count(ids)
    workers = (entry.worker_id for held in entries.values() for entry in held if entry.worker_id)
    heard, waiting = last_heard(workers), visits_with_held_events(ids)
    policies = Policies()
    found: dict[UUID, tuple[LivePlace, ...]] = {planned.visit.pk: () for planned in visits}
    for planned in due:
        key, held = planned.visit.pk, entries.get(planned.visit.pk, ())
        if key not in events:
            ahead = tuple(_ahead(planned, held, heard))
            if all(place.due_at > at for place in ahead):
                found[key] = ahead
                continue
        policy = policies.on(planned.visit.on, planned.visit.person.commissioner_id)
        places = place_terms(planned, held, heard)
        found[key] = tuple(_places(policy, places, events.get(key, ()), at, waits=key in waiting))
    return found | _unless_closed(found)


def live_status_of(visits: Sequence[PlannedVisit], at: datetime) -> dict[UUID, LiveStatus | None]:
    """One status for each visit: that of its worst place. None while it is not due, or is stopped."""
    worst = {visit_id: worst_place(places) for visit_id, places in live_places(visits, at).items()}
    return {visit_id: place.status if place else None for visit_id, place in worst.items()}


def worst_place(places: Sequence[LivePlace]) -> LivePlace | None:
    """The place of a visit that is worst off, or None when none is due."""
    due = [place for place in places if place.status is not None]
    return min(due, key=lambda place: WORST_FIRST.index(place.status or LiveStatus.ON_TIME), default=None)


def _ahead(
    planned: PlannedVisit, held: Sequence[Entry], heard: Mapping[UUID, datetime]
) -> Iterator[LivePlace]:
    """The places of a visit as they stand until they are due, if nothing was recorded: nothing is judged."""
    rostered = {entry.place: entry for entry in held if entry.worker_id}
    for place in range(1, planned.terms.workers_needed + 1):
        entry = rostered.get(place)
        worker_id = entry.worker_id if entry else None
        yield LivePlace(
            place=place,
            worker_id=worker_id,
            due_at=entry.starts_at if entry else planned.terms.window_starts_at,
            began_at=None,
            left_at=None,
            last_heard_at=heard.get(worker_id) if worker_id else None,
            status=None,
        )


def _places(
    policy: VerificationPolicy,
    places: Sequence[PlaceTerms],
    events: Sequence[RecordedEvent],
    at: datetime,
    *,
    waits: bool,
) -> list[LivePlace]:
    if not events:
        return [_place(policy, place, None, at, waits=waits) for place in places]
    verdicts = verify(policy=policy, places=places, events=events, as_at=at)
    return [_place(policy, *pair, at, waits=waits) for pair in zip(places, verdicts, strict=True)]


def _place(
    policy: VerificationPolicy, place: PlaceTerms, verdict: Verdict | None, at: datetime, *, waits: bool
) -> LivePlace:
    """One place, its check-in taken from whoever sat in it; no verdict where nothing was recorded."""
    began_at = verdict.started_at if verdict else None
    facts = LiveFacts(
        window_starts_at=place.window_starts_at,
        window_ends_at=place.window_ends_at,
        rostered_start_at=place.rostered_start_at,
        checked_in_at=began_at,
        last_heard_at=place.last_heard_at,
    )
    status = live_status(facts, policy, now=at)
    if waits and began_at is None and status in ALERT_KINDS:
        status = LiveStatus.NOT_YET_KNOWN
    return LivePlace(
        place=place.place,
        worker_id=(verdict.worker_id if verdict else None) or place.rostered_worker_id,
        due_at=place.due_at,
        began_at=began_at,
        left_at=_left_at(verdict) if verdict else None,
        last_heard_at=place.last_heard_at,
        status=status,
    )


def _left_at(verdict: Verdict) -> datetime | None:
    """When the worker checked out, or None: a stay that is taken to be over has no known end."""
    return None if ExceptionCode.NO_CHECK_OUT in verdict.exceptions else verdict.ended_at


def _unless_closed(found: Mapping[UUID, Sequence[LivePlace]]) -> dict[UUID, tuple[LivePlace, ...]]:
    """The visits in trouble, closed where somebody acted on just this alert; worse ones are open again.

    One query; none where no visit is in trouble.
    """
    troubled = {str(visit_id): visit_id for visit_id, places in found.items() if any(map(_alert_of, places))}
    if not troubled:
        return {}
    closed = WorkItem.objects.filter(
        kind__in=ALERT_KINDS.values(), closed_by__isnull=False, subject_id__in=troubled
    )
    acted_on = {(troubled[subject_id], kind) for subject_id, kind in closed.values_list("subject_id", "kind")}
    return {
        visit_id: tuple(
            replace(place, status=LiveStatus.CLOSED) if (visit_id, _alert_of(place)) in acted_on else place
            for place in found[visit_id]
        )
        for visit_id in troubled.values()
    }


def _alert_of(place: LivePlace) -> str | None:
    """The kind of alert about this place, or None where somebody came or nothing is wrong."""
    return ALERT_KINDS.get(place.status) if place.status and not place.began_at else None
