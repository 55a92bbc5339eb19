"""What published files add to a diagnosis: the market, the hospitals' days, and other places' figures."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
from django.utils.translation import gettext as _

from kith.core.money import pounds
from kith.core.spc import xmr
from kith.core.spc_words import plain_number, sentence
from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.diagnosis.wording import percent

SMALL_YEAR_PENCE = 5_000_000  # a firm paid less than £50,000 in a year is bought from now and then
FEWEST_WEEKS = 12
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def published(facts: duckdb.DuckDBPyConnection) -> Iterator[Result]:
    """A result for each kind of published file that was given."""
    if _any(facts, "supplier_payments"):
        yield market(facts)
    for place in _places(facts):
        yield hospital(facts, place)
    if _any(facts, "benchmarks"):
        yield benchmarks(facts)


def _any(facts: duckdb.DuckDBPyConnection, table: str) -> bool:
    return facts.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608


def market(facts: duckdb.DuckDBPyConnection) -> Result:
    """How much of the council's money went to how many firms, year by year."""
    rows = facts.execute(
        f"""
        WITH firms AS (
            SELECT year(paid_on) AS year, provider_key, sum(pence) AS pence, count(*) AS payments
            FROM supplier_payments GROUP BY ALL HAVING sum(pence) > 0
        ), shares AS (
            SELECT *, pence / sum(pence) OVER (PARTITION BY year) AS share,
                row_number() OVER (PARTITION BY year ORDER BY pence DESC) AS place
            FROM firms
        )
        SELECT year, sum(pence)::BIGINT, count(*), sum(payments)::BIGINT,
            sum(share) FILTER (place <= 4), sum(10000 * share * share),
            sum(share) FILTER (pence < {SMALL_YEAR_PENCE})
        FROM shares GROUP BY year ORDER BY year
        """  # noqa: S608
    ).fetchall()
    year, pence, firms, _payments, top, concentration, _small = rows[-1]
    return Result(
        key="market",
        title=_("Who the money goes to"),
        question=_("Into how many hands does the council’s money for home care go, and how evenly?"),
        answer=_(
            "In %(year)s %(firms)s firms were paid %(pounds)s; the largest four had %(top)s of it. The "
            "concentration index is %(index)s: under 1,000 is called an unconcentrated market."
        )
        % {
            "year": year, "firms": firms, "pounds": pounds(pence), "top": percent(top, 0),
            "index": f"{concentration:,.0f}",
        },
        definition=_(
            "Published payments added up by firm, spellings taken together, for each calendar year. The "
            "index is the sum of squared shares in percent (Herfindahl and Hirschman)."
        ),
        n=sum(row[3] for row in rows),
        n_of=_("payments"),
        owner=_("Head of commissioning"),
        next_test=_("Ask finance for the same from the ledger, and see which firms are missing here."),
        tables=(
            Table(
                title=_("Year by year"),
                columns=(
                    Column(key="year", heading=_("Year")),
                    Column(key="pence", heading=_("Paid"), unit="pence"),
                    Column(key="firms", heading=_("Firms"), unit="whole"),
                    Column(key="payments", heading=_("Payments"), unit="whole"),
                    Column(key="top_four", heading=_("Largest four"), unit="share"),
                    Column(key="index", heading=_("Concentration index"), unit="whole"),
                    Column(key="small", heading=_("To firms paid under £50,000"), unit="share"),
                ),
                rows=tuple((str(row[0]), *row[1:6], row[6] or 0.0) for row in rows),
            ),
        ),
        limits=(
            _("Payments under the publishing threshold, and firms not in the list, are not in it."),
            _("Money to small firms looks like spot buying; only contracts can say that it is."),
        ),
    )  # fmt: skip


def _places(facts: duckdb.DuckDBPyConnection) -> list[str]:
    rows = facts.execute(
        "SELECT place_key FROM hospital_days GROUP BY 1 HAVING count(*) >= ? ORDER BY 1", [7 * FEWEST_WEEKS]
    ).fetchall()
    return [place for [place] in rows]


def hospital(facts: duckdb.DuckDBPyConnection, place: str) -> Result:
    """People waiting to leave one trust, week by week, and the days on which people leave."""
    weeks = facts.execute(
        """
        SELECT date_trunc('week', on_day)::DATE, avg(waiting), count(*) FROM hospital_days
        WHERE place_key = ? GROUP BY 1 HAVING count(*) >= 4 ORDER BY 1
        """,
        [place],
    ).fetchall()
    chart = xmr([(week, waiting) for week, waiting, _days in weeks], improvement="decrease")
    weekdays = facts.execute(
        """
        SELECT isodow(on_day), avg(waiting), avg(discharged), count(discharged) FROM hospital_days
        WHERE place_key = ? GROUP BY 1 ORDER BY 1
        """,
        [place],
    ).fetchall()
    left = sum(row[2] or 0 for row in weekdays)
    return Result(
        key=f"hospital_{place.lower()}",
        title=_("Waiting to leave hospital: %(place)s") % {"place": place},
        question=_("How many people no longer need to be there, and on which days do people leave?"),
        answer=sentence(chart, write=plain_number),
        definition=_("The mean of each week with four days or more; missing days are left out, not nought."),
        n=sum(row[2] for row in weeks),
        n_of=_("days"),
        owner=_("Transfer of care lead"),
        next_test=_("Write beside each shift in the chart what was changed that week, and who did."),
        pictures=(
            SeriesPicture(title=_("People who no longer needed to be in hospital, by week"), chart=chart),
        ),
        tables=(
            Table(
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
            ),
        ),
        limits=(_("It counts people at one time of day. Who waits longest cannot be told from it."),),
    )


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
