"""Coming through reablement by hand: who started, how long they stayed, the hours then and later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.throughput import reablement_throughput

from .facts import Row, tables
from .test_analyses import rows

MONDAY = date(2026, 1, 5)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ON = MONDAY + 40 * WEEK
HOURS = "Hours of care a week"


def time(person: int, **changes: Any) -> Row:
    return {
        "person_key": f"p{person}", "cohort": "intake", "starts_on": MONDAY, "until": MONDAY + 6 * WEEK,
        "outcome": "none", "weekly_minutes_before": 0, "weekly_minutes_first": 420,
        "weekly_minutes_last": 120,
    } | changes  # fmt: skip


def found(times: list[Row], **others: list[Row]) -> Result:
    with tables(reablement=times, **others) as facts:
        return reablement_throughput(facts, Terms(ends_on=ON))


def test_hours_are_those_at_the_start_at_the_end_and_twelve_weeks_after() -> None:
    packages = [
        {"person_key": f"p{n}", "starts_on": MONDAY + 10 * WEEK, "weekly_minutes": 300, "workers": 2}
        for n in range(5)
    ]  # ten hours a week of five of the twenty
    shown = found([time(n) for n in range(20)], packages=packages)
    assert ("before", 20, 0.0) == rows(shown, HOURS)[0][:3]
    assert ("at the start", 20, 7.0) == rows(shown, HOURS)[1][:3]
    assert ("at the end", 20, 2.0) == rows(shown, HOURS)[2][:3]
    assert ("twelve weeks after", 20, 2.5) == rows(shown, HOURS)[3][:3]
    assert 0.75 == shown.estimate("throughput.later").value
    assert 1.0 == shown.estimate("throughput.none").value


def test_who_died_or_moved_into_a_home_is_not_among_those_twelve_weeks_after() -> None:
    standing = [{"person_key": "other", "starts_on": MONDAY, "weekly_minutes": 60, "workers": 1}]
    then = MONDAY + 18 * WEEK
    people = [{"person_key": "p0", "died_on": then}, {"person_key": "p1", "died_on": then + DAY}]
    homes = [{"person_key": "p2", "kind": "residential", "starts_on": then}]
    shown = found([time(n) for n in range(20)], packages=standing, people=people, placements=homes)
    assert 18 == rows(shown, HOURS)[3][1]


def test_weeks_count_those_still_in_the_service_as_far_as_they_have_come() -> None:
    times = [time(n) for n in range(20)] + [time(n, until=None, outcome=None) for n in range(20, 40)]
    stay = {row[0]: row[1:3] for row in rows(found(times), "Weeks in the service")}
    assert (40, 1.0) == stay[4]
    assert (40, 0.5) == stay[6]  # twenty leave on the first day of the seventh week, which is day 42
    assert (20, 0.5) == stay[12]


def test_starts_are_counted_by_the_week_or_by_four_where_weeks_are_small() -> None:
    many = [
        time(10 * week + n, starts_on=MONDAY + week * WEEK, until=None)
        for week in range(40)
        for n in range(10)
    ]
    by_week = rows(found(many), "Week by week")
    assert 26 == len(by_week)
    assert (MONDAY + 39 * WEEK, 10, 0, 400) == by_week[-1]
    few = [
        time(3 * week + n, starts_on=MONDAY + week * WEEK, until=MONDAY + (week + 6) * WEEK)
        for week in range(40)
        for n in range(3)
    ]
    by_four = rows(found(few), "Four weeks at a time")
    assert (MONDAY + 36 * WEEK, 12, 12, 18) == by_four[-1]
    assert (MONDAY, 12, 0, 12) == by_four[0]


def test_who_was_ready_and_stayed_costs_days_and_the_teams_hours() -> None:
    ready = [time(n, ready_on=MONDAY + 5 * WEEK, until=MONDAY + 6 * WEEK) for n in range(9)]
    ready += [time(9, ready_on=ON - WEEK, until=None, weekly_minutes_last=None)]
    ready += [time(n) for n in range(10, 20)]
    waiting = {row[0]: row[1] for row in rows(found(ready), "Ready to leave and still in the service")}
    assert 10 == waiting["times with a day of being ready"]
    assert 70 == waiting["days from ready to leaving, together"]
    # Nine weeks of two hours, and one of the seven at which it began.
    assert 25.0 == waiting["hours of the team’s care a week given meanwhile, together"]
    assert waiting["ready and still in the service now"] is None


@pytest.mark.parametrize(
    "times", [[], [time(n) for n in range(9)], [time(n, cohort="comparison") for n in range(30)]]
)
def test_too_few_people_say_so(times: list[Row]) -> None:
    shown = found(times)
    assert "Too few people" in shown.answer
    assert () == shown.tables


def test_what_ends_later_has_not_ended() -> None:
    shown = found([time(n, starts_on=ON - 2 * WEEK, until=ON + 2 * WEEK) for n in range(12)])
    assert "12 people are in the service now" in shown.answer
    assert ("at the end", 0, "", "", "") == rows(shown, HOURS)[2]
