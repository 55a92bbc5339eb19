"""Files others publish: missing days that look like noughts, payments given twice, eighty spellings."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from statistics import quantiles

import duckdb
import pytest

from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.extracts.mapping import ExtractMapping
from kith.insight.extracts.providers import one_spelling
from kith.insight.extracts.read import Extracts, read_extracts
from kith.insight.facts.duck import empty_tables
from kith.insight.report.published import published
from kith.insight.report.published_hospital import every_week
from kith.insight.report.published_market import market

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
PAYMENTS = DATA / "providers" / "leeds_homecare_payments_2010_2022.csv"
HOSPITALS = DATA / "discharge" / "trust_daily_ncr_and_discharges_2022_2025.csv"
ASCOF = DATA / "care" / "ascof_2024_25_leeds_england.csv"
COUNCILS = DATA / "standards_cld" / "ascof_2024_25_cld_measures.csv"
HOURS = DATA / "care" / "phs_data_homecare_hours_received.csv"
needs_payments = pytest.mark.skipif(not PAYMENTS.exists(), reason="the council's payment list is not here")
needs_hospitals = pytest.mark.skipif(not HOSPITALS.exists(), reason="the NHS discharge series is not here")
needs_councils = pytest.mark.skipif(not COUNCILS.exists(), reason="the councils' figures are not here")
needs_figures = pytest.mark.skipif(
    not (ASCOF.exists() and HOURS.exists()), reason="the published figures are not here"
)


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def read(
    facts: duckdb.DuckDBPyConnection, folder: Path, *files: Path, mapping: ExtractMapping | None = None
) -> Extracts:
    given = folder / "given"
    given.mkdir(exist_ok=True)
    for file in files:
        (given / file.name).symlink_to(file)
    said = mapping or ExtractMapping(secret="s")
    return read_extracts(facts, given, said, folder, lambda words, share: None)


def test_a_gap_in_a_hospitals_days_is_not_nought(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text(
        "nhs_trust22_code,date,do_not_meet_criteria_to_reside,discharged_total\n"
        "RR8,2022-06-18,400.0,150.0\nRR8,2022-06-19,0.0,0.0\nRR8,2022-06-20,410.0,0.0\n"
    )
    extracts = read(facts, tmp_path, file)
    assert {"looks_missing": (3,), "nobody_left": (4,)} == {
        each.code: each.first_rows for each in extracts.findings
    }
    rows = facts.execute("SELECT on_day, waiting, discharged FROM hospital_days ORDER BY 1").fetchall()
    assert [(date(2022, 6, 18), 400, 150), (date(2022, 6, 20), 410, None)] == rows


@needs_payments
def test_no_two_firms_are_taken_for_one() -> None:
    with PAYMENTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truth = {row["beneficiary_name"]: row["provider_canonical"] for row in rows}
    chosen = one_spelling(Counter(row["beneficiary_name"] for row in rows), known={})
    wrong = [
        pair for pair in combinations(truth, 2)
        if chosen[pair[0]] == chosen[pair[1]] and truth[pair[0]] != truth[pair[1]]
    ]  # fmt: skip
    assert [] == wrong
    # Eighty spellings of 34 firms come to fewer than fifty names by themselves; people join the rest.
    assert (80, 34) == (len(truth), len(set(truth.values())))
    assert 34 <= len(set(chosen.values())) < 50


@needs_payments
def test_the_market_is_as_concentrated_as_plain_sums_say(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with PAYMENTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {row["beneficiary_name"]: row["provider_canonical"] for row in rows}
    extracts = read(facts, tmp_path, PAYMENTS, mapping=ExtractMapping(secret="s", providers=names))
    different = {
        (row["payment_date"], row["amount_gbp"], row["beneficiary_name"], row["organisational_unit"])
        for row in rows
    }
    (file_read,) = extracts.files
    assert (38_960, len(different)) == (file_read.rows, file_read.used)
    spent: dict[str, Counter[str]] = defaultdict(Counter)
    for day, amount, payee, _unit in different:
        spent[day[:4]][names[payee]] += round(float(amount) * 100)
    (market,) = published(facts)
    newest = sorted(spent["2022"], key=lambda firm: -spent["2022"][firm])
    assert [f"Paid to {firm}, by month" for firm in newest[:4]] == [each.title for each in market.pictures]
    assert list(spent) and sorted(spent) == [row[0] for row in market.tables[0].rows]
    for year, pence, firms, _payments, top_four, index, _small in market.tables[0].rows:
        paid = [each for each in spent[str(year)].values() if each > 0]
        shares = sorted((each / sum(paid) for each in paid), reverse=True)
        assert (sum(paid), len(paid)) == (pence, firms)
        assert pytest.approx(sum(shares[:4])) == top_four
        assert pytest.approx(sum((100 * share) ** 2 for share in shares)) == index


@needs_hospitals
def test_leeds_hospitals_have_their_gaps_and_their_week(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(facts, tmp_path, HOSPITALS)
    [(days, left)] = facts.execute(
        "SELECT count(*), count(discharged) FROM hospital_days WHERE place_key = 'RR8'"
    ).fetchall()
    # Of 1,249 days ten say nought for everything, and on seven more nobody is said to have left.
    assert (1_239, 1_232) == (days, left)
    (leeds,) = [result for result in published(facts) if result.key == "hospital_rr8"]
    shares = [row[3] for row in leeds.tables[0].rows]
    assert ("Fri", "Sun") == (
        leeds.tables[0].rows[shares.index(max(shares))][0],
        leeds.tables[0].rows[shares.index(min(shares))][0],
    )  # fmt: skip


@needs_hospitals
def test_what_was_expected_at_leeds_stands_beside_what_came(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    read(facts, tmp_path, HOSPITALS)
    facts.execute("DELETE FROM hospital_days WHERE place_key <> 'RR8'")
    (leeds,) = published(facts)
    then, now, errors = leeds.tables[1:]
    came = facts.execute(
        "SELECT date_trunc('week', on_day)::DATE, avg(waiting) FROM hospital_days "
        "WHERE on_day >= DATE '2025-08-25' - 49 GROUP BY 1 HAVING count(*) >= 4 ORDER BY 1"
    ).fetchall()
    assert came == [(row[0], row[4]) for row in then.rows]
    assert (date(2025, 9, 1), 8) == (now.rows[0][0], len(now.rows))
    # Held against twelve earlier starts, it misses by less than "nothing changes" does, at every distance.
    assert all(ours < unchanged for _weeks, ours, unchanged, _inside in errors.rows)


def test_a_week_that_is_missing_is_no_week_of_nobody() -> None:
    weeks = {date(2025, 1, 6): 10.0, date(2025, 1, 13): 12.0, date(2025, 2, 3): 18.0}
    assert [10.0, 12.0, 14.0, 16.0, 18.0] == every_week(weeks)


def test_a_month_without_a_payment_is_nought_and_a_new_firm_is_not(
    facts: duckdb.DuckDBPyConnection,
) -> None:
    empty_tables(facts)
    facts.execute(
        "INSERT INTO supplier_payments BY NAME "
        "SELECT firm AS provider_key, 'Adults' AS unit, 100000 AS pence, "
        "(DATE '2024-01-15' + to_months(n::INTEGER))::DATE AS paid_on "
        "FROM range(15) AS months(n), (VALUES ('Aire'), ('Wharfe')) AS firms(firm) "
        "WHERE firm = 'Aire' OR n NOT IN (0, 7)"
    )
    aire, wharfe = market(facts).pictures
    assert isinstance(aire, SeriesPicture)
    assert isinstance(wharfe, SeriesPicture)
    assert (15, 14) == (len(aire.chart.points), len(wharfe.chart.points))
    assert [date(2024, 8, 1)] == [point.date for point in wharfe.chart.points if point.y == 0]


@needs_figures
def test_published_figures_are_read_whole(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(facts, tmp_path, ASCOF, HOURS)
    assert [("ascof", 1.0), ("home_care_hours", 1.0)] == [(each.table, each.share) for each in extracts.files]
    rows = facts.execute(
        "SELECT area, value FROM benchmarks WHERE measure LIKE '2a %' AND part = 'outcome' ORDER BY area"
    ).fetchall()
    assert [("England", "77.1"), ("Leeds", "97.5")] == rows


@pytest.mark.parametrize(
    ("file_name", "period"),
    [
        ("ascof_2024_25.csv", "2024 to 2025"), ("ASCOF 2024-2025.csv", "2024 to 2025"),
        ("ascof_2019_20.csv", "2019 to 2020"), ("ascof.csv", ""),
    ],
)  # fmt: skip
def test_the_year_of_councils_figures_is_told_by_their_files_name(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path, file_name: str, period: str
) -> None:
    file = tmp_path / file_name
    file.write_text("measure,la_code,name,numerator,denominator,outcome\n2A,E08000035,Leeds,1264,1296,97.5\n")
    read(facts, tmp_path, file)
    assert [(period,)] == facts.execute("SELECT DISTINCT period FROM benchmarks").fetchall()


@needs_councils
def test_every_councils_figures_are_read_with_what_they_rest_on(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, COUNCILS)
    assert [("ascof_councils", 1_680, 1_680)] == [
        (each.table, each.rows, each.used) for each in extracts.files
    ]
    rows = facts.execute(
        "SELECT part, value, period FROM benchmarks WHERE measure = '2A' AND area = 'Leeds' ORDER BY part"
    ).fetchall()
    assert [
        ("denominator", "1296", "2024 to 2025"), ("numerator", "1264", "2024 to 2025"),
        ("outcome", "97.5", "2024 to 2025"),
    ] == rows  # fmt: skip
    (benchmarks,) = published(facts)
    lie, listed = benchmarks.tables
    assert ("2A", "Leeds", "2024 to 2025", "97.5", "outcome") in listed.rows
    with COUNCILS.open(newline="") as lines:
        figures = sorted(
            float(row["outcome"])
            for row in csv.DictReader(lines)
            if row["measure"] == "2A" and row["outcome"][0].isdigit()
        )
    low, middle, high = quantiles(figures, n=4, method="inclusive")
    assert ("2A", len(figures), pytest.approx(low), pytest.approx(middle), pytest.approx(high)) == lie.rows[0]
