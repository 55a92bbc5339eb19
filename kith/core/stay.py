"""How long one worker stayed, from what their phone recorded.

Minutes come from the phone's stopwatch (its monotonic clock, which nobody can set) when both ends have
it, else from its clock put right by the server's. What cannot be believed is set aside, and the stay
counts up to the last thing recorded where the person is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kith.core.verification_policy import ExceptionCode, VerificationPolicy


class EventKind(StrEnum):
    """What a phone can record at a visit."""

    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    TASK = "task"
    GOAL_TAP = "goal_tap"
    REFUSED = "refused"
    NOTE = "note"


ONE_SECOND = timedelta(seconds=1)

# Done where the person is. A note is not one of them: it may be written afterwards and elsewhere.
DONE_THERE = frozenset({EventKind.TASK, EventKind.GOAL_TAP, EventKind.REFUSED})


class Clock(StrEnum):
    """What measured the minutes."""

    STOPWATCH = "stopwatch"
    PHONE = "phone clock"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """One event as a phone recorded it. `offset_ms` is server minus phone clock when last compared."""

    event_id: UUID
    kind: EventKind
    worker_id: UUID
    device_id: UUID
    device_at: datetime
    received_at: datetime
    mono_ms: int | None = None
    offset_ms: int = 0

    @property
    def claimed_at(self) -> datetime:
        """When it happened by the phone's clock, put right by the last known offset."""
        return self.device_at + timedelta(milliseconds=self.offset_ms)

    @property
    def happened_at(self) -> datetime:
        """When it happened, and never later than the server had it."""
        return min(self.claimed_at, self.received_at)

    def has_wrong_clock(self, skew: timedelta) -> bool:
        """Whether the phone's clock was further out than this."""
        return abs(timedelta(milliseconds=self.offset_ms)) > skew or self.claimed_at - self.received_at > skew


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One worker's time with the person: when it began, whole seconds, what measured them, what looks odd."""

    started_at: datetime
    seconds: int
    measured_by: Clock
    exceptions: frozenset[ExceptionCode]

    @property
    def ended_at(self) -> datetime:
        """When it ended, by whatever measured it."""
        return self.started_at + timedelta(seconds=self.seconds)


def in_order(events: Iterable[RecordedEvent]) -> tuple[RecordedEvent, ...]:
    """Each event once, in the order in which they happened."""
    first: dict[UUID, RecordedEvent] = {}
    for event in sorted(events, key=_order):
        first.setdefault(event.event_id, event)
    return tuple(first.values())


def measure(events: Sequence[RecordedEvent], policy: VerificationPolicy) -> Stay:
    """How long a worker stayed. `events` are one worker's, in order; at least one shows that they were there.

    From the first check-in to the last check-out. Without a check-in it begins with the first thing done
    there; without a check-out that can be believed, it ends with the last. Never below nothing, never
    over the longest.
    """
    check_ins = _of(events, EventKind.CHECK_IN)
    check_outs = _of(events, EventKind.CHECK_OUT)
    done_there = _of(events, *DONE_THERE)
    begin = (check_ins or done_there or check_outs)[0]
    found = _what_is_odd(events, check_ins, check_outs, policy)
    seconds, clock = 0, Clock.NOTHING
    for end in (*check_outs[-1:], *done_there[-1:]):
        elapsed, by = _elapsed(begin, end)
        if end is not begin and 0 <= elapsed <= policy.longest_minutes * 60:
            seconds, clock = elapsed, by
            if abs(_by_clock(begin, end) - elapsed) > policy.clock_skew_minutes * 60:
                found.add(ExceptionCode.CLOCKS_DISAGREE)
            break
        if elapsed:
            found.add(ExceptionCode.OUT_BEFORE_IN if elapsed < 0 else ExceptionCode.TOO_LONG)
    return Stay(started_at=begin.happened_at, seconds=seconds, measured_by=clock, exceptions=frozenset(found))


def _of(events: Sequence[RecordedEvent], *kinds: EventKind) -> tuple[RecordedEvent, ...]:
    return tuple(event for event in events if event.kind in kinds)


def _what_is_odd(
    events: Sequence[RecordedEvent],
    check_ins: Sequence[RecordedEvent],
    check_outs: Sequence[RecordedEvent],
    policy: VerificationPolicy,
) -> set[ExceptionCode]:
    """What is missing, doubled or recorded by a wrong clock, before anything is measured."""
    skew = timedelta(minutes=policy.clock_skew_minutes)
    odd = {
        ExceptionCode.NO_CHECK_IN: not check_ins,
        ExceptionCode.NO_CHECK_OUT: not check_outs,
        ExceptionCode.TWO_CHECK_INS: len(check_ins) > 1,
        ExceptionCode.TWO_CHECK_OUTS: len(check_outs) > 1,
        ExceptionCode.PHONE_CLOCK_WRONG: any(event.has_wrong_clock(skew) for event in events),
    }
    return {code for code, holds in odd.items() if holds}


def _elapsed(begin: RecordedEvent, end: RecordedEvent) -> tuple[int, Clock]:
    """Whole seconds between two events, and the better clock that measured them."""
    one_phone = begin.device_id == end.device_id
    # A stopwatch that ran backwards was started again in between, and measures nothing.
    if one_phone and begin.mono_ms is not None and end.mono_ms is not None and begin.mono_ms <= end.mono_ms:
        return (end.mono_ms - begin.mono_ms) // 1000, Clock.STOPWATCH
    return _by_clock(begin, end), Clock.PHONE


def _by_clock(begin: RecordedEvent, end: RecordedEvent) -> int:
    return (end.happened_at - begin.happened_at) // ONE_SECOND


def _order(event: RecordedEvent) -> tuple[object, ...]:
    """By when it happened; then by everything else, so that no order of arrival can show through."""
    whose = (event.worker_id, event.device_id)
    clocks = (event.device_at, event.received_at, event.offset_ms, event.mono_ms is None, event.mono_ms or 0)
    return event.happened_at, event.event_id, event.kind, whose, clocks
