"""The days a hospital trust publishes: who waits to leave, when people leave, and what was to be expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import duckdb
from django.utils.translation import gettext as _

from kith.core.spc import xmr
from kith.core.spc_words import plain_number, sentence
from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.forecasts.demand import errors_table
from kith.insight.forecasts.weekly import AHEAD, WeeklyForecast, forecast

FEWEST_WEEKS = 12
WEEK = timedelta(days=7)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKS = """
    SELECT place_key, date_trunc('week', on_day)::DATE AS week, avg(waiting) AS waiting, count(*) AS days
    FROM hospital_days GROUP BY ALL HAVING count(*) >= 4
"""


def hospitals(facts: duckdb.DuckDBPyConnection) -> list[str]:
    """The trusts of which at least twelve weeks are known."""
    rows = facts.execute(
        f"SELECT place_key FROM ({_WEEKS}) GROUP BY 1 HAVING count(*) >= {FEWEST_WEEKS} ORDER BY 1"  # noqa: S608
    ).fetchall()
    return [place for [place] in rows]


def hospital(facts: duckdb.DuckDBPyConnection, place: str) -> Result:
    """People waiting to leave one trust, week by week, and the days on which people leave."""
    weeks = facts.execute(
        f"SELECT week, waiting, days FROM ({_WEEKS}) WHERE place_key = ? ORDER BY week",  # noqa: S608
        [place],
    ).fetchall()
    chart = xmr([(week, waiting) for week, waiting, _days in weeks], improvement="decrease")
    series = every_week({week: waiting for week, waiting, _days in weeks})
    told = forecast(series)
    return Result(
        key=f"hospital_{place.lower()}",
        title=_("Waiting to leave hospital: %(place)s") % {"place": place},
        question=_("How many people no longer need to be there, and on which days do people leave?"),
        answer=sentence(chart, write=plain_number),
        definition=_(
            "The mean of each week with four days or more; missing days are left out, not nought. "
            "The forecast continues those weeks by exponential smoothing with a trend that fades, a missing "
            "week on the straight line between its neighbours; four of five weeks should fall inside."
        ),
        n=sum(row[2] for row in weeks),
        n_of=_("days"),
        owner=_("Transfer of care lead"),
        next_test=_("Write beside each shift in the chart what was changed that week, and who did."),
        pictures=(
            SeriesPicture(title=_("People who no longer needed to be in hospital, by week"), chart=chart),
        ),
        tables=(
            _weekday_table(facts, place),
            *_forecast_tables(series, told, weeks[-1][0]),
        ),
        limits=(_("It counts people at one time of day. Who waits longest cannot be told from it."),),
    )


def _weekday_table(facts: duckdb.DuckDBPyConnection, place: str) -> Table:
    """On which days people leave."""
    weekdays = facts.execute(
        """
        SELECT isodow(on_day), avg(waiting), avg(discharged), count(discharged) FROM hospital_days
        WHERE place_key = ? GROUP BY 1 ORDER BY 1
        """,
        [place],
    ).fetchall()
    left = sum(row[2] or 0 for row in weekdays)
    return Table(
        title=_("By day of the week"),
        columns=(
            Column(key="weekday", heading=_("Day")),
            Column(key="waiting", heading=_("Waiting"), unit="whole"),
            Column(key="discharged", heading=_("Left in a day"), unit="whole"),
            Column(key="share", heading=_("Share of the week"), unit="share"),
            Column(key="days", heading=_("Days counted"), unit="whole"),
        ),
        rows=tuple(
            (DAYS[day - 1], waiting, gone or 0, (gone or 0) / left if left else 0.0, days)
            for day, waiting, gone, days in weekdays
        ),
    )


def every_week(waiting: Mapping[date, float]) -> list[float]:
    """A figure for each week from the first to the last, those between two known ones on a straight line."""
    known = sorted(waiting)
    series = [waiting[known[0]]]
    for before, after in pairwise(known):
        steps = (after - before) // WEEK
        rise = (waiting[after] - waiting[before]) / steps
        series += [waiting[before] + rise * step for step in range(1, steps + 1)]
    return series


def _forecast_tables(series: Sequence[float], told: WeeklyForecast | None, last: date) -> Iterator[Table]:
    """What was to be expected eight weeks ago beside what came, what is to be expected now; past errors."""
    then = forecast(series[:-AHEAD])
    if told is None or then is None:
        return
    came = zip(then.ahead, series[-AHEAD:], strict=True)
    rows = [(last - (AHEAD - n) * WEEK, *week, came_to) for n, (week, came_to) in enumerate(came, start=1)]
    yield _weeks(_("What was expected eight weeks ago, and what came"), rows, came=True)
    to_come = [(last + n * WEEK, *week) for n, week in enumerate(told.ahead, start=1)]
    yield _weeks(_("What is to be expected now"), to_come, came=False)
    yield errors_table(told)


def _weeks(title: str, rows: Sequence[tuple[date | float, ...]], *, came: bool) -> Table:
    columns = (
        Column(key="week_starts_on", heading=_("Week from"), unit="day"),
        Column(key="expected", heading=_("Expected"), unit="whole"),
        Column(key="low", heading=_("At least"), unit="whole"),
        Column(key="high", heading=_("At most"), unit="whole"),
        *((Column(key="came", heading=_("Came"), unit="whole"),) if came else ()),
    )
    return Table(title=title, columns=columns, rows=tuple(rows))
