"""The money a council publishes that it paid: to how many firms, how evenly, and how steadily to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from kith.core.money import pounds
from kith.core.spc import xmr
from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.diagnosis.wording import about, percent

SMALL_YEAR_PENCE = 5_000_000  # a firm paid less than £50,000 in a year is bought from now and then
FIRMS_DRAWN = 4
MONTHS_DRAWN = 36
FEWEST_MONTHS = 13
FIRMS = """(
    SELECT year(paid_on) AS year, provider_key, sum(pence) AS pence, count(*) AS payments
    FROM supplier_payments GROUP BY ALL HAVING sum(pence) > 0
) AS firms"""
_YEARS = f"""
    WITH shares AS (
        SELECT *, pence / sum(pence) OVER (PARTITION BY year) AS share,
            row_number() OVER (PARTITION BY year ORDER BY pence DESC) AS place
        FROM {FIRMS}
    )
    SELECT year, sum(pence)::BIGINT, count(*), sum(payments)::BIGINT,
        sum(share) FILTER (place <= 4), sum(10000 * share * share),
        sum(share) FILTER (pence < {SMALL_YEAR_PENCE})
    FROM shares GROUP BY year ORDER BY year
"""  # noqa: S608 - our own number


def market(facts: duckdb.DuckDBPyConnection) -> Result:
    """How much of the council's money went to how many firms, year by year: of at least one of `FIRMS`."""
    rows = facts.execute(_YEARS).fetchall()
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
            "index is the sum of squared shares in percent (Herfindahl and Hirschman). The charts hold the "
            "last %(months)s months of the firms paid most in the newest year; a month without a payment is "
            "nought."
        )
        % {"months": MONTHS_DRAWN},
        n=sum(row[3] for row in rows),
        n_of=_("payments"),
        pictures=tuple(_by_month(facts)),
        owner=_("Head of commissioning"),
        next_test=_("Ask finance for the same from the ledger, and see which firms are missing here."),
        tables=(_year_by_year(rows),),
        limits=(
            _("Payments under the publishing threshold, and firms not in the list, are not in it."),
            _("Money to small firms looks like spot buying; only contracts can say that it is."),
        ),
    )  # fmt: skip


def _year_by_year(rows: Sequence[tuple[Any, ...]]) -> Table:
    return Table(
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
    )


def _by_month(facts: duckdb.DuckDBPyConnection) -> Iterator[SeriesPicture]:
    """What each of the largest firms of the newest year was paid by month, and which months are unlike."""
    largest = facts.execute(
        """
        SELECT provider_key FROM supplier_payments
        WHERE year(paid_on) = (SELECT max(year(paid_on)) FROM supplier_payments)
        GROUP BY 1 ORDER BY sum(pence) DESC, 1 LIMIT ?
        """,
        [FIRMS_DRAWN],
    ).fetchall()
    for [firm] in largest:
        months = facts.execute(
            """
            WITH months AS (
                SELECT DISTINCT date_trunc('month', paid_on)::DATE AS month FROM supplier_payments),
            paid AS (SELECT date_trunc('month', paid_on)::DATE AS month, sum(pence) AS pence
                FROM supplier_payments WHERE provider_key = ? GROUP BY 1)
            SELECT month, coalesce(pence, 0)::BIGINT FROM months LEFT JOIN paid USING (month)
            WHERE month >= (SELECT min(month) FROM paid) ORDER BY month
            """,
            [firm],
        ).fetchall()
        if len(months) >= FEWEST_MONTHS:
            chart = xmr(
                [(month, float(pence)) for month, pence in months[-MONTHS_DRAWN:]], improvement="neutral"
            )
            title = _("Paid to %(firm)s, by month") % {"firm": firm}
            yield SeriesPicture(title=title, chart=chart, write=about)
