from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from kith.core.dates import (
    LONDON,
    Period,
    bank_holiday,
    day_bounds,
    days,
    financial_year,
    in_utc,
    london_day,
    london_time,
    minutes_between,
    week_starts_on,
)
from kith.core.errors import Invalid

CLOCKS_GO_BACK = date(2026, 10, 25)
CLOCKS_GO_FORWARD = date(2027, 3, 28)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 7, 1, 1, 0, tzinfo=timezone(timedelta(hours=5))), date(2026, 6, 30)),
    ],
)
def test_the_day_of_an_instant_is_the_day_in_london(at: datetime, day: date) -> None:
    assert day == london_day(at)


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 7, 1), time(8, 0), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        (date(2026, 12, 1), time(8, 0), datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        # 01:30 comes twice: the first is still summer time.
        (CLOCKS_GO_BACK, time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (CLOCKS_GO_BACK, time(1, 30, fold=1), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (CLOCKS_GO_BACK, time(2, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        # 01:30 never comes: it moves on to 02:30 summer time.
        (CLOCKS_GO_FORWARD, time(1, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (CLOCKS_GO_FORWARD, time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (CLOCKS_GO_FORWARD, time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
    ],
)
def test_a_london_time_is_one_instant_even_when_the_clocks_change(
    day: date, at: time, instant: datetime
) -> None:
    assert instant == london_time(day, at)
    assert UTC == london_time(day, at).tzinfo


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 24), 24), (CLOCKS_GO_BACK, 25), (CLOCKS_GO_FORWARD, 23)]
)
def test_a_day_has_as_many_hours_as_the_clocks_give_it(day: date, hours: int) -> None:
    first, after = day_bounds(day)

    assert timedelta(hours=hours) == after - first
    assert (day, day + timedelta(days=1)) == (london_day(first), london_day(after))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (datetime(2026, 6, 1, 8, 0, tzinfo=UTC), datetime(2026, 6, 1, 8, 22, 59, tzinfo=UTC), 22),
        (datetime(2026, 6, 1, 8, 0, tzinfo=UTC), datetime(2026, 6, 1, 7, 59, 30, tzinfo=UTC), -1),
        (datetime(2026, 10, 24, 22, 0, tzinfo=LONDON), datetime(2026, 10, 25, 6, 0, tzinfo=LONDON), 540),
        (datetime(2027, 3, 27, 22, 0, tzinfo=LONDON), datetime(2027, 3, 28, 6, 0, tzinfo=LONDON), 420),
    ],
)
def test_minutes_are_whole_elapsed_and_rounded_down(start: datetime, end: datetime, minutes: int) -> None:
    assert minutes == minutes_between(start, end)


def test_it_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(Invalid, match="no time zone"):
        in_utc(datetime(2026, 6, 1, 8, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 29), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2026, 12, 28)),
    ],
)
def test_a_week_starts_on_monday(day: date, monday: date) -> None:
    assert monday == week_starts_on(day)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), "2025-26"), (date(2026, 4, 1), "2026-27"), (date(2099, 12, 31), "2099-00")],
)
def test_a_financial_year_starts_on_the_first_of_april(day: date, year: str) -> None:
    assert year == financial_year(day)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (observed)"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 11, 30), None),  # St Andrew's Day is Scotland's
        (date(2026, 12, 24), None),
    ],
)
def test_it_knows_the_bank_holidays_of_england(day: date, name: str | None) -> None:
    assert name == bank_holiday(day)


def may(first: int, until: int | None) -> Period:
    return Period(starts_on=date(2026, 5, first), until=None if until is None else date(2026, 5, until))


@pytest.mark.parametrize(("day", "held"), [(3, False), (4, True), (10, True), (11, False)])
def test_a_period_holds_its_first_day_and_not_its_end(day: int, held: bool) -> None:
    assert held == may(4, 11).holds(date(2026, 5, day))


def test_a_period_without_an_end_holds_every_day_from_its_start() -> None:
    assert may(4, None).holds(date(2050, 1, 1))
    assert not may(4, None).holds(date(2026, 5, 3))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (may(4, 11), may(11, 18), False),
        (may(4, 12), may(11, 18), True),
        (may(4, None), may(1, 4), False),
        (may(4, None), may(1, 5), True),
        (may(4, None), may(20, None), True),
    ],
)
def test_periods_overlap_when_a_day_is_in_both(one: Period, other: Period, overlap: bool) -> None:
    assert overlap == one.overlaps(other)
    assert overlap == other.overlaps(one)


@pytest.mark.parametrize("until", [3, 4])
def test_it_refuses_a_period_that_holds_no_day(until: int) -> None:
    with pytest.raises(Invalid, match="Give an end after the start"):
        may(4, until)


def test_it_lists_the_days_of_a_period_in_order() -> None:
    assert [date(2026, 5, 4), date(2026, 5, 5)] == list(days(may(4, 6)))


def test_it_refuses_to_list_the_days_of_a_period_without_an_end() -> None:
    with pytest.raises(Invalid, match="Say until which day"):
        days(may(4, None))
