"""Demand in the weeks ahead: hours of care by patch, with intervals beside the weeks that were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
from django.utils.translation import gettext as _

from kith.core.curve_chart import CurvePoint, Curves, Line
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import whole_percent
from kith.insight.forecasts.weekly import AHEAD, FEWEST_WEEKS, WeeklyForecast, forecast

WEEK = timedelta(days=7)
WEEKS_READ = 156
WEEKS_DRAWN = 26
MINUTES_IN_AN_HOUR = 60
EVERYWHERE = ""

_BY_WEEK = f"""
    WITH days AS (
        SELECT MIN(starts_on) AS first,
               CAST(COALESCE(?, MAX(GREATEST(starts_on, COALESCE(until, starts_on)))) AS DATE) AS last
        FROM packages
    ), weeks AS (
        SELECT CAST(unnest(generate_series(
            date_trunc('week', GREATEST(first, last - INTERVAL {7 * WEEKS_READ} DAY)),
            date_trunc('week', last - INTERVAL 7 DAY), INTERVAL 7 DAY)) AS DATE) AS week
        FROM days WHERE first IS NOT NULL
    )
    SELECT week, COALESCE(patch_key, '') AS patch,
           SUM(weekly_minutes * COALESCE(workers, 1)) AS minutes, COUNT(DISTINCT person_key) AS people
    FROM weeks JOIN packages ON starts_on <= week AND (until IS NULL OR until > week)
    WHERE weekly_minutes IS NOT NULL
    GROUP BY ALL ORDER BY week, patch
"""  # noqa: S608 - our own number


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Hours asked for by week, oldest first, and how many people that was for in the last of them."""

    weeks: Sequence[date]
    hours: Sequence[float]
    people: int


def demand_by_patch(facts: duckdb.DuckDBPyConnection, ends_on: date | None) -> dict[str, Demand]:
    """Demand of each patch and, under an empty key, of all; a week is taken as it stood on its Monday."""
    rows = facts.execute(_BY_WEEK, [ends_on]).fetchall()
    weeks = sorted({row[0] for row in rows})
    cells: dict[str, dict[date, tuple[float, int]]] = {EVERYWHERE: {}}
    for week, patch, minutes, people in rows:
        hours = float(minutes) / MINUTES_IN_AN_HOUR
        if patch:
            cells.setdefault(patch, {})[week] = hours, people
        all_hours, all_people = cells[EVERYWHERE].get(week, (0.0, 0))
        cells[EVERYWHERE][week] = all_hours + hours, all_people + people
    return {patch: _demand(weeks, of_week) for patch, of_week in cells.items()} if weeks else {}


def _demand(weeks: Sequence[date], of_week: Mapping[date, tuple[float, int]]) -> Demand:
    return Demand(
        weeks=weeks,
        hours=[of_week.get(week, (0.0, 0))[0] for week in weeks],
        people=of_week.get(weeks[-1], (0.0, 0))[1],
    )


def demand(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Hours of care to come, as the packages of the last three years lead on."""
    found = demand_by_patch(facts, terms.ends_on)
    everywhere = found.get(EVERYWHERE)
    told = forecast(everywhere.hours) if everywhere else None
    tables: tuple[Table, ...] = ()
    if everywhere and told:
        patches = {patch: each for patch, each in found.items() if patch != EVERYWHERE}
        tables = (
            _weeks_table(everywhere, told),
            _errors_table(told),
            *((_patch_table(patches, terms),) if patches else ()),
        )
    return Result(
        key="demand",
        title=_("Demand in the weeks ahead"),
        question=_("How many hours of care will be asked for in each of the next weeks?"),
        answer=_answer(everywhere, told),
        definition=_(
            "Hours of all packages as they stand on each Monday, continued by exponential smoothing with a "
            "trend that fades. Four of five weeks should fall inside; the past says how many did."
        ),
        n=len(everywhere.weeks) if everywhere else 0,
        n_of=_("weeks"),
        owner=_("Commissioner"),
        next_test=_("In eight weeks, lay what came beside this forecast and beside “nothing changes”."),
        tables=tables,
        pictures=(_picture(everywhere, told),) if everywhere and told else (),
        limits=(
            _("It continues what was. A new contract, a hospital ward or a heat wave is not in it."),
            _("Hours are those asked for, not those delivered."),
        ),
    )


def _answer(everywhere: Demand | None, told: WeeklyForecast | None) -> str:
    if everywhere is None or told is None:
        too_few = _("There are fewer than %(count)s weeks of packages, too few to continue.")
        return too_few % {"count": FEWEST_WEEKS}
    last, now = told.ahead[-1], everywhere.hours[-1]
    return _(
        "%(now)s hours were asked for in the last week. In %(weeks)s weeks it will be about %(value)s, and "
        "four times in five between %(low)s and %(high)s."
    ) % {
        "now": f"{now:,.0f}",
        "weeks": len(told.ahead),
        "value": f"{last.value:,.0f}",
        "low": f"{last.low:,.0f}",
        "high": f"{last.high:,.0f}",
    }


def _picture(everywhere: Demand, told: WeeklyForecast) -> Curves:
    past = everywhere.hours[-WEEKS_DRAWN:]
    before = tuple(CurvePoint(n - len(past) + 1, value, value, value) for n, value in enumerate(past))
    after = (before[-1], *(CurvePoint(n, *week) for n, week in enumerate(told.ahead, start=1)))
    return Curves(
        title=_("Hours asked for in a week"),
        lines=(Line(name=_("Asked for"), points=before), Line(name=_("Expected"), points=after)),
        foot_words=_("Weeks from the last one known"),
        change_at=(0, _("now")),
        write=lambda hours: f"{hours:,.0f}",
        write_foot=lambda week: f"{week:+.0f}".replace("-", "−") if week else "0",
    )


def _weeks_table(everywhere: Demand, told: WeeklyForecast) -> Table:
    past = zip(everywhere.weeks[-AHEAD:], everywhere.hours[-AHEAD:], strict=True)
    to_come = ((everywhere.weeks[-1] + n * WEEK, week) for n, week in enumerate(told.ahead, start=1))
    rows: list[tuple[Cell, ...]] = [(week, round(hours), "", "", "") for week, hours in past]
    rows += [(on, "", round(week.value), round(week.low), round(week.high)) for on, week in to_come]
    return Table(
        title=_("The weeks that were and the weeks ahead"),
        columns=(
            Column(key="week_starts_on", heading=_("Week from"), unit="day"),
            Column(key="hours", heading=_("Asked for, hours"), unit="whole"),
            Column(key="expected", heading=_("Expected, hours"), unit="whole"),
            Column(key="low", heading=_("At least"), unit="whole"),
            Column(key="high", heading=_("At most"), unit="whole"),
        ),
        rows=tuple(rows),
    )


def _errors_table(told: WeeklyForecast) -> Table:
    return Table(
        title=_("How well such forecasts came true"),
        columns=(
            Column(key="weeks_ahead", heading=_("Weeks ahead"), unit="whole"),
            Column(key="ours", heading=_("Missed by, on average"), unit="share"),
            Column(key="no_change", heading=_("“Nothing changes” missed by"), unit="share"),
            Column(key="inside", heading=_("Weeks inside the interval"), unit="share"),
        ),
        rows=tuple((each.weeks, each.ours, each.no_change, each.inside) for each in told.past),
    )


def _patch_table(patches: Mapping[str, Demand], terms: Terms) -> Table:
    return Table(
        title=_("By patch, in %(weeks)s weeks") % {"weeks": AHEAD},
        columns=(
            Column(key="patch", heading=_("Patch")),
            Column(key="now", heading=_("Last week, hours"), unit="whole"),
            Column(key="expected", heading=_("Expected, hours"), unit="whole"),
            Column(key="low", heading=_("At least"), unit="whole"),
            Column(key="high", heading=_("At most"), unit="whole"),
            Column(key="past_error", heading=_("Such forecasts missed by")),
        ),
        rows=tuple(_patch_rows(patches, terms)),
    )


def _patch_rows(patches: Mapping[str, Demand], terms: Terms) -> Iterator[tuple[Cell, ...]]:
    for patch, each in sorted(patches.items()):
        name = terms.names.get(patch, patch)
        told = forecast(each.hours) if may_be_shown(each.people) else None
        if told is None:
            yield name, None, None, None, None, None
            continue
        last = told.ahead[-1]
        error = whole_percent(told.past[-1].ours) if told.past else ""
        yield name, round(each.hours[-1]), round(last.value), round(last.low), round(last.high), error
