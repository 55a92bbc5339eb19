"""Demand in the weeks ahead, by patch and pathway: hours of care, with intervals beside past weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import duckdb
from django.utils.translation import gettext as _

from kith.core.curve_chart import CurvePoint, Curves, Line
from kith.core.phrases import say
from kith.core.service_types import SERVICE_TYPES
from kith.core.small_numbers import may_be_shown, withheld
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import place_words, whole_percent
from kith.insight.forecasts.demand_read import EVERYWHERE, Demand, demand_by_part
from kith.insight.forecasts.weekly import AHEAD, FEWEST_WEEKS, WeeklyForecast, forecast

WEEK = timedelta(days=7)
WEEKS_DRAWN = 26


def demand(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Hours of care to come, as the packages of the last three years lead on."""
    found = demand_by_part(facts, terms.ends_on)
    everywhere = found.get(EVERYWHERE)
    told = forecast(everywhere.hours) if everywhere and may_be_shown(everywhere.people) else None
    tables: tuple[Table, ...] = ()
    if everywhere and told:
        pathways = {part.pathway: each for part, each in found.items() if part.pathway is not None}
        patches = {part.patch: each for part, each in found.items() if part.patch is not None}
        tables = (
            _weeks_table(everywhere, told),
            errors_table(told),
            *_part_tables(_("pathway"), _("Pathway"), pathways, everywhere, pathway_words),
            *_part_tables(_("patch"), _("Patch"), patches, everywhere, lambda key: terms.names.get(key, key)),
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
    if everywhere is None or len(everywhere.weeks) < FEWEST_WEEKS:
        too_few = _("There are fewer than %(count)s weeks of packages, too few to continue.")
        return too_few % {"count": FEWEST_WEEKS}
    if told is None:
        return _("The packages are of fewer than ten people, so nothing is shown.")
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


def errors_table(told: WeeklyForecast) -> Table:
    """By how much forecasts made in earlier weeks missed what came, beside “nothing changes”."""
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


def pathway_words(key: str) -> str:
    """A pathway as it is called on pages; a council’s own word stays its own."""
    known = SERVICE_TYPES.get(key)
    return say(known.name) if known else place_words(key)


def _part_tables(
    of: str, heading: str, parts: Mapping[str, Demand], everywhere: Demand, called: Callable[[str], str]
) -> Iterator[Table]:
    """The forecast of each part; none where nothing says which part packages are of."""
    if not any(parts):
        return
    yield Table(
        title=_("By %(part)s, in %(weeks)s weeks") % {"part": of, "weeks": AHEAD},
        columns=(
            Column(key="part", heading=heading),
            Column(key="now", heading=_("Last week, hours"), unit="whole"),
            Column(key="expected", heading=_("Expected, hours"), unit="whole"),
            Column(key="low", heading=_("At least"), unit="whole"),
            Column(key="high", heading=_("At most"), unit="whole"),
            Column(key="past_error", heading=_("Such forecasts missed by")),
            Column(key="no_change", heading=_("“Nothing changes” missed by")),
        ),
        rows=tuple(_part_rows(parts, everywhere, called)),
    )


def _part_rows(
    parts: Mapping[str, Demand], everywhere: Demand, called: Callable[[str], str]
) -> Iterator[tuple[Cell, ...]]:
    """Each part by its key, those not known last; small ones withheld, and others that would tell them."""
    hidden = withheld({key: each.people for key, each in parts.items()}, whole=everywhere.people)
    for key in sorted(parts, key=lambda key: (not key, key)):
        each, name = parts[key], called(key) or _("Not known")
        told = None if key in hidden else forecast(each.hours)
        if told is None:
            yield (name, *[None] * 6)
            continue
        last, past = told.ahead[-1], told.past[-1] if told.past else None
        errors = (past.ours, past.no_change) if past else ()
        missed = [whole_percent(error) for error in errors] or ["", ""]
        yield (name, round(each.hours[-1]), round(last.value), round(last.low), round(last.high), *missed)
