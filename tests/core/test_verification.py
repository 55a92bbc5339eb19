"""Half past eight, thirty minutes, Grace rostered: then everything that can go wrong with a phone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from kith.core.dates import london_time
from kith.core.errors import Invalid
from kith.core.stay import Clock, EventKind, RecordedEvent
from kith.core.verification import Outcome, PlaceTerms, Verdict, minutes_in_words, verify
from kith.core.verification_policy import (
    PILOT,
    ExceptionCode,
    NoPolicy,
    Rounding,
    VerificationPolicy,
    policy_on,
)

E = ExceptionCode
GRACE, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
PHONE, OTHER_PHONE = UUID(int=11), UUID(int=12)
HALF_PAST_EIGHT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NEXT_DAY = HALF_PAST_EIGHT + timedelta(days=1)


def at(minutes: float) -> datetime:
    return HALF_PAST_EIGHT + timedelta(minutes=minutes)


def event(kind: str, minutes: float, **given: Any) -> RecordedEvent:
    """An event so many minutes after half past eight, received ten seconds later."""
    values: dict[str, Any] = {
        "kind": EventKind(kind),
        "worker_id": GRACE,
        "device_id": PHONE,
        "device_at": at(minutes),
        "received_at": at(minutes) + timedelta(seconds=10),
    }
    values |= given
    number = int(minutes * 1000) % 10**9 + 10**9 * list(EventKind).index(values["kind"])
    return RecordedEvent(event_id=UUID(int=number + 10**12 * values["worker_id"].int), **values)


def place(**given: Any) -> PlaceTerms:
    values: dict[str, Any] = {
        "place": 1,
        "commissioned_minutes": 30,
        "window_starts_at": at(-30),
        "window_ends_at": at(60),
        "rostered_worker_id": GRACE,
        "rostered_start_at": at(0),
        "rostered_minutes": 30,
        "last_heard_at": NEXT_DAY,
    }
    return PlaceTerms(**(values | given))


def verdicts(*events: RecordedEvent, places: tuple[PlaceTerms, ...] = (), as_at: datetime = NEXT_DAY) -> Any:
    return verify(policy=PILOT, places=places or (place(),), events=events, as_at=as_at)


def verdict(*events: RecordedEvent, as_at: datetime = NEXT_DAY, **given: Any) -> Verdict:
    [only] = verdicts(*events, places=(place(**given),), as_at=as_at)
    assert isinstance(only, Verdict)
    return only


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


# -- clocks -----------------------------------------------------------------------------------------


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


# -- what is missing or doubled ---------------------------------------------------------------------


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


# -- who came ---------------------------------------------------------------------------------------


def test_somebody_else_coming_is_a_visit_all_the_same() -> None:
    found = verdict(event("check_in", 0, worker_id=OTHER), event("check_out", 25, worker_id=OTHER))

    assert (Outcome.DELIVERED, OTHER, 25) == (found.outcome, found.worker_id, found.actual_minutes)
    assert (E.OTHER_WORKER,) == found.exceptions


def test_a_visit_nobody_was_rostered_for_can_still_happen() -> None:
    unrostered: dict[str, Any] = {
        "rostered_worker_id": None,
        "rostered_start_at": None,
        "rostered_minutes": None,
    }
    found = verdict(event("check_in", 50), event("check_out", 75), **unrostered)

    assert (25, (E.NO_ROTA_ENTRY,)) == (found.actual_minutes, found.exceptions)


def test_each_worker_of_two_sits_where_they_were_rostered() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    first, second = verdicts(
        event("check_in", 0, worker_id=OTHER),
        event("check_out", 20, worker_id=OTHER),
        event("check_in", 1),
        event("check_out", 26),
        places=two,
    )

    assert (GRACE, 25, 1) == (first.worker_id, first.actual_minutes, first.place)
    assert (OTHER, 20, 2) == (second.worker_id, second.actual_minutes, second.place)


def test_a_stand_in_takes_the_place_that_stayed_empty() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    stand_in = [event("check_in", 0, worker_id=THIRD), event("check_out", 25, worker_id=THIRD)]
    first, second = verdicts(*stand_in, event("check_in", 0), event("check_out", 25), places=two)

    assert (GRACE, ()) == (first.worker_id, first.exceptions)
    assert (THIRD, (E.OTHER_WORKER,)) == (second.worker_id, second.exceptions)


def test_one_of_two_not_coming_is_missed_for_that_place() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    first, second = verdicts(event("check_in", 0), event("check_out", 25), places=two)

    assert (Outcome.DELIVERED, Outcome.MISSED) == (first.outcome, second.outcome)


def test_one_worker_too_many_is_said_and_not_counted() -> None:
    found = verdict(
        event("check_in", 0),
        event("check_out", 25),
        event("check_in", 1, worker_id=OTHER),
        event("check_out", 99),
    )

    assert GRACE == found.worker_id
    assert E.EXTRA_WORKER in found.exceptions


def test_a_note_alone_is_not_a_visit() -> None:
    assert Outcome.MISSED is verdict(event("note", 5)).outcome


# -- when and how long ------------------------------------------------------------------------------


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


# -- when nobody came -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "heard", "outcome", "exceptions"),
    [
        (at(59), at(59), Outcome.NOT_KNOWN, ()),
        (at(60), at(60), Outcome.MISSED, ()),
        (at(90), at(59), Outcome.NOT_KNOWN, (E.PHONE_NOT_HEARD,)),
        (at(90), None, Outcome.NOT_KNOWN, (E.PHONE_NOT_HEARD,)),
    ],
)
def test_missed_is_said_only_when_it_is_known(
    now: datetime, heard: datetime | None, outcome: Outcome, exceptions: tuple[ExceptionCode, ...]
) -> None:
    found = verdict(as_at=now, last_heard_at=heard)

    assert (outcome, exceptions) == (found.outcome, found.exceptions)
    assert (outcome is Outcome.MISSED) == found.confirmed


def test_a_visit_nobody_was_sent_to_is_missed() -> None:
    found = verdict(rostered_worker_id=None, rostered_start_at=None, last_heard_at=None)

    assert (Outcome.MISSED, (E.NO_ROTA_ENTRY,)) == (found.outcome, found.exceptions)


def test_a_late_event_turns_missed_into_delivered() -> None:
    assert Outcome.MISSED is verdict().outcome
    assert Outcome.DELIVERED is verdict(event("check_in", 0), event("check_out", 25)).outcome


def test_a_missed_visit_has_no_minutes() -> None:
    missed = verdict()

    assert (0, 0, None, None) == (
        missed.actual_seconds,
        missed.actual_minutes,
        missed.started_at,
        missed.worker_id,
    )


def test_a_cancelled_visit_is_cancelled_at_once() -> None:
    assert Outcome.CANCELLED is verdict(cancelled=True, as_at=at(-600)).outcome


def test_coming_though_it_was_cancelled_is_believed_and_said() -> None:
    found = verdict(event("check_in", 0), event("check_out", 25), cancelled=True)

    assert (Outcome.DELIVERED, (E.CAME_THOUGH_CANCELLED,)) == (found.outcome, found.exceptions)


def test_a_refused_visit_keeps_its_minutes_and_need_not_be_long() -> None:
    found = verdict(event("check_in", 0), event("refused", 1), event("check_out", 2))

    assert (Outcome.REFUSED, 2, ()) == (found.outcome, found.actual_minutes, found.exceptions)
    assert found.confirmed


# -- words and policies -----------------------------------------------------------------------------


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
