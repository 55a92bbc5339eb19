"""What visits come to by what is known now, and a hash that says from what: nothing here is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.core.stay import RecordedEvent
from kith.core.verification import Outcome, PlaceTerms, Verdict, verify
from kith.core.verification_policy import VerificationPolicy
from kith.delivery.queries import (
    events_that_count,
    in_batches,
    last_heard,
    visits_with_held_events,
)
from kith.delivery.queries_policy import Policies
from kith.rota.planned import DatedVisit, Entry
from kith.rota.queries import PlannedVisit, current_entries, visits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one place of a visit comes to now. ``inputs_hash`` is the same until something changes."""

    visit: DatedVisit
    verdict: Verdict
    inputs_hash: str
    waits: bool

    @property
    def is_known(self) -> bool:
        """Whether there is anything to write down yet. Nothing is missed while somebody has still to decide
        about an event that says a worker came.
        """
        if self.verdict.outcome is Outcome.MISSED:
            return not self.waits
        return self.verdict.outcome is not Outcome.NOT_KNOWN


def judge_visits(visit_ids: Collection[UUID], at: datetime) -> Iterator[Judged]:
    """What each place of these visits comes to at an instant; a few queries for each two thousand."""
    policies = Policies()
    for some in in_batches(visit_ids):
        planned = visits_of(some)
        entries = current_entries(some)
        events = events_that_count(some)
        waiting = visits_with_held_events(some)
        heard = last_heard(entry.worker_id for held in entries.values() for entry in held if entry.worker_id)
        for each in planned:
            policy = policies.on(each.visit.on, each.visit.person.commissioner_id)
            terms = place_terms(each, entries.get(each.visit.pk, ()), heard)
            for verdict, mark in _judge(policy, terms, events.get(each.visit.pk, []), at):
                waits = each.visit.pk in waiting
                yield Judged(visit=each.visit, verdict=verdict, inputs_hash=mark, waits=waits)


def place_terms(
    planned: PlannedVisit, entries: Sequence[Entry], heard: Mapping[UUID, datetime]
) -> list[PlaceTerms]:
    """What was agreed for each place of a visit: one for each worker it needs."""
    rostered = {entry.place: entry for entry in entries if entry.worker_id}
    places = range(1, planned.terms.workers_needed + 1)
    return [_place(planned, place, rostered.get(place), heard) for place in places]


def _place(
    planned: PlannedVisit, place: int, entry: Entry | None, heard: Mapping[UUID, datetime]
) -> PlaceTerms:
    worker_id = entry.worker_id if entry else None
    return PlaceTerms(
        place=place,
        commissioned_minutes=planned.terms.minutes,
        window_starts_at=planned.terms.window_starts_at,
        window_ends_at=planned.terms.window_ends_at,
        rostered_worker_id=worker_id,
        rostered_start_at=entry.starts_at if entry else None,
        rostered_minutes=entry.minutes if entry else None,
        cancelled=not planned.due,
        last_heard_at=heard.get(worker_id) if worker_id else None,
    )


def _judge(
    policy: VerificationPolicy, places: Sequence[PlaceTerms], events: Sequence[RecordedEvent], at: datetime
) -> Iterator[tuple[Verdict, str]]:
    """The verdicts, each with its hash over policy, terms, events and outcome: time that passes, and a phone
    that is heard, make no new row unless they change what the visit came to.
    """
    named = sorted(str(event.event_id) for event in events)
    verdicts = verify(policy=policy, places=places, events=events, as_at=at)
    for place, verdict in zip(places, verdicts, strict=True):
        known = [policy.key, policy.version, named, _plain(place), _outcome(verdict)]
        text = json.dumps(known, separators=(",", ":"))
        yield verdict, hashlib.sha256(text.encode()).hexdigest()


def _plain(place: PlaceTerms) -> list[object]:
    return [
        place.place,
        place.commissioned_minutes,
        place.window_starts_at.isoformat(),
        place.window_ends_at.isoformat(),
        str(place.rostered_worker_id),
        str(place.rostered_start_at),
        place.rostered_minutes,
        place.cancelled,
    ]


def _outcome(verdict: Verdict) -> list[object]:
    return [verdict.outcome, str(verdict.worker_id), verdict.actual_seconds, *verdict.exceptions]
