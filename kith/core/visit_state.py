"""Where a visit stands, worked out from the facts that exist; never stored.

Two answers. The *thread* says how far a visit has come, from need to payment, and runs forward only. The
*live status* says what a coordinator knows right now, and keeps late, missed, phone offline and not yet
known apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kith.core.verification_policy import VerificationPolicy


class Stage(StrEnum):
    """The seven facts of a visit, in the order in which they come about."""

    NEEDED = "needed"
    COMMISSIONED = "commissioned"
    PLANNED = "planned"
    ROSTERED = "rostered"
    DELIVERED = "delivered"
    VERIFIED = "verified"
    PRICED = "priced"


class BeadState(StrEnum):
    """How one stage of the thread is drawn."""

    DONE = "done"
    """The fact exists."""

    NOW = "now"
    """It comes next."""

    AHEAD = "ahead"
    """Not yet, or passed over."""

    HELD = "held"
    """It waits for somebody's decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """One stage of a visit's thread. `times` is how many facts there are: 2 for a fact and its correction."""

    stage: Stage
    state: BeadState
    times: int = 0
    held_because: str = ""


class LiveStatus(StrEnum):
    """What is known of a visit right now, in the words of the page."""

    ON_TIME = "On time"
    LATE = "Late"
    MISSED = "Missed"
    PHONE_OFFLINE = "Phone offline"
    NOT_YET_KNOWN = "Not yet known"
    CLOSED = "Closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFacts:
    """What a live status is worked out from.

    No `rostered_start_at` means that nobody is rostered; the visit is then due when its window opens.

    `last_heard_at` is when the server last heard the rostered worker's phone. `closed` means that
    somebody acted on an alert about this visit and said what was done.
    """

    window_starts_at: datetime
    window_ends_at: datetime
    rostered_start_at: datetime | None = None
    checked_in_at: datetime | None = None
    last_heard_at: datetime | None = None
    closed: bool = False


def thread(
    facts: Mapping[Stage, int], *, held: Mapping[Stage, str] | None = None, stopped: bool = False
) -> tuple[Bead, ...]:
    """The seven beads of a visit, from how many facts each stage has.

    What comes next is the stage after the last fact: a visit that happened without a rota entry is not
    sent back to be rostered. `held` gives the reason for a stage that waits; `stopped` is a visit that
    was cancelled or missed and has nothing more to come.
    """
    stages = list(Stage)
    last = max((number for number, stage in enumerate(stages) if facts.get(stage)), default=-1)
    waits = held or {}
    return tuple(
        Bead(
            stage=stage,
            state=_bead_state(
                facts.get(stage, 0), stage in waits, comes_next=number == last + 1 and not stopped
            ),
            times=facts.get(stage, 0),
            held_because=waits.get(stage, ""),
        )
        for number, stage in enumerate(stages)
    )


def live_status(facts: LiveFacts, policy: VerificationPolicy, *, now: datetime) -> LiveStatus | None:
    """What is known of a visit at this instant; None while it is not due.

    On time and late are said of a visit that began, by when it began. Of one that has not: within the
    tolerance it is not yet known, past it late, and missed when the window is over too. But a phone that
    is silent may hold the check-in, so then it is phone offline, never late or missed.
    """
    if facts.closed:
        return LiveStatus.CLOSED
    due_at = facts.rostered_start_at or facts.window_starts_at
    late_at = policy.late_at(due_at)
    if facts.checked_in_at is not None:
        return LiveStatus.ON_TIME if facts.checked_in_at <= late_at else LiveStatus.LATE
    if now < due_at:
        return None
    missed_at = policy.missed_at(due_at, facts.window_ends_at)
    if now >= missed_at:
        since, status = missed_at, LiveStatus.MISSED
    elif now > late_at and facts.rostered_start_at:
        since, status = late_at, LiveStatus.LATE
    else:
        since, status = due_at, LiveStatus.NOT_YET_KNOWN
    return LiveStatus.PHONE_OFFLINE if _is_silent(facts, policy, since=since, now=now) else status


def _is_silent(facts: LiveFacts, policy: VerificationPolicy, *, since: datetime, now: datetime) -> bool:
    """Whether the phone may hold what we lack: unheard since the moment in question, and for a while.

    A phone that was heard minutes ago is not offline only because a moment has just passed. Where nobody
    was rostered there is no phone to wait for.
    """
    if facts.rostered_start_at is None:
        return False
    if facts.last_heard_at is None:
        return True
    quiet = timedelta(minutes=policy.phone_quiet_after_minutes)
    return facts.last_heard_at < since and now - facts.last_heard_at > quiet


def _bead_state(times: int, held: bool, *, comes_next: bool) -> BeadState:
    if held:
        return BeadState.HELD
    if times:
        return BeadState.DONE
    return BeadState.NOW if comes_next else BeadState.AHEAD
