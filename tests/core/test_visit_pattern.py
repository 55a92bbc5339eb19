from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from kith.core.dates import Period
from kith.core.visit_pattern import (
    BankHolidays,
    InvalidSlot,
    PatternSlot,
    PlannedVisit,
    expand,
    read_slot,
)

MONDAY = date(2026, 11, 23)
EVERY_DAY = frozenset(range(7))


def slot(**given: Any) -> PatternSlot:
    morning: dict[str, Any] = {
        "key": "morning",
        "weekdays": EVERY_DAY,
        "window_starts": time(7, 30),
        "window_ends": time(9, 0),
        "preferred_start": time(8, 0),
        "minutes": 30,
    }
    return PatternSlot(**(morning | given))


def night(**given: Any) -> PatternSlot:
    sit: dict[str, Any] = {
        "key": "night",
        "window_starts": time(22, 0),
        "window_ends": time(6, 0),
        "preferred_start": time(22, 0),
        "minutes": 480,
    }
    return slot(**(sit | given))


def on(day: date, *, until: date | None = None) -> Period:
    return Period(starts_on=day, until=until or date.fromordinal(day.toordinal() + 1))


def only_visit(pattern_slot: PatternSlot, day: date) -> PlannedVisit:
    [visit] = expand([pattern_slot], on(day))
    return visit


def days_of(pattern_slot: PatternSlot, starts_on: date, until: date) -> list[date]:
    return [visit.day for visit in expand([pattern_slot], on(starts_on, until=until))]


def test_it_lays_a_slot_on_a_day_in_utc() -> None:
    assert PlannedVisit(
        slot_key="morning",
        day=date(2026, 7, 1),
        window_starts_at=datetime(2026, 7, 1, 6, 30, tzinfo=UTC),
        window_ends_at=datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
        preferred_start_at=datetime(2026, 7, 1, 7, 0, tzinfo=UTC),
        minutes=30,
        workers=2,
    ) == only_visit(slot(workers=2), date(2026, 7, 1))


def test_a_visit_may_begin_with_its_window_last_a_minute_and_need_one_worker() -> None:
    visit = only_visit(slot(preferred_start=time(7, 30), minutes=1), MONDAY)

    assert datetime(2026, 11, 23, 7, 30, tzinfo=UTC) == visit.window_starts_at == visit.preferred_start_at
    assert (1, 1) == (visit.minutes, visit.workers)


def test_it_happens_only_on_its_weekdays() -> None:
    mondays_and_fridays = slot(weekdays=frozenset({0, 4}))

    assert [MONDAY, date(2026, 11, 27)] == days_of(mondays_and_fridays, MONDAY, date(2026, 11, 30))


@pytest.mark.parametrize(
    ("bank_holidays", "days"),
    [(BankHolidays.AS_USUAL, [24, 25, 26]), (BankHolidays.SKIP, [24]), (BankHolidays.ONLY, [25, 26])],
)
def test_a_bank_holiday_is_as_usual_skipped_or_the_only_day(
    bank_holidays: BankHolidays, days: list[int]
) -> None:
    christmas = days_of(slot(bank_holidays=bank_holidays), date(2026, 12, 24), date(2026, 12, 27))

    assert days == [day.day for day in christmas]


def test_a_fortnightly_slot_keeps_its_weeks_before_and_after_its_anchor() -> None:
    # The anchor is a Wednesday; the slot is on the Monday of the same week.
    fortnightly = slot(weekdays=frozenset({0}), every_weeks=2, anchor=date(2026, 11, 25))

    assert [date(2026, 11, 9), date(2026, 11, 23), date(2026, 12, 7)] == days_of(
        fortnightly, date(2026, 11, 2), date(2026, 12, 14)
    )


@pytest.mark.parametrize(
    ("day", "ends_at", "minutes"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 25, 6, tzinfo=UTC), 540),  # clocks go back
        (date(2026, 10, 25), datetime(2026, 10, 26, 6, tzinfo=UTC), 480),
        (date(2027, 3, 27), datetime(2027, 3, 28, 5, tzinfo=UTC), 420),  # clocks go forward
        (date(2027, 3, 28), datetime(2027, 3, 29, 5, tzinfo=UTC), 480),
    ],
)
def test_a_night_sit_is_as_long_as_the_night(day: date, ends_at: datetime, minutes: int) -> None:
    sit = only_visit(night(), day)

    assert (day, ends_at, minutes) == (sit.day, sit.window_ends_at, sit.minutes)
    assert sit.window_starts_at == sit.preferred_start_at


def test_a_shorter_night_visit_keeps_its_minutes_when_the_clocks_change() -> None:
    turning = night(minutes=30, preferred_start=time(1, 30))
    visit = only_visit(turning, date(2027, 3, 27))

    assert (30, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)) == (visit.minutes, visit.preferred_start_at)


def test_the_window_gives_way_when_the_skipped_hour_leaves_too_little() -> None:
    # 00:00 to 04:00 is three hours on this night, and the visit still takes three and a half.
    visit = only_visit(
        slot(window_starts=time(0), window_ends=time(4), preferred_start=time(0, 30), minutes=210),
        date(2027, 3, 28),
    )

    assert 210 == visit.minutes
    assert datetime(2027, 3, 28, 3, 30, tzinfo=UTC) == visit.window_ends_at
    assert datetime(2027, 3, 28, 0, 0, tzinfo=UTC) == visit.preferred_start_at


@pytest.mark.parametrize(("starts", "ends"), [(time(1, 0), time(2, 0)), (time(1, 30), time(2, 30))])
def test_a_visit_wholly_in_the_skipped_hour_still_happens(starts: time, ends: time) -> None:
    visit = only_visit(
        slot(window_starts=starts, window_ends=ends, preferred_start=starts, minutes=60), date(2027, 3, 28)
    )

    assert 60 == visit.minutes
    assert visit.window_starts_at == visit.preferred_start_at
    assert 3600 == (visit.window_ends_at - visit.window_starts_at).total_seconds()


def test_a_preferred_start_pushed_before_its_window_starts_with_the_window() -> None:
    # 01:45 moves on to 02:45 summer time, after the preferred 02:15, which is 01:15 in UTC.
    visit = only_visit(
        slot(window_starts=time(1, 45), window_ends=time(4), preferred_start=time(2, 15), minutes=30),
        date(2027, 3, 28),
    )

    assert datetime(2027, 3, 28, 1, 45, tzinfo=UTC) == visit.window_starts_at == visit.preferred_start_at


def test_visits_come_day_by_day_in_order_of_preferred_start() -> None:
    lunch = slot(key="lunch", window_starts=time(12), window_ends=time(13), preferred_start=time(12))
    visits = list(expand([lunch, slot()], on(MONDAY, until=date(2026, 11, 25))))

    assert [(23, "morning"), (23, "lunch"), (24, "morning"), (24, "lunch")] == [
        (visit.day.day, visit.slot_key) for visit in visits
    ]


def test_it_refuses_two_slots_with_one_name() -> None:
    with pytest.raises(InvalidSlot, match="Two slots are called “morning”"):
        expand([slot(), slot()], on(MONDAY))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"key": ""}, "no name"),
        ({"weekdays": frozenset()}, "choose its days"),
        ({"weekdays": frozenset({7})}, "choose its days"),
        ({"workers": 0}, "at least one worker"),
        ({"every_weeks": 0}, "every how many weeks"),
        ({"every_weeks": 2}, "one day in a week when it does"),
        ({"window_starts": time(7, 30, 15)}, "whole minutes"),
        ({"preferred_start": time(8, 0, tzinfo=UTC)}, "London clock"),
        ({"window_ends": time(7, 30)}, "ends when it starts"),
        ({"minutes": 0}, "do not fit"),
        ({"minutes": 91}, "91 minutes do not fit its window of 90"),
        ({"preferred_start": time(8, 31)}, "Start it earlier"),
        ({"preferred_start": time(7, 0)}, "Start it earlier"),
    ],
)
def test_it_refuses_a_slot_no_visit_could_be_planned_from(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidSlot, match=says) as refused:
        slot(**given)

    assert given.get("key", "morning") == refused.value.fields["slot_key"]


def plain(**given: Any) -> dict[str, Any]:
    morning: dict[str, Any] = {
        "key": "morning",
        "weekdays": [0, 4],
        "window_starts": "07:30",
        "window_ends": "09:00",
        "preferred_start": "08:00",
        "minutes": 30,
    }
    return morning | given


def test_it_reads_a_slot_from_plain_values() -> None:
    assert slot(weekdays=frozenset({0, 4})) == read_slot(plain())
    assert slot(
        weekdays=frozenset({0, 4}), every_weeks=2, anchor=MONDAY, bank_holidays=BankHolidays.SKIP
    ) == read_slot(plain(every_weeks=2, anchor="2026-11-23", bank_holidays="skip"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (plain(window_starts="half past seven"), "“morning”: Invalid isoformat string"),
        (plain(bank_holidays="maybe"), "'maybe' is not a valid BankHolidays"),
        (plain(colour="blue"), "unexpected keyword argument 'colour'"),
        (plain(minutes="thirty"), "“morning”: .* Correct it"),
        (plain(minutes=30.5), "'float' object cannot be interpreted as an integer"),
        ({"key": "morning"}, "'window_starts' is missing. Give it"),
    ],
)
def test_it_names_the_slot_it_could_not_read(data: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidSlot, match=says):
        read_slot(data)
