from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kith.core.verification_policy import PILOT
from kith.core.visit_state import Bead, BeadState, LiveFacts, LiveStatus, Stage, live_status, thread

DONE, NOW, AHEAD, HELD = BeadState.DONE, BeadState.NOW, BeadState.AHEAD, BeadState.HELD
HALF_PAST_EIGHT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return HALF_PAST_EIGHT + timedelta(minutes=minutes)


def counts(*numbers: int) -> dict[Stage, int]:
    return dict(zip(Stage, numbers, strict=False))


def states(**given: Any) -> list[BeadState]:
    return [bead.state for bead in thread(given.pop("facts"), **given)]


def test_what_comes_next_is_the_stage_after_the_last_fact() -> None:
    assert [DONE, DONE, DONE, NOW, AHEAD, AHEAD, AHEAD] == states(facts=counts(1, 1, 1))
    assert [NOW, AHEAD, AHEAD, AHEAD, AHEAD, AHEAD, AHEAD] == states(facts={})
    assert [DONE] * 7 == states(facts=counts(1, 1, 1, 1, 1, 1, 1))


def test_a_stage_that_was_passed_over_does_not_come_next() -> None:
    assert [DONE, DONE, DONE, AHEAD, DONE, NOW, AHEAD] == states(facts=counts(1, 1, 1, 0, 2))


def test_a_stopped_visit_has_nothing_to_come() -> None:
    assert [DONE, DONE, DONE, AHEAD, AHEAD, AHEAD, AHEAD] == states(facts=counts(1, 1, 1), stopped=True)


def test_a_held_stage_says_why() -> None:
    beads = thread(counts(1, 1, 1, 1, 1, 1), held={Stage.VERIFIED: "There is no check-out."})

    assert Bead(stage=Stage.VERIFIED, state=HELD, times=1, held_because="There is no check-out.") == beads[5]
    assert NOW is beads[6].state


def test_a_stage_without_a_fact_counts_none() -> None:
    assert Bead(stage=Stage.NEEDED, state=NOW, times=0, held_because="") == thread({})[0]


def test_a_correction_adds_and_never_empties() -> None:
    assert Bead(stage=Stage.VERIFIED, state=DONE, times=2) == thread(counts(1, 1, 1, 1, 1, 2, 1))[5]


def facts(**given: Any) -> LiveFacts:
    values: dict[str, Any] = {
        "window_starts_at": at(-30),
        "window_ends_at": at(60),
        "rostered_start_at": at(0),
        "last_heard_at": at(-1),
    }
    return LiveFacts(**(values | given))


def status(minutes: float, **given: Any) -> LiveStatus | None:
    return live_status(facts(**given), PILOT, now=at(minutes))


def test_it_says_nothing_of_a_visit_that_is_not_due() -> None:
    assert status(-0.1) is None


@pytest.mark.parametrize(
    ("checked_in", "says"),
    [(-20, LiveStatus.ON_TIME), (15, LiveStatus.ON_TIME), (15.1, LiveStatus.LATE)],
)
def test_a_visit_that_began_is_on_time_or_late_by_when_it_began(checked_in: float, says: LiveStatus) -> None:
    assert says is status(600, checked_in_at=at(checked_in))


def test_a_check_in_before_the_visit_is_due_is_on_time() -> None:
    assert LiveStatus.ON_TIME is status(-10, checked_in_at=at(-12))


@pytest.mark.parametrize(
    ("now", "heard", "says"),
    [
        (0, 0, LiveStatus.NOT_YET_KNOWN),
        (9, -1, LiveStatus.NOT_YET_KNOWN),  # heard ten minutes ago
        (10, -1, LiveStatus.PHONE_OFFLINE),
        (15, 0, LiveStatus.NOT_YET_KNOWN),
        (15.5, 14, LiveStatus.LATE),
        (40, 15, LiveStatus.LATE),
        (40, 14, LiveStatus.PHONE_OFFLINE),
        (60, 55, LiveStatus.MISSED),
        (90, 60, LiveStatus.MISSED),
        (90, 59, LiveStatus.PHONE_OFFLINE),
    ],
)
def test_late_and_missed_are_said_only_when_the_phone_was_heard(
    now: float, heard: float, says: LiveStatus
) -> None:
    assert says is status(now, last_heard_at=at(heard))


def test_a_phone_never_heard_is_offline() -> None:
    assert LiveStatus.PHONE_OFFLINE is status(1, last_heard_at=None)


@pytest.mark.parametrize(
    ("now", "says"),
    [(-31, None), (0, LiveStatus.NOT_YET_KNOWN), (59, LiveStatus.NOT_YET_KNOWN), (60, LiveStatus.MISSED)],
)
def test_where_nobody_is_rostered_there_is_no_phone_to_wait_for(now: float, says: LiveStatus | None) -> None:
    assert says is status(now, rostered_start_at=None, last_heard_at=None)


def test_a_short_window_still_leaves_an_hour_before_missed() -> None:
    assert LiveStatus.LATE is status(59, window_ends_at=at(30), last_heard_at=at(59))


def test_closed_is_said_of_whatever_somebody_has_dealt_with() -> None:
    assert LiveStatus.CLOSED is status(90, closed=True)
