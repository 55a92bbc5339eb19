"""Minutes are right though the phone's clock is not."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from kith.core.dates import london_time
from kith.core.stay import Clock
from kith.core.verification import Outcome
from kith.core.verification_policy import (
    ExceptionCode,
)
from tests.core.half_past_eight import NEXT_DAY, OTHER_PHONE, at, event, verdict

E = ExceptionCode


def test_the_stopwatch_wins_when_the_clock_is_moved_during_a_visit() -> None:
    found = verdict(
        event("check_in", 0, mono_ms=5_000),
        event("check_out", 62, mono_ms=5_000 + 22 * 60_000, received_at=NEXT_DAY),
    )

    assert (22 * 60, Clock.STOPWATCH) == (found.actual_seconds, found.measured_by)
    assert (E.CLOCKS_DISAGREE,) == found.exceptions
    assert at(22) == found.ended_at
    assert not found.confirmed


@pytest.mark.parametrize(("moved", "exceptions"), [(-10, ()), (10, ()), (10.1, (E.CLOCKS_DISAGREE,))])
def test_a_clock_moved_ten_minutes_is_forgiven(moved: float, exceptions: tuple[ExceptionCode, ...]) -> None:
    found = verdict(event("check_in", 0, mono_ms=0), event("check_out", 25 + moved, mono_ms=25 * 60_000))

    assert (25, exceptions) == (found.actual_minutes, found.exceptions)


def test_the_stopwatch_measures_a_visit_whose_clock_went_back() -> None:
    found = verdict(event("check_in", 0, mono_ms=0), event("check_out", -5, mono_ms=25 * 60_000))

    assert (25, Outcome.DELIVERED) == (found.actual_minutes, found.outcome)
    assert (E.CLOCKS_DISAGREE,) == found.exceptions


@pytest.mark.parametrize(
    "check_out",
    [
        {"mono_ms": 60_000, "device_id": OTHER_PHONE},
        {"mono_ms": None},
        {"mono_ms": 400},  # the phone was restarted
    ],
)
def test_the_phone_clock_measures_when_one_stopwatch_cannot(check_out: dict[str, Any]) -> None:
    found = verdict(event("check_in", 0, mono_ms=5_000), event("check_out", 25, **check_out))

    assert (25, Clock.PHONE, ()) == (found.actual_minutes, found.measured_by, found.exceptions)


def test_a_phone_three_days_fast_is_put_right_by_the_server() -> None:
    fast = {"offset_ms": -3 * 86_400_000}
    days = timedelta(days=3)
    found = verdict(
        event("check_in", 1, device_at=at(1) + days, **fast),
        event("check_out", 26, device_at=at(26) + days, **fast),
    )

    assert (at(1), at(26), 25) == (found.started_at, found.ended_at, found.actual_minutes)
    assert (E.PHONE_CLOCK_WRONG,) == found.exceptions


def test_an_event_cannot_have_happened_after_it_was_received() -> None:
    found = verdict(event("check_in", 1, device_at=at(500)), event("check_out", 26, device_at=at(525)))

    assert (at(1) + timedelta(seconds=10), 25) == (found.started_at, found.actual_minutes)
    assert (E.PHONE_CLOCK_WRONG,) == found.exceptions


def test_a_clock_ten_minutes_out_is_forgiven() -> None:
    slow = {"offset_ms": 600_000}
    found = verdict(
        event("check_in", 1, device_at=at(-9), **slow), event("check_out", 26, device_at=at(16), **slow)
    )

    assert (at(1), ()) == (found.started_at, found.exceptions)


@pytest.mark.parametrize(("night", "minutes"), [(date(2026, 10, 24), 540), (date(2027, 3, 27), 420)])
def test_a_night_across_a_clock_change_counts_the_minutes_there_were(night: date, minutes: int) -> None:
    begins = london_time(night, time(22))
    ends = london_time(night + timedelta(days=1), time(6))
    sit = {
        "window_starts_at": begins,
        "window_ends_at": ends,
        "rostered_start_at": begins,
        "rostered_minutes": minutes,
        "last_heard_at": ends,
    }
    found = verdict(
        event("check_in", 0, device_at=begins, received_at=begins),
        event("check_out", 1, device_at=ends, received_at=ends),
        as_at=ends + timedelta(days=1),
        **sit,
    )

    assert (minutes, ()) == (found.actual_minutes, found.exceptions)
