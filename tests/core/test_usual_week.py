"""A usual week, read off dated visits written down by hand."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.core.dates import ONE_DAY, Period, days
from kith.core.usual_week import SeenVisit, is_usual, leeway, usual_slot_key, usual_week
from kith.core.visit_pattern import expand

MONDAY = date(2026, 4, 6)
FOUR_WEEKS = Period(starts_on=MONDAY, until=MONDAY + timedelta(weeks=4))


def seen(day: date, starts: time = time(8), minutes: int = 30, workers: int = 1) -> SeenVisit:
    return SeenVisit(day=day, starts=starts, minutes=minutes, workers=workers)


def every_day(**visit: object) -> list[SeenVisit]:
    return [seen(day, **visit) for day in days(FOUR_WEEKS)]  # type: ignore[arg-type]


def test_what_happens_every_day_is_usual_on_every_weekday() -> None:
    [slot] = usual_week(every_day(), FOUR_WEEKS)
    assert ("08:00 30 min", frozenset(range(7)), 30, 1) == (
        slot.key,
        slot.weekdays,
        slot.minutes,
        slot.workers,
    )
    assert (time(7, 30), time(8), time(9)) == (slot.window_starts, slot.preferred_start, slot.window_ends)


def test_two_mondays_of_four_are_not_usual_and_three_are() -> None:
    mondays = [MONDAY + timedelta(weeks=week) for week in range(4)]
    assert () == usual_week([seen(day) for day in mondays[:2]], FOUR_WEEKS)
    [slot] = usual_week([seen(day) for day in mondays[:3]], FOUR_WEEKS)
    assert frozenset({0}) == slot.weekdays


def test_a_visit_is_usual_when_its_week_makes_it() -> None:
    pattern = usual_week([seen(MONDAY + timedelta(weeks=week)) for week in range(4)], FOUR_WEEKS)
    others = [seen(MONDAY + ONE_DAY), seen(MONDAY, starts=time(9)), seen(MONDAY, minutes=45)]
    assert [True, False, False, False] == [is_usual(each, pattern) for each in (seen(MONDAY), *others)]


def test_another_length_is_another_slot() -> None:
    weekends = [each for each in every_day(minutes=45) if each.day.weekday() > 4]
    weekdays = [each for each in every_day() if each.day.weekday() <= 4]
    assert [("08:00 30 min", 5), ("08:00 45 min", 2)] == [
        (slot.key, len(slot.weekdays)) for slot in usual_week(weekdays + weekends, FOUR_WEEKS)
    ]


def test_a_slot_needs_the_workers_it_most_often_had() -> None:
    visits = every_day(workers=2)
    visits[0] = seen(MONDAY, workers=1)
    assert [2] == [slot.workers for slot in usual_week(visits, FOUR_WEEKS)]
    half_and_half = [seen(each.day, workers=1 + each.day.day % 2) for each in visits[:28]]
    assert [2] == [slot.workers for slot in usual_week(half_and_half, FOUR_WEEKS)]


def test_a_window_runs_past_midnight() -> None:
    [slot] = usual_week(every_day(starts=time(23, 50)), FOUR_WEEKS)
    assert (time(23, 20), time(0, 50)) == (slot.window_starts, slot.window_ends)


def test_the_longest_visit_leaves_no_leeway() -> None:
    assert timedelta() == leeway(1_439)
    [slot] = usual_week(every_day(minutes=1_439), FOUR_WEEKS)
    assert slot.fills_its_window


def test_an_hour_that_comes_twice_has_two_names_and_is_never_usual() -> None:
    again = time(1, 30, fold=1)
    assert {"01:30 30 min", "01:30 again 30 min"} == {
        usual_slot_key(each, 30) for each in (time(1, 30), again)
    }
    one_day = Period(starts_on=date(2026, 10, 25), until=date(2026, 10, 26))
    assert () == usual_week([seen(date(2026, 10, 25), starts=again)], one_day)


@given(
    starts=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    minutes=st.integers(1, 1_439),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_a_pattern_read_off_its_own_visits_gives_those_visits(
    starts: time, minutes: int, weekdays: frozenset[int]
) -> None:
    visits = [
        seen(day, starts=starts, minutes=minutes) for day in days(FOUR_WEEKS) if day.weekday() in weekdays
    ]
    laid_out = list(expand(usual_week(visits, FOUR_WEEKS), FOUR_WEEKS))
    assert [(each.day, each.minutes) for each in visits] == [(each.day, each.minutes) for each in laid_out]
