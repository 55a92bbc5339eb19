"""Weeks in a row that point the same way ask for one cause."""

from __future__ import annotations

from datetime import date, timedelta

from kith.core.spc import Chart, xmr
from kith.core.spc_chart import draw
from kith.core.spc_runs import special_runs, without_cause

FIRST = date(2026, 1, 5)
LEVEL = [10, 11, 10, 9, 10, 11, 9, 10, 10, 11]


def week(number: int) -> date:
    return FIRST + timedelta(days=7 * number)


def chart_of(ys: list[float]) -> Chart:
    return xmr([(week(n), y) for n, y in enumerate(ys)])


def test_a_level_series_asks_for_no_cause() -> None:
    assert () == without_cause(chart_of(LEVEL), [])


def test_one_week_above_the_limit_is_a_stretch_of_one() -> None:
    *below, above = special_runs(chart_of([*LEVEL, 30]))
    assert (week(10), week(10)) == (above.first.date, above.last.date)
    assert below, "ten in a row below the raised average are special too"


def test_a_cause_at_any_week_of_a_stretch_explains_all_of_it() -> None:
    chart = chart_of([*LEVEL, *(16 + n % 2 for n in range(8)), 10, 40])
    stretches = without_cause(chart, [])
    long = max(stretches, key=lambda run: len(run.points))
    left = without_cause(chart, [long.points[-1].date or FIRST])
    assert [run for run in stretches if run != long] == list(left)


def test_limits_that_begin_afresh_begin_a_new_stretch() -> None:
    ys = [10.0] * 3 + [20.0] * 9 + [21.0] * 9
    chart = xmr([(week(n), y) for n, y in enumerate(ys)], rebase=[week(12)])
    assert all(len({point.group for point in run.points}) == 1 for run in special_runs(chart))


def test_a_number_stands_beside_its_point_and_inside_the_drawing() -> None:
    chart = xmr([(week(n), y) for n, y in enumerate([*LEVEL, 30])])
    drawn = draw(chart, title="Visits", identity="t", marks={week(10): "1", week(2): "2, 3"})
    assert ">1</text>" in drawn
    assert ">2, 3</text>" in drawn
    assert ">1</text>" not in draw(chart, title="Visits", identity="t")
