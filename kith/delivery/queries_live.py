"""What is known of visits right now: on time, late, missed, phone offline and not yet known, kept apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kith.core.stay import RecordedEvent
from kith.core.verification import PlaceTerms, Verdict, verify
from kith.core.verification_policy import ExceptionCode, VerificationPolicy
from kith.core.visit_state import LiveFacts, LiveStatus, live_status
from kith.delivery.alerts import ALERT_KINDS
from kith.delivery.queries import (
    NOBODY_YET,
    Stayed,
    events_that_count,
    last_heard,
    settled_stays,
    visits_with_held_events,
)
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
    ids = {planned.visit.pk for planned in due}
    entries = current_entries(ids) if entries is None else entries
    known = _known(due, ids, entries)
    found: dict[UUID, tuple[LivePlace, ...]] = {planned.visit.pk: () for planned in visits}
    found |= {planned.visit.pk: tuple(known.places(planned, at)) for planned in due}
    return found | _unless_closed(found)


def live_status_of(visits: Sequence[PlannedVisit], at: datetime) -> dict[UUID, LiveStatus | None]:
    """One status for each visit: that of its worst place. None while it is not due, or is stopped."""
    worst = {visit_id: worst_place(places) for visit_id, places in live_places(visits, at).items()}
    return {visit_id: place.status if place else None for visit_id, place in worst.items()}


def worst_place(places: Sequence[LivePlace]) -> LivePlace | None:
    """The place of a visit that is worst off, or None when none is due."""
    due = [place for place in places if place.status is not None]
    return min(due, key=lambda place: WORST_FIRST.index(place.status or LiveStatus.ON_TIME), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What has been read of some visits, by visit and by worker."""

    entries: Mapping[UUID, Sequence[Entry]]
    settled: Mapping[UUID, Mapping[int, Stayed]]
    events: Mapping[UUID, Sequence[RecordedEvent]]
    waiting: Collection[UUID]
    heard: Mapping[UUID, datetime]
    policies: Policies

    def places(self, planned: PlannedVisit, at: datetime) -> Iterable[LivePlace]:
        """How each place of a visit stands. Most of a day's are verified already, or still to come."""
        key, held = planned.visit.pk, self.entries.get(planned.visit.pk, ())
        events, settled = self.events.get(key, ()), self.settled.get(key)
        if not events and not settled:
            ahead = list(_ahead(planned, held, self.heard))
            if all(place.due_at > at for place in ahead):
                return ahead
        policy = self.policies.on(planned.visit.on, planned.visit.person.commissioner_id)
        places = place_terms(planned, held, self.heard)
        if settled:
            return [_place(policy, place, settled[place.place], at, waits=False) for place in places]
        return _places(policy, places, events, at, waits=key in self.waiting)


def _known(
    due: Sequence[PlannedVisit], ids: Collection[UUID], entries: Mapping[UUID, Sequence[Entry]]
) -> _Known:
    """Everything that is known of these visits; of those that are settled, no event is read."""
    needed = {planned.visit.pk: planned.terms.workers_needed for planned in due}
    stays = settled_stays(ids)
    settled = {key: stayed for key, stayed in stays.items() if set(range(1, needed[key] + 1)) <= set(stayed)}
    open_to_change = set(needed) - set(settled)
    return _Known(
        entries=entries,
        settled=settled,
        events=events_that_count(open_to_change),
        waiting=visits_with_held_events(open_to_change),
        heard=last_heard(entry.worker_id for held in entries.values() for entry in held if entry.worker_id),
        policies=Policies(),
    )


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
        return [_place(policy, place, NOBODY_YET, at, waits=waits) for place in places]
    verdicts = verify(policy=policy, places=places, events=events, as_at=at)
    return [
        _place(policy, place, _stayed(verdict), at, waits=waits)
        for place, verdict in zip(places, verdicts, strict=True)
    ]


def _place(
    policy: VerificationPolicy, place: PlaceTerms, stayed: Stayed, at: datetime, *, waits: bool
) -> LivePlace:
    """One place, its check-in taken from whoever sat in it."""
    facts = LiveFacts(
        window_starts_at=place.window_starts_at,
        window_ends_at=place.window_ends_at,
        rostered_start_at=place.rostered_start_at,
        checked_in_at=stayed.began_at,
        last_heard_at=place.last_heard_at,
    )
    status = live_status(facts, policy, now=at)
    if waits and stayed.began_at is None and status in ALERT_KINDS:
        status = LiveStatus.NOT_YET_KNOWN
    return LivePlace(
        place=place.place,
        worker_id=stayed.worker_id or place.rostered_worker_id,
        due_at=place.due_at,
        began_at=stayed.began_at,
        left_at=stayed.left_at,
        last_heard_at=place.last_heard_at,
        status=status,
    )


def _stayed(verdict: Verdict) -> Stayed:
    """Who stayed and how long. A stay that is taken to be over, without a check-out, has no known end."""
    known = ExceptionCode.NO_CHECK_OUT not in verdict.exceptions
    return Stayed(verdict.worker_id, verdict.started_at, verdict.ended_at if known else None)


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
