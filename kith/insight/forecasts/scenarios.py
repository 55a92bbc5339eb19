"""What a choice would make of a week: one more team, visits at twenty minutes, spot care moved to primary.

Plain arithmetic on the last four weeks known, stated as formulas, so that anybody can change a figure and
work it out again. Nothing here predicts how people would answer to the choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from django.utils.translation import gettext as _

from kith.core.money import half_up, pounds
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.forecasts.one_more_team import team_tables

MINUTES_IN_AN_HOUR = 60
WEEKS = 4
TEAM_OF = 8
CONTRACTED_HOURS = 30
CARE_SHARE = 0.75
SHORT_MINUTES, HALF_AN_HOUR = 20, 30

_LAST_WEEKS = f"""
    WITH weeks AS (
        SELECT DISTINCT week_starts_on FROM visits WHERE verdict <> ''
        ORDER BY week_starts_on DESC LIMIT {WEEKS}
    )
"""  # noqa: S608 - our own number
_WEEK = f"""
    {_LAST_WEEKS}
    SELECT COUNT(DISTINCT week_starts_on), COUNT(DISTINCT person_key),
           COALESCE(SUM(commissioned_minutes), 0),
           COALESCE(SUM(CASE WHEN rostered_minutes = 0 THEN commissioned_minutes ELSE 0 END), 0),
           COALESCE(SUM(CASE WHEN tier = 'spot' THEN commissioned_minutes ELSE 0 END), 0),
           COALESCE(SUM(CASE WHEN commissioned_minutes = {HALF_AN_HOUR} THEN 1 ELSE 0 END), 0),
           COALESCE(SUM(CASE WHEN commissioned_minutes = {HALF_AN_HOUR} AND verdict = 'delivered'
                              AND actual_minutes <= {SHORT_MINUTES} THEN 1 ELSE 0 END), 0)
    FROM visits JOIN weeks USING (week_starts_on)
    WHERE NOT cancelled
"""  # noqa: S608 - our own numbers
_PAID = f"""
    {_LAST_WEEKS},
    paid AS (
        SELECT contract_key, SUM(pence) AS pence FROM payments JOIN weeks USING (week_starts_on)
        GROUP BY contract_key
    ), spent AS (
        SELECT contract_key, tier, SUM(actual_minutes) AS minutes
        FROM visits JOIN weeks USING (week_starts_on) GROUP BY contract_key, tier
    )
    SELECT tier, SUM(pence), SUM(minutes) FROM paid JOIN spent USING (contract_key)
    WHERE tier IN ('primary', 'spot') GROUP BY tier HAVING SUM(minutes) > 0
"""  # noqa: S608 - our own numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An average week of those looked at, in minutes of one worker and in visits."""

    people: int
    minutes: int
    unfilled_minutes: int
    spot_minutes: int
    half_hours: int
    short_half_hours: int
    spot_dearer_pence: int | None
    """What an hour spent costs more on a spot contract than on a primary one, as paid; None if not known."""


def average_week(facts: duckdb.DuckDBPyConnection) -> Week | None:
    """The last four weeks with visits, divided by how many there are; None where there is none."""
    weeks, people, *totals = facts.execute(_WEEK).fetchone() or (0, 0)
    if not weeks:
        return None
    minutes, unfilled, spot, half_hours, short = (round(int(total) / weeks) for total in totals)
    return Week(
        people=people,
        minutes=minutes,
        unfilled_minutes=unfilled,
        spot_minutes=spot,
        half_hours=half_hours,
        short_half_hours=short,
        spot_dearer_pence=_spot_dearer(facts),
    )


def _spot_dearer(facts: duckdb.DuckDBPyConnection) -> int | None:
    hourly = {
        tier: half_up(MINUTES_IN_AN_HOUR * int(pence), int(minutes))
        for tier, pence, minutes in facts.execute(_PAID).fetchall()
    }
    return hourly["spot"] - hourly["primary"] if len(hourly) == len(("spot", "primary")) else None


def team_minutes(
    workers: int = TEAM_OF, hours: int = CONTRACTED_HOURS, care_share: float = CARE_SHARE
) -> int:
    """Minutes of care that one more team brings in a week: what is not travel and down-time."""
    return round(workers * hours * MINUTES_IN_AN_HOUR * care_share)


def scenarios(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Three choices on an average week, each with its formula."""
    week = average_week(facts)
    shown = week if week and may_be_shown(week.people) else None
    return Result(
        key="scenarios",
        title=_("What a choice would make of a week"),
        question=_("What would one more team, visits at twenty minutes, or primary instead of spot change?"),
        answer=_answer(shown, week),
        definition=_(
            "An average of the last %(weeks)s weeks with visits. A team is %(workers)s workers of "
            "%(hours)s hours, of which %(share)s %% are care; an hour costs %(rate)s. Spot is dearer by what "
            "was paid for an hour spent."
        )
        % {
            "weeks": WEEKS,
            "workers": TEAM_OF,
            "hours": CONTRACTED_HOURS,
            "share": round(100 * CARE_SHARE),
            "rate": pounds(terms.pence_per_hour),
        },
        n=week.people if week else 0,
        n_of=_("people"),
        owner=_("Commissioner"),
        next_test=_("Try it in one patch, and lay its next four weeks beside these."),
        tables=(
            _table(shown, terms),
            *team_tables(facts, terms, weeks=WEEKS, team_minutes=team_minutes(), people=shown.people),
        )
        if shown
        else (),
        limits=(
            _("Nobody's answer to the change is in it: a shorter visit may need another one."),
            _("A visit of twenty minutes is lawful care only where the person agreed and the tasks fit."),
        ),
    )


def _answer(shown: Week | None, week: Week | None) -> str:
    if week is None:
        return _("There are no visits to work with.")
    if shown is None:
        return _("The visits are to fewer than ten people, so nothing is shown.")
    covered = min(shown.unfilled_minutes, team_minutes())
    return _(
        "One more team could give %(team)s hours of care a week; %(open)s hours are without a worker now, "
        "and it would cover %(covered)s of them."
    ) % {
        "team": _hours(team_minutes()),
        "open": _hours(shown.unfilled_minutes),
        "covered": _hours(covered),
    }


def _table(week: Week, terms: Terms) -> Table:
    saved = week.half_hours * (HALF_AN_HOUR - SHORT_MINUTES)
    rows: tuple[tuple[Cell, ...], ...] = (
        (
            _("One more team"),
            _("workers × hours × share of care"),
            round(team_minutes() / MINUTES_IN_AN_HOUR),
            _pence(team_minutes(), terms.pence_per_hour),
        ),
        (
            _("All half hours at twenty minutes"),
            _("half hours × 10 minutes; %(short)s of %(all)s are over by then now")
            % {"short": f"{week.short_half_hours:,}", "all": f"{week.half_hours:,}"},
            -round(saved / MINUTES_IN_AN_HOUR),
            -_pence(saved, terms.pence_per_hour),
        ),
        (
            _("Spot care moved to primary"),
            _("spot hours × the difference in price"),
            0,
            "" if week.spot_dearer_pence is None else -_pence(week.spot_minutes, week.spot_dearer_pence),
        ),
    )
    return Table(
        title=_("Against an average week of %(hours)s hours") % {"hours": _hours(week.minutes)},
        columns=(
            Column(key="choice", heading=_("Choice")),
            Column(key="formula", heading=_("Formula")),
            Column(key="hours", heading=_("Hours a week"), unit="whole"),
            Column(key="pence", heading=_("Money a week"), unit="pence"),
        ),
        rows=rows,
    )


def _pence(minutes: int, pence_per_hour: int) -> int:
    return half_up(minutes * pence_per_hour, MINUTES_IN_AN_HOUR)


def _hours(minutes: int) -> str:
    return f"{minutes / MINUTES_IN_AN_HOUR:,.0f}"
