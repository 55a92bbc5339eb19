"""A check-in or check-out that was forgotten, doubled, or came in the wrong order."""

from datetime import datetime
from typing import Any

import pytest

from kith.core.stay import Clock
from kith.core.verification import Outcome
from kith.core.verification_policy import (
    ExceptionCode,
)
from tests.core.half_past_eight import GRACE, at, event, verdict

E = ExceptionCode


def test_a_forgotten_check_out_counts_up_to_the_last_thing_done_there() -> None:
    found = verdict(event("check_in", 0), event("task", 10), event("goal_tap", 21), event("note", 55))

    assert (21, Outcome.DELIVERED, False) == (found.actual_minutes, found.outcome, found.confirmed)
    assert (E.NO_CHECK_OUT,) == found.exceptions


def test_a_check_in_alone_counts_nothing() -> None:
    found = verdict(event("check_in", 0))

    assert (0, Clock.NOTHING) == (found.actual_minutes, found.measured_by)
    assert (E.NO_CHECK_OUT, E.TOO_SHORT, E.SHORTER_THAN_PLANNED) == found.exceptions


@pytest.mark.parametrize(("now", "outcome"), [(at(59), Outcome.NOT_KNOWN), (at(60), Outcome.DELIVERED)])
def test_a_visit_still_going_on_is_not_known_until_it_should_be_over(now: datetime, outcome: Outcome) -> None:
    found = verdict(event("check_in", 0), event("task", 20), as_at=now)

    assert (outcome, at(0), GRACE) == (found.outcome, found.started_at, found.worker_id)
    assert not found.confirmed
    assert (outcome is Outcome.NOT_KNOWN) == (found.exceptions == ())


def test_a_visit_begun_late_has_its_own_minutes_to_be_over() -> None:
    assert Outcome.NOT_KNOWN is verdict(event("check_in", 55), as_at=at(84)).outcome


def test_a_forgotten_check_in_counts_from_the_first_thing_done_there() -> None:
    found = verdict(event("task", 5), event("check_out", 30))

    assert (25, (E.NO_CHECK_IN,)) == (found.actual_minutes, found.exceptions)


def test_a_check_out_alone_counts_nothing() -> None:
    found = verdict(event("check_out", 30))

    assert (0, Clock.NOTHING) == (found.actual_minutes, found.measured_by)
    assert E.NO_CHECK_IN in found.exceptions
    assert E.OUT_BEFORE_IN not in found.exceptions


def test_a_check_out_before_the_check_in_is_set_aside() -> None:
    found = verdict(event("check_in", 10), event("check_out", 4), event("task", 32))

    assert (22, at(10), at(32)) == (found.actual_minutes, found.started_at, found.ended_at)
    assert (E.OUT_BEFORE_IN,) == found.exceptions


def test_a_check_out_the_next_day_is_set_aside() -> None:
    found = verdict(event("check_in", 0), event("check_out", 20 * 60), event("task", 20), as_at=at(10_000))

    assert (20, (E.TOO_LONG,)) == (found.actual_minutes, found.exceptions)


def test_the_longest_stay_is_believed_to_the_minute() -> None:
    longest: dict[str, Any] = {"rostered_minutes": 960, "window_ends_at": at(960)}

    assert 960 == verdict(event("check_in", 0), event("check_out", 960), **longest).actual_minutes
    assert 0 == verdict(event("check_in", 0), event("check_out", 961), **longest).actual_minutes


def test_nothing_is_ever_negative() -> None:
    found = verdict(event("check_in", 10), event("check_out", 4), event("task", 3))

    assert (0, 0) == (found.actual_seconds, found.actual_minutes)
    assert E.OUT_BEFORE_IN in found.exceptions


def test_the_first_check_in_and_the_last_check_out_are_used() -> None:
    found = verdict(
        event("check_in", 0), event("check_out", 20), event("check_in", 22), event("check_out", 30)
    )

    assert 30 == found.actual_minutes
    assert (E.TWO_CHECK_INS, E.TWO_CHECK_OUTS) == found.exceptions


def test_the_same_event_twice_is_one_event() -> None:
    check_in, check_out = event("check_in", 0), event("check_out", 25)

    assert verdict(check_in, check_out) == verdict(check_out, check_in, check_in, check_out)
