"""Files others publish: missing days that look like noughts, payments given twice, eighty spellings."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from kith.insight.extracts.mapping import ExtractMapping
from kith.insight.extracts.providers import one_spelling
from kith.insight.extracts.read import Extracts, read_extracts
from kith.insight.report.published import published

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
PAYMENTS = DATA / "providers" / "leeds_homecare_payments_2010_2022.csv"
HOSPITALS = DATA / "discharge" / "trust_daily_ncr_and_discharges_2022_2025.csv"
ASCOF = DATA / "care" / "ascof_2024_25_leeds_england.csv"
HOURS = DATA / "care" / "phs_data_homecare_hours_received.csv"
needs_payments = pytest.mark.skipif(not PAYMENTS.exists(), reason="the council's payment list is not here")
needs_hospitals = pytest.mark.skipif(not HOSPITALS.exists(), reason="the NHS discharge series is not here")
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


@needs_figures
def test_published_figures_are_read_whole(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(facts, tmp_path, ASCOF, HOURS)
    assert [("ascof", 1.0), ("home_care_hours", 1.0)] == [(each.table, each.share) for each in extracts.files]
    rows = facts.execute(
        "SELECT area, value FROM benchmarks WHERE measure LIKE '2a %' AND part = 'outcome' ORDER BY area"
    ).fetchall()
    assert [("England", "77.1"), ("Leeds", "97.5")] == rows
