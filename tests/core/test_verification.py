"""Half past eight, thirty minutes, Grace rostered: a good visit, its length, and the policy judging it."""

from datetime import date
from typing import Any

import pytest

from kith.core.errors import Invalid
from kith.core.stay import Clock
from kith.core.verification import Outcome, Verdict, minutes_in_words, verify
from kith.core.verification_policy import (
    PILOT,
    ExceptionCode,
    NoPolicy,
    Rounding,
    VerificationPolicy,
    policy_on,
)
from tests.core.half_past_eight import GRACE, NEXT_DAY, at, event, place, verdict

E = ExceptionCode


def test_a_good_visit_confirms_itself() -> None:
    assert Verdict(
        place=1,
        outcome=Outcome.DELIVERED,
        worker_id=GRACE,
        started_at=at(3),
        ended_at=at(30.5),
        actual_seconds=27 * 60 + 30,
        actual_minutes=27,
        measured_by=Clock.PHONE,
        exceptions=(),
        confirmed=True,
        policy_key="pilot",
        policy_version=1,
    ) == verdict(event("check_in", 3), event("check_out", 30.5))


def test_minutes_are_rounded_down_unless_the_policy_says_nearest() -> None:
    events = [event("check_in", 0), event("check_out", 27.5)]
    values = {name: getattr(PILOT, name) for name in PILOT.__slots__}
    nearest = VerificationPolicy(**(values | {"rounding": Rounding.NEAREST}))
    [rounded] = verify(policy=nearest, places=[place()], events=events, as_at=NEXT_DAY)

    assert (27, 28) == (verdict(*events).actual_minutes, rounded.actual_minutes)


@pytest.mark.parametrize(
    ("start", "exceptions"), [(-16, (E.EARLY,)), (-15, ()), (15, ()), (15.1, (E.LATE,)), (40, (E.LATE,))]
)
def test_early_and_late_are_said_and_do_not_wait_for_anybody(
    start: float, exceptions: tuple[ExceptionCode, ...]
) -> None:
    found = verdict(event("check_in", start), event("check_out", start + 25))

    assert exceptions == found.exceptions
    assert found.confirmed


@pytest.mark.parametrize(
    ("minutes", "exceptions"),
    [
        (2, (E.TOO_SHORT, E.SHORTER_THAN_PLANNED)),
        (14, (E.SHORTER_THAN_PLANNED,)),
        (15, ()),
        (45, ()),
        (46, (E.LONGER_THAN_PLANNED,)),
    ],
)
def test_much_shorter_or_longer_than_planned_needs_a_reason(
    minutes: int, exceptions: tuple[ExceptionCode, ...]
) -> None:
    found = verdict(event("check_in", 0), event("check_out", minutes))

    assert exceptions == found.exceptions
    assert (exceptions == ()) == found.confirmed


def test_it_says_how_the_minutes_were_measured() -> None:
    timed = verdict(event("check_in", 0, mono_ms=0), event("check_out", 23, mono_ms=22 * 60_000 + 59_900))

    assert "22 min: 22 min 59 s by the stopwatch." == minutes_in_words(timed)
    assert "0 min: nothing was measured." == minutes_in_words(verdict())


def test_every_exception_has_words() -> None:
    assert all(code.words.endswith(".") for code in ExceptionCode)


def policy(**given: Any) -> VerificationPolicy:
    values: dict[str, Any] = {name: getattr(PILOT, name) for name in PILOT.__slots__}
    return VerificationPolicy(**(values | given))


def test_the_newest_policy_in_force_on_a_day_judges_it() -> None:
    old = policy(version=1, until=date(2027, 4, 1))
    new = policy(version=2, starts_on=date(2027, 1, 1))

    assert old == policy_on(date(2026, 12, 31), [old, new])
    assert new == policy_on(date(2027, 1, 1), [new, old])
    assert new == policy_on(date(2027, 4, 1), [old, new])


def test_it_refuses_a_day_no_policy_covers() -> None:
    with pytest.raises(NoPolicy, match="31/01/2020"):
        policy_on(date(2020, 1, 31))


def test_it_refuses_a_policy_with_minutes_below_nothing() -> None:
    with pytest.raises(Invalid, match="late_after_minutes is below nothing"):
        policy(late_after_minutes=-1)
