"""Where one more team would be used: hours without a worker, patch by patch and pathway by pathway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.small_numbers import withheld
from kith.insight.diagnosis.result import Cell, Column, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.forecasts.demand import pathway_words

MINUTES_IN_AN_HOUR = 60


class Open(NamedTuple):
    """One part's average week: its people, minutes asked for, and minutes nobody was found for."""

    key: str
    people: int
    minutes: float
    unfilled_minutes: float


def open_by(facts: duckdb.DuckDBPyConnection, column: str, weeks: int) -> list[Open]:
    """The last weeks with visits, on average, for each value of a column of the visits."""
    rows = facts.execute(
        f"""
        WITH weeks AS (
            SELECT DISTINCT week_starts_on FROM visits WHERE verdict <> ''
            ORDER BY week_starts_on DESC LIMIT {weeks}
        )
        SELECT COALESCE({column}, ''), COUNT(DISTINCT person_key),
            SUM(commissioned_minutes) / (SELECT COUNT(*) FROM weeks),
            SUM(CASE WHEN rostered_minutes = 0 THEN commissioned_minutes ELSE 0 END)
                / (SELECT COUNT(*) FROM weeks)
        FROM visits JOIN weeks USING (week_starts_on) WHERE NOT cancelled GROUP BY 1 ORDER BY 1
        """  # noqa: S608  # columns and numbers of our own
    ).fetchall()
    return [
        Open(key, int(people), float(minutes), float(unfilled)) for key, people, minutes, unfilled in rows
    ]


def team_tables(
    facts: duckdb.DuckDBPyConnection, terms: Terms, *, weeks: int, team_minutes: int, people: int
) -> Iterator[Table]:
    """What one more team would cover in each patch and in each pathway, were it to work there alone.

    ``people`` is how many there are in all parts: fewer than those of each, where somebody is in two.
    """
    patches = open_by(facts, "patch_key", weeks)
    pathways = open_by(facts, "service_type", weeks)
    if any(each.key for each in patches):
        title = _("One more team, were it in one patch")
        yield _table(title, _("Patch"), patches, team_minutes, people, lambda key: terms.names.get(key, key))
    if any(each.key for each in pathways):
        title = _("One more team, were it for one pathway")
        yield _table(title, _("Pathway"), pathways, team_minutes, people, pathway_words)


def _table(
    title: str,
    heading: str,
    parts: Sequence[Open],
    team_minutes: int,
    people: int,
    called: Callable[[str], str],
) -> Table:
    hidden = withheld({each.key: each.people for each in parts}, whole=people)

    def row(each: Open) -> tuple[Cell, ...]:
        name = called(each.key) or _("Not known")
        if each.key in hidden:
            return (name, None, None, None, None)
        covered = min(each.unfilled_minutes, team_minutes)
        amounts = (each.minutes, each.unfilled_minutes, covered, team_minutes - covered)
        return (name, *(round(minutes / MINUTES_IN_AN_HOUR, 1) for minutes in amounts))

    return Table(
        title=title,
        columns=(
            Column(key="part", heading=heading),
            Column(key="hours", heading=_("Hours a week"), unit="number"),
            Column(key="unfilled", heading=_("Without a worker"), unit="number"),
            Column(key="covered", heading=_("The team would cover"), unit="number"),
            Column(key="left", heading=_("Hours it would have left"), unit="number"),
        ),
        rows=tuple(row(each) for each in parts),
    )
