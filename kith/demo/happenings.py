"""What the demonstration's phones record: a worker's day lived through in order, late or short.

A visit's fate depends on its own id and the seed alone, so the order in which days are lived changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kith.demo import names
from kith.demo.parameters import value
from kith.demo.residents import TASKS

SHARED_PART_OF_LATENESS = 0.55  # of the spread: a round that starts late stays late
PHONE_STARTED_MS = 5_400_000  # what the phone's own clock showed at the start of a shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One place of one visit as rostered, for the worker who goes there."""

    visit_id: UUID
    slot_key: str
    place: int
    starts_at: datetime
    minutes: int
    travel_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One event as the phone keeps it, and when it could be sent."""

    id: UUID
    visit_id: UUID
    kind: str
    body: dict[str, Any]
    text: str
    at: datetime
    mono_ms: int
    sent_at: datetime


def live_through(*, key: str, day: Sequence[Due], seed: int, until: datetime) -> list[Recorded]:
    """The events of one worker's shift that were recorded before ``until``, in the order they were made."""
    rng = Random(f"{seed}:shift:{key}")
    sd = value("start_late_sd_minutes")
    drift = rng.gauss(0, sd * math.sqrt(SHARED_PART_OF_LATENESS))
    offline_all_day = rng.random() < value("phone_delay_share")
    free_at: datetime | None = None
    events: list[Recorded] = []
    for due in sorted(day, key=lambda due: due.starts_at):
        own = Random(f"{seed}:visit:{due.visit_id}:{due.place}")
        late = (
            drift
            + value("start_late_mean_minutes")
            + own.gauss(0, sd * math.sqrt(1 - SHARED_PART_OF_LATENESS))
        )
        arrives_at = due.starts_at + timedelta(seconds=int(late * 60))
        if free_at is not None:
            arrives_at = max(arrives_at, free_at + timedelta(minutes=max(1, due.travel_minutes)))
        made = list(_visit(due, arrives_at, own))
        if made:
            free_at = made[-1].at
        events.extend(made)
    recorded = [event for event in events if event.at < until]
    if offline_all_day and recorded:
        evening = max(event.at for event in recorded) + timedelta(minutes=40)
        recorded = [_sent(event, evening) for event in recorded]
    return [event for event in recorded if event.sent_at < until]


def _visit(due: Due, arrives_at: datetime, own: Random) -> Iterator[Recorded]:
    fate = own.random()
    if fate < value("missed_share"):
        return
    make = _Maker(due=due, own=own, arrived_at=arrives_at)
    if fate < value("missed_share") + value("refused_share"):
        yield make.event("check_in", 0)
        yield make.event("refused", 120, body={"reason": "said_no_today"})
        yield make.event("check_out", 180)
        return
    seconds = _stays_for(due.minutes, own)
    yield make.event("check_in", 0, body={"method": "app", "place_match": "yes"})
    yield make.event("task", seconds - 60, body={"task": TASKS[due.slot_key][0], "outcome": "done"})
    if own.random() < 0.20:
        tap = own.choices(("alone", "prompting", "help", "refused"), (0.35, 0.30, 0.30, 0.05))[0]
        yield make.event("goal_tap", seconds - 50, body={"goal": "1", "level": tap})
    if own.random() < 0.35:
        yield make.event("note", seconds - 40, text=own.choice(names.NOTES))
    if own.random() >= value("forgotten_check_out_share"):
        yield make.event("check_out", seconds, body={"method": "app"})


def _stays_for(planned_minutes: int, own: Random) -> int:
    """Seconds spent: lognormal about two thirds of the plan; 51 % of half hours end before 20 minutes."""
    share = value("actual_share_median") * math.exp(own.gauss(0, value("actual_share_sigma")))
    return max(240, int(planned_minutes * 60 * share))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    due: Due
    own: Random
    arrived_at: datetime

    def event(
        self, kind: str, seconds: int, *, body: dict[str, Any] | None = None, text: str = ""
    ) -> Recorded:
        at = self.arrived_at + timedelta(seconds=seconds)
        since_midnight = (at.hour * 3600 + at.minute * 60 + at.second) * 1000
        return Recorded(
            id=UUID(int=self.own.getrandbits(128), version=4),
            visit_id=self.due.visit_id,
            kind=kind,
            body=body or {},
            text=text,
            at=at,
            mono_ms=PHONE_STARTED_MS + since_midnight,
            sent_at=at + timedelta(seconds=20),
        )


def _sent(event: Recorded, at: datetime) -> Recorded:
    return replace(event, sent_at=at)


def batches(events: Iterable[Recorded], *, size: int = 50) -> Iterator[list[Recorded]]:
    """The events in batches as a phone would send them."""
    batch: list[Recorded] = []
    for event in events:
        batch.append(event)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
