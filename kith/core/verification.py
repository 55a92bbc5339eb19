"""What each place of a visit came to: minutes, an outcome, and what needs a look.

The rule is *believe first, judge after*. Nothing recorded is rejected: what does not fit raises an
exception with words. Events may come in any order and any number of times, and give the same answer. A
visit has one place for each worker it needs; each place has its own verdict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from kith.core.money import half_up
from kith.core.stay import Clock, EventKind, RecordedEvent, Stay, in_order, measure
from kith.core.verification_policy import ExceptionCode, Rounding, VerificationPolicy

Seat = tuple[RecordedEvent, ...]


class Outcome(StrEnum):
    """What one place of a visit came to."""

    DELIVERED = "delivered"
    """A worker came, and care was not refused."""

    REFUSED = "refused"
    """A worker came, and the person did not want care."""

    MISSED = "missed"
    """The window is over, and it is known that nobody came."""

    CANCELLED = "cancelled"
    """It was called off, and nobody came."""

    NOT_KNOWN = "not_known"
    """Too little is known yet: the visit is not over, or a phone has still to be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTerms:
    """What was agreed for one worker's place at a visit, and when that worker's phone was last heard."""

    place: int
    commissioned_minutes: int
    window_starts_at: datetime
    window_ends_at: datetime
    rostered_worker_id: UUID | None = None
    rostered_start_at: datetime | None = None
    rostered_minutes: int | None = None
    cancelled: bool = False
    last_heard_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """When it is due to begin: as rostered, else when the window opens."""
        return self.rostered_start_at or self.window_starts_at

    @property
    def planned_minutes(self) -> int:
        """Rostered minutes, else commissioned minutes."""
        return self.commissioned_minutes if self.rostered_minutes is None else self.rostered_minutes

    def missed_at(self, policy: VerificationPolicy) -> datetime:
        """From this instant it is missed, when nobody has begun it."""
        return policy.missed_at(self.due_at, self.window_ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one place of a visit came to. `confirmed` means that it waits for nobody's decision."""

    place: int
    outcome: Outcome
    worker_id: UUID | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    actual_seconds: int = 0
    actual_minutes: int = 0
    measured_by: Clock = Clock.NOTHING
    exceptions: tuple[ExceptionCode, ...] = ()
    confirmed: bool
    policy_key: str
    policy_version: int


def verify(
    *,
    policy: VerificationPolicy,
    places: Sequence[PlaceTerms],
    events: Iterable[RecordedEvent],
    as_at: datetime,
) -> tuple[Verdict, ...]:
    """What each place of one visit came to, as known at an instant, in the order of the places given.

    `events` are all events of this visit, by any worker. The same facts always give the same verdicts, in
    whatever order they came and however often.
    """
    seats, spare = _seat(places, in_order(events))
    return tuple(
        _judge(policy, place, seats.get(place.place, ()), as_at, extra=spare and place is places[-1])
        for place in places
    )


def whole_minutes(seconds: int, rounding: Rounding) -> int:
    """Seconds as whole minutes, rounded as the policy says."""
    return seconds // 60 if rounding is Rounding.DOWN else half_up(seconds, 60)


def minutes_in_words(verdict: Verdict) -> str:
    """The sentence behind the minutes of a verdict: "22 min: 22 min 59 s by the stopwatch."."""
    if verdict.measured_by is Clock.NOTHING:
        return f"{verdict.actual_minutes} min: nothing was measured."
    whole, seconds = divmod(verdict.actual_seconds, 60)
    return f"{verdict.actual_minutes} min: {whole} min {seconds} s by the {verdict.measured_by}."


def _seat(places: Sequence[PlaceTerms], events: Seat) -> tuple[Mapping[int, Seat], bool]:
    """Whose events count for which place, and whether somebody came for whom there was no place.

    A worker sits where they were rostered. Anybody else, in order of coming, takes the first place still
    empty.
    """
    workers = dict.fromkeys(event.worker_id for event in events if event.kind is not EventKind.NOTE)
    came = {worker: tuple(event for event in events if event.worker_id == worker) for worker in workers}
    seats: dict[int, Seat] = {}
    for place in places:
        worker_id = place.rostered_worker_id
        if worker_id is not None and worker_id in came:
            seats[place.place] = came.pop(worker_id)
    for place in places:
        if place.place not in seats and came:
            seats[place.place] = came.pop(next(iter(came)))
    return seats, bool(came)


def _judge(
    policy: VerificationPolicy, place: PlaceTerms, events: Seat, as_at: datetime, *, extra: bool
) -> Verdict:
    """The verdict on one place, from the events of whoever took it. `extra`: there was somebody too many."""
    if not events:
        return _nobody_came(policy, place, as_at)
    stay = measure(events, policy)
    if ExceptionCode.NO_CHECK_OUT in stay.exceptions and as_at < _over_at(policy, place, stay):
        return _verdict(
            policy, place, Outcome.NOT_KNOWN, worker_id=events[0].worker_id, started_at=stay.started_at
        )
    refused = any(event.kind is EventKind.REFUSED for event in events)
    outcome = Outcome.REFUSED if refused else Outcome.DELIVERED
    found = {
        ExceptionCode.EXTRA_WORKER: extra,
        ExceptionCode.CAME_THOUGH_CANCELLED: place.cancelled,
        ExceptionCode.NO_ROTA_ENTRY: place.rostered_worker_id is None,
        ExceptionCode.OTHER_WORKER: place.rostered_worker_id not in (None, events[0].worker_id),
        **_punctuality(policy, place, stay),
        **({} if refused else _length(policy, place, stay)),
    }
    exceptions = stay.exceptions | {code for code, holds in found.items() if holds}
    return _verdict(
        policy,
        place,
        outcome,
        exceptions,
        worker_id=events[0].worker_id,
        started_at=stay.started_at,
        ended_at=stay.ended_at,
        actual_seconds=stay.seconds,
        actual_minutes=whole_minutes(stay.seconds, policy.rounding),
        measured_by=stay.measured_by,
    )


def _nobody_came(policy: VerificationPolicy, place: PlaceTerms, as_at: datetime) -> Verdict:
    """Missed only when it is known: nobody was sent, or the phone was heard after it was too late."""
    missed_at = place.missed_at(policy)
    if place.cancelled:
        return _verdict(policy, place, Outcome.CANCELLED)
    if as_at < missed_at:
        return _verdict(policy, place, Outcome.NOT_KNOWN)
    if place.rostered_worker_id is None:
        return _verdict(policy, place, Outcome.MISSED, {ExceptionCode.NO_ROTA_ENTRY})
    if place.last_heard_at is None or place.last_heard_at < missed_at:
        return _verdict(policy, place, Outcome.NOT_KNOWN, {ExceptionCode.PHONE_NOT_HEARD})
    return _verdict(policy, place, Outcome.MISSED)


def _over_at(policy: VerificationPolicy, place: PlaceTerms, stay: Stay) -> datetime:
    """When a visit without a check-out is taken to be over."""
    return max(place.missed_at(policy), stay.started_at + timedelta(minutes=place.planned_minutes))


def _punctuality(policy: VerificationPolicy, place: PlaceTerms, stay: Stay) -> Mapping[ExceptionCode, bool]:
    """Early and late are said against a rostered start; without one there is nothing to be late for."""
    if place.rostered_start_at is None:
        return {}
    early = place.rostered_start_at - stay.started_at
    return {
        ExceptionCode.EARLY: early > timedelta(minutes=policy.early_tolerance_minutes),
        ExceptionCode.LATE: stay.started_at > policy.late_at(place.rostered_start_at),
    }


def _length(policy: VerificationPolicy, place: PlaceTerms, stay: Stay) -> Mapping[ExceptionCode, bool]:
    over = whole_minutes(stay.seconds, policy.rounding) - place.planned_minutes
    return {
        ExceptionCode.TOO_SHORT: stay.seconds < policy.min_valid_minutes * 60,
        ExceptionCode.SHORTER_THAN_PLANNED: -over > policy.needs_reason_over_minutes,
        ExceptionCode.LONGER_THAN_PLANNED: over > policy.needs_reason_over_minutes,
    }


def _verdict(
    policy: VerificationPolicy,
    place: PlaceTerms,
    outcome: Outcome,
    exceptions: Iterable[ExceptionCode] = (),
    **found: Any,
) -> Verdict:
    """A verdict under this policy, its exceptions in the order in which they are listed."""
    raised = frozenset(exceptions)
    return Verdict(
        place=place.place,
        outcome=outcome,
        exceptions=tuple(code for code in ExceptionCode if code in raised),
        confirmed=outcome is not Outcome.NOT_KNOWN and raised <= policy.confirms_itself_despite,
        policy_key=policy.key,
        policy_version=policy.version,
        **found,
    )
