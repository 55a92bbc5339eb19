"""F18: phones with wrong clocks, clocks that jump, and the two nights when everybody's clock jumps.

Minutes come from the phone's stopwatch, so they are right within one; what was odd is said.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from kith.core import stay
from kith.core.stay import EventKind, RecordedEvent
from kith.core.verification import PlaceTerms, Verdict, verify
from kith.core.verification_policy import PILOT, ExceptionCode

GRACE, PHONE = UUID(int=1), UUID(int=2)
MINUTE = timedelta(minutes=1)
AFTERNOON = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)
CLOCKS_BACK = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)  # 01:40 BST; at 01:00 UTC it is 01:00 GMT again
CLOCKS_FORWARD = datetime(2027, 3, 28, 0, 40, tzinfo=UTC)  # 00:40 GMT; at 01:00 UTC it is 02:00 BST


def recorded(
    kind: EventKind, at: datetime, *, wrong_by: timedelta = timedelta(), offset: timedelta = timedelta()
) -> RecordedEvent:
    """An event at a true instant, by a phone whose clock is wrong and whose server knows of the offset."""
    return RecordedEvent(
        event_id=uuid5(PHONE, f"{kind} {at}"),
        kind=kind,
        worker_id=GRACE,
        device_id=PHONE,
        device_at=at + wrong_by,
        received_at=at + 120 * MINUTE,
        mono_ms=int(at.timestamp() * 1000),
        offset_ms=offset // timedelta(milliseconds=1),
    )


def verdict_of(starts_at: datetime, minutes: int, **wrong: Any) -> Verdict:
    """What a visit of so many true minutes comes to; ``out`` says how the clock differs at check-out."""
    out = wrong.pop("out", wrong)
    events = [
        recorded(EventKind.CHECK_IN, starts_at, **wrong),
        recorded(EventKind.CHECK_OUT, starts_at + minutes * MINUTE, **out),
    ]
    place = PlaceTerms(
        place=1,
        commissioned_minutes=minutes,
        window_starts_at=starts_at - 30 * MINUTE,
        window_ends_at=starts_at + 30 * MINUTE,
        rostered_worker_id=GRACE,
        rostered_start_at=starts_at,
        rostered_minutes=minutes,
    )
    [verdict] = verify(policy=PILOT, places=[place], events=events, as_at=starts_at + timedelta(days=9))
    return verdict


@pytest.mark.parametrize("days", [-3, 3])
@pytest.mark.parametrize("known", [True, False])
def test_a_phone_three_days_out_gives_the_right_minutes_and_says_so(days: int, known: bool) -> None:
    wrong = timedelta(days=days)
    verdict = verdict_of(AFTERNOON, 30, wrong_by=wrong, offset=-wrong if known else timedelta())
    assert 30 == verdict.actual_minutes
    if known or days > 0:
        assert ExceptionCode.PHONE_CLOCK_WRONG in verdict.exceptions
    else:
        assert ExceptionCode.EARLY in verdict.exceptions  # three days early is at least noticed


@pytest.mark.parametrize("minutes", [-40, 40])
def test_a_clock_that_jumps_during_the_visit_changes_no_minute(minutes: int) -> None:
    verdict = verdict_of(AFTERNOON, 30, out={"wrong_by": minutes * MINUTE})
    assert 30 == verdict.actual_minutes
    assert ExceptionCode.CLOCKS_DISAGREE in verdict.exceptions


@pytest.mark.parametrize("night", [CLOCKS_BACK, CLOCKS_FORWARD])
def test_the_nights_when_clocks_change_have_no_hour_more_or_less(night: datetime) -> None:
    verdict = verdict_of(night, 45)
    assert (45, 45 * 60, True) == (verdict.actual_minutes, verdict.actual_seconds, verdict.confirmed)


def test_a_phone_that_steps_back_at_two_pays_no_negative_and_no_25_hours() -> None:
    verdict = verdict_of(CLOCKS_BACK, 45, out={"wrong_by": -60 * MINUTE})
    assert 45 == verdict.actual_minutes
    assert ExceptionCode.CLOCKS_DISAGREE in verdict.exceptions


def test_it_finds_minutes_by_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: the difference of two times of day, as the phone's clock gave them."""

    def by_the_wall(begin: RecordedEvent, end: RecordedEvent) -> tuple[int, stay.Clock]:
        return int((end.device_at - begin.device_at).total_seconds()), stay.Clock.PHONE

    monkeypatch.setattr(stay, "_elapsed", by_the_wall)
    with pytest.raises(AssertionError):
        test_a_clock_that_jumps_during_the_visit_changes_no_minute(40)
    with pytest.raises(AssertionError):
        test_a_phone_that_steps_back_at_two_pays_no_negative_and_no_25_hours()
