"""Who begins with which kind of provider, and who is left later: what could pass for a provider's doing.

Two things can. People who go to one kind of provider may differ from the start (case-mix). And people still
there years later are not those who began: the average of those left can fall or rise while nobody's care
changes (survivor bias). Both are measured, not assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.phrases import phrase, say
from kith.core.small_numbers import may_be_shown, withheld
from kith.core.spread_chart import Panel, Spread
from kith.insight.diagnosis.growth import in_order
from kith.insight.diagnosis.intervals import Interval, Sums, ratio_from, wilson
from kith.insight.diagnosis.journeys import DAYS_IN_A_YEAR
from kith.insight.diagnosis.result import Cell, Column, Estimate, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent, tier_words, with_interval

BIN_HOURS, BINS = 4, 10
SEXES = {"female": phrase("Women"), "male": phrase("Men"), "other": phrase("Other")}


class Start(NamedTuple):
    """How many began with one kind of provider, with how much care."""

    tier: str
    people: int
    minutes: float
    two_workers: int
    born_year: float | None


def case_mix(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Who begins with whom, by size of the first package, and how those left later had begun."""
    starts = _starts(facts)
    everybody = sum(start.people for start in starts)
    shares = {start.tier: wilson(start.people, everybody) for start in starts}
    stayed = _stayed(facts, terms.cost_change_year)
    return Result(
        key="case_mix",
        title=_("Who begins with whom, and who stays"),
        question=_(
            "Do people differ between kinds of provider from the start, and do those who stay differ?"
        ),
        answer=_answer(shares, stayed, terms),
        definition=_(
            "The kind of provider of the first package. How those who stayed past year %(year)s had begun: "
            "among people who began early enough to be seen for so long, the average first weekly minutes of "
            "those who stayed over everybody’s, less one."
        )
        % {"year": terms.cost_change_year},
        n=everybody,
        n_of=_("people whose care began"),
        owner=_("Head of commissioning"),
        next_test=_("Compare growth again within bands of first minutes and of age."),
        tables=(_start_table(starts, shares), *_who_tables(facts), _cohort_table(facts)),
        pictures=(_picture(facts),) if any(may_be_shown(start.people) for start in starts) else (),
        estimates=(*_share_estimates(shares, starts), *_stayed_estimates(stayed)),
        limits=(
            _("What the files do not hold, such as family help, can still differ between kinds of provider."),
            _("Gender and the reason for support are as they were last said, not as they were at the start."),
        ),
    )


def _starts(facts: duckdb.DuckDBPyConnection) -> list[Start]:
    rows = facts.execute(
        """
        SELECT tier, COUNT(*), AVG(minutes), SUM((workers >= 2)::INTEGER), AVG(born_year)
        FROM journeys GROUP BY tier
        """
    ).fetchall()
    return sorted((Start(*row) for row in rows), key=lambda start: in_order(start.tier))


def _stayed(facts: duckdb.DuckDBPyConnection, year: int) -> dict[str, tuple[Interval, int]]:
    """How much more care those who stayed had begun with, and how many stayed, by kind of provider."""
    day = year * DAYS_IN_A_YEAR
    rows = facts.execute(
        f"""
        WITH seen AS (
            SELECT tier, minutes, (until - starts_on > {day}) AS stayed
            FROM journeys WHERE starts_on + {day} < (SELECT MAX(until) FROM journeys)
        ), means AS (SELECT tier, AVG(minutes) AS mean FROM seen GROUP BY tier)
        SELECT tier, COUNT(*), SUM(top), SUM(bottom), SUM(top * top), SUM(top * bottom), SUM(bottom * bottom)
        FROM (
            SELECT tier, CASE WHEN stayed THEN minutes - mean ELSE 0 END AS top,
                   CASE WHEN stayed THEN mean ELSE 0 END AS bottom
            FROM seen JOIN means USING (tier)
        ) GROUP BY tier HAVING SUM(bottom) > 0 AND COUNT(*) >= 2
        """  # noqa: S608
    ).fetchall()
    stayed = facts.execute(
        f"SELECT tier, COUNT(*) FROM journeys WHERE until - starts_on > {day} GROUP BY tier"  # noqa: S608
    ).fetchall()
    people = {tier: int(n) for tier, n in stayed}
    return {
        tier: (ratio_from(Sums(int(n), *(float(number) for number in sums))), people.get(tier, 0))
        for tier, n, *sums in sorted(rows, key=lambda row: in_order(row[0]))
        if may_be_shown(people.get(tier, 0))
    }


def _answer(shares: Mapping[str, Interval], stayed: Mapping[str, tuple[Interval, int]], terms: Terms) -> str:
    if not shares:
        return _("No packages in these files can be used.")
    parts = [f"{tier_words(tier)} {with_interval(share, 'share')}" for tier, share in shares.items()]
    differ = [tier_words(tier) for tier, (found, _n) in stayed.items() if found.low > 0 or found.high < 0]
    words = _("First packages: %(shares)s.") % {"shares": "; ".join(parts)}
    if not stayed:
        return words
    if differ:
        held = _(
            "Those who stayed past year %(year)s had begun with more or less care than others: %(names)s."
        )
        return f"{words} {held % {'year': terms.cost_change_year, 'names': ', '.join(differ)}}"
    held = _("Those who stayed past year %(year)s had begun with about as much care as everybody.")
    return f"{words} {held % {'year': terms.cost_change_year}}"


def _start_table(starts: list[Start], shares: Mapping[str, Interval]) -> Table:
    def row(start: Start) -> tuple[Cell, ...]:
        share = shares[start.tier]
        if not may_be_shown(start.people):
            return (tier_words(start.tier), None, None, None, None, None, None)
        return (
            tier_words(start.tier),
            start.people,
            share.value,
            f"{percent(share.low)} – {percent(share.high)}",
            start.minutes,
            start.two_workers / start.people,
            round(start.born_year) if start.born_year else "",
        )

    return Table(
        title=_("Who begins with whom"),
        columns=(
            Column(key="provider_type", heading=_("Provider")),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="share", heading=_("Share"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
            Column(key="weekly_minutes", heading=_("First weekly minutes, average"), unit="minutes"),
            Column(key="two_workers", heading=_("Began with two workers"), unit="share"),
            Column(key="born_year", heading=_("Born, on average"), unit="text"),
        ),
        rows=tuple(row(start) for start in starts),
    )


def _who_tables(facts: duckdb.DuckDBPyConnection) -> Iterator[Table]:
    """Who people are, by kind of provider: a table for each thing that the files hold."""
    asked = (
        ("sex", _("Women and men, by kind of provider"), _("Gender")),
        ("condition", _("Why care is drawn on, by kind of provider"), _("Reason for support")),
    )
    for column, title, heading in asked:
        counted: dict[str, dict[str, int]] = {}
        for tier, group, people in facts.execute(
            f"SELECT tier, {column}, COUNT(*) FROM journeys WHERE {column} IS NOT NULL GROUP BY ALL"  # noqa: S608
        ).fetchall():
            counted.setdefault(tier, {})[group] = people
        if counted:
            yield Table(
                title=title,
                columns=(
                    Column(key="provider_type", heading=_("Provider")),
                    Column(key=column, heading=heading),
                    Column(key="people", heading=_("People"), unit="whole"),
                    Column(key="share", heading=_("Share of those it is known of"), unit="share"),
                ),
                rows=tuple(
                    row for tier in sorted(counted, key=in_order) for row in _who_rows(tier, counted[tier])
                ),
            )


def _who_rows(tier: str, groups: Mapping[str, int]) -> Iterator[tuple[Cell, ...]]:
    """A row for each group, the largest first; the smallest are withheld until they are ten together."""
    hidden, everybody = withheld(groups), sum(groups.values())
    for group in sorted(groups, key=lambda group: (-groups[group], group)):
        shown = group not in hidden
        people, share = (groups[group], groups[group] / everybody) if shown else (None, None)
        yield tier_words(tier), say(SEXES.get(group, group)), people, share


def _cohort_table(facts: duckdb.DuckDBPyConnection) -> Table:
    rows = facts.execute(
        """
        SELECT EXTRACT(year FROM journeys.starts_on), journeys.tier, COUNT(*), AVG(journeys.minutes),
               SUM((levels.person_key IS NOT NULL)::INTEGER)
        FROM journeys LEFT JOIN levels ON levels.person_key = journeys.person_key AND levels.year = 1
        GROUP BY 1, 2
        """
    ).fetchall()
    return Table(
        title=_("By year of start"),
        columns=(
            Column(key="began_in", heading=_("Began in"), unit="text"),
            Column(key="provider_type", heading=_("Provider")),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="weekly_minutes", heading=_("First weekly minutes, average"), unit="minutes"),
            Column(key="after_a_year", heading=_("With care a year on"), unit="share"),
        ),
        rows=tuple(
            (str(year), tier_words(tier), n, minutes, stayed / n)
            if may_be_shown(n)
            else (str(year), tier_words(tier), None, None, None)
            for year, tier, n, minutes, stayed in sorted(rows, key=lambda row: (row[0], in_order(row[1])))
        ),
    )


def _picture(facts: duckdb.DuckDBPyConnection) -> Spread:
    rows = facts.execute(
        f"""
        SELECT tier, LEAST(minutes // {60 * BIN_HOURS}, {BINS - 1}) AS bin, COUNT(*)
        FROM journeys GROUP BY ALL
        """  # noqa: S608
    ).fetchall()
    counts: dict[str, list[int]] = {}
    for tier, place, n in rows:
        counts.setdefault(tier, [0] * BINS)[int(place)] = int(n)
    return Spread(
        title=_("First weekly hours, by kind of provider"),
        panels=tuple(
            Panel(
                name=tier_words(tier),
                note=_("%(n)s people") % {"n": f"{sum(counts[tier]):,}"},
                counts=tuple(counts[tier]),
            )
            for tier in sorted(counts, key=in_order)
            if may_be_shown(sum(counts[tier]))
        ),
        width=BIN_HOURS,
        foot_words=_("hours a week at the start; the last bar holds everybody above"),
    )


def _share_estimates(shares: Mapping[str, Interval], starts: list[Start]) -> Iterator[Estimate]:
    for start in starts:
        yield estimate(
            f"share.{start.tier}",
            _("share of first packages, %(tier)s") % {"tier": tier_words(start.tier)},
            shares[start.tier],
            unit="share",
            n=sum(each.people for each in starts),
            method=_("Wilson"),
        )


def _stayed_estimates(stayed: Mapping[str, tuple[Interval, int]]) -> Iterator[Estimate]:
    for tier, (found, people) in stayed.items():
        yield estimate(
            f"survivors.{tier}",
            _("how much more care those who stayed had begun with, %(tier)s") % {"tier": tier_words(tier)},
            found,
            unit="share",
            n=people,
            method=_("ratio of sums, linearised"),
        )
