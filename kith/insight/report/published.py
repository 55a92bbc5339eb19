"""What published files add to a diagnosis: the market, the hospitals' days, and other places' figures."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
from django.utils.translation import gettext as _

from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.report.published_hospital import hospital, hospitals
from kith.insight.report.published_market import FIRMS, market

FEWEST_AREAS = 20  # whose quarters say where areas lie


def published(facts: duckdb.DuckDBPyConnection) -> Iterator[Result]:
    """A result for each kind of published file that was given."""
    if _any(facts, FIRMS):
        yield market(facts)
    for place in hospitals(facts):
        yield hospital(facts, place)
    if _any(facts, "benchmarks"):
        yield benchmarks(facts)


def _any(facts: duckdb.DuckDBPyConnection, table: str) -> bool:
    return facts.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608


def benchmarks(facts: duckdb.DuckDBPyConnection) -> Result:
    """Published figures of the areas in the file, side by side, the newest of each."""
    rows = facts.execute(
        """
        SELECT measure, area, max(period), arg_max(value, period), arg_max(part, period) FROM benchmarks
        WHERE part = 'outcome' OR part LIKE 'All Ages,%' GROUP BY measure, area,
            CASE WHEN part = 'outcome' THEN '' ELSE part END ORDER BY ALL
        """
    ).fetchall()
    return Result(
        key="benchmarks",
        title=_("What other places publish"),
        question=_("Where do published figures of other places lie?"),
        answer=_("%(n)s published figures, the newest of each, stand beside the council’s own.")
        % {"n": f"{len(rows):,}"},
        definition=_("As published, rounded by the publisher; nothing is worked out again."),
        n=len(rows),
        n_of=_("published figures"),
        owner=_("Performance manager"),
        next_test=_("Work the council’s own figure out by the same definition before comparing."),
        tables=(
            *_spread(facts),
            Table(
                title=_("Published figures"),
                columns=(
                    Column(key="measure", heading=_("Measure")),
                    Column(key="area", heading=_("Area")),
                    Column(key="period", heading=_("Period")),
                    Column(key="value", heading=_("Figure")),
                    Column(key="part", heading=_("Of")),
                ),
                rows=tuple(tuple(str(cell) for cell in row) for row in rows),
            ),
        ),
        limits=(_("Countries and years count differently; Scottish personal care is free."),),
    )


def _spread(facts: duckdb.DuckDBPyConnection) -> Iterator[Table]:
    """Where the areas of each measure lie, as lines to hold one's own figure against."""
    rows = facts.execute(
        """
        WITH newest AS (
            SELECT measure, area, try_cast(arg_max(value, period) AS DOUBLE) AS value FROM benchmarks
            WHERE part = 'outcome' GROUP BY ALL
        )
        SELECT measure, count(value), quantile_cont(value, 0.25), median(value), quantile_cont(value, 0.75)
        FROM newest GROUP BY measure HAVING count(value) >= ? ORDER BY measure
        """,
        [FEWEST_AREAS],
    ).fetchall()
    if rows:
        yield Table(
            title=_("Where areas lie"),
            columns=(
                Column(key="measure", heading=_("Measure")),
                Column(key="areas", heading=_("Areas"), unit="whole"),
                Column(key="low", heading=_("A quarter lie below"), unit="number"),
                Column(key="middle", heading=_("Half lie below"), unit="number"),
                Column(key="high", heading=_("A quarter lie above"), unit="number"),
            ),
            rows=tuple(rows),
        )
