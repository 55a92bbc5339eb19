"""A diagnosis of files, end to end: one page that needs nothing else, a workbook, facts and findings."""

from __future__ import annotations

import base64
import csv
import re
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kith.cli.app import app
from kith.insight.diagnosis.result import Column, Table
from kith.insight.diagnosis.wording import about
from kith.insight.facts.tables import TABLES
from kith.insight.report.html import csv_of
from kith.insight.report.words import share_of_rows
from tests.insight.packs.shown import text_of


def packages(folder: Path) -> Path:
    """A folder with packages of 60 people, framework and spot, one row of which makes no sense."""
    rng = Random(1)
    given = folder / "extracts"
    given.mkdir()
    lines = ["Person ID;Provider;Purchase type;Start date;End date;Hours per week;Weekly cost"]
    for n in range(60):
        spot, hours = n % 3 == 0, rng.randrange(5, 20)
        price, kind = (26, "Spot purchase") if spot else (22, "Framework")
        lines.append(f"P{n};Aire Care;{kind};01/0{1 + n % 9}/2025;;{hours};£{hours * price}.00")
    lines.append("P99;Aire Care;Framework;31/02/2025;;5;£110.00")
    (given / "packages.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return given


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diagnosis")
    out = folder / "report"
    done = CliRunner().invoke(app, ["diagnose", str(packages(folder)), "--out", str(out)])
    assert 0 == done.exit_code, done.output
    assert "packages.csv: taken for packages, 60 of 61 rows used (98.4 %)" in done.output
    assert "run again with --mapping" in done.output
    return out


def test_the_page_needs_nothing_else(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert [] == re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page)
    assert [] == re.findall(r"url\((?!\"data:)[^)]+\)", page)
    assert "<script" not in page
    assert "98.4 %" in page


def test_the_pdf_begins_with_the_share_of_each_file_and_holds_what_the_page_holds(report: Path) -> None:
    document = PdfReader(report / "report.pdf")
    first = " ".join(document.pages[0].extract_text().split())
    assert "packages.csv Stretches of care 61 60 98.4 %" in first
    assert "was guessed" in first
    said = text_of((report / "report.pdf").read_bytes())
    for heading in ("What could be freed", "What does not reconcile", "Head of commissioning"):
        assert heading in said
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_first_page_says_that_the_columns_were_guessed(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "was guessed" in page
    places = [page.index(f'<h2 id="{part}">') for part in ("rests", "freed", "reconcile")]
    assert places == sorted(places)


def test_spot_care_is_priced_with_its_interval(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    card = page[page.index("o-spot_share") :][:600]
    assert "a year; 95 % interval" in card


def test_every_row_that_was_not_used_is_listed(report: Path) -> None:
    with (report / "findings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [("packages.csv", "62", "no_such_day", "false")] == [
        (row["file"], row["row_number"], row["code"], row["used"]) for row in rows
    ]


def test_the_workbook_holds_numbers(report: Path) -> None:
    book = CalamineWorkbook.from_path(str(report / "figures.xlsx"))
    assert ["Rests on", "Opportunities", "Estimates"] == book.sheet_names[:3]
    assert "Does it reconcile" == book.sheet_names[-1]
    assert ["packages.csv", "packages", 61, 60] == book.get_sheet_by_name("Rests on").to_python()[1][:4]


def test_the_facts_stand_beside_it(report: Path) -> None:
    assert {f"{name}.parquet" for name in TABLES} == {path.name for path in (report / "facts").iterdir()}
    assert 60 == pq.read_metadata(report / "facts" / "packages.parquet").num_rows


def test_a_second_run_takes_the_mapping_at_its_word(report: Path, tmp_path: Path) -> None:
    extracts, mapping = report.parent / "extracts", report / "mapping.toml"
    out = tmp_path / "again"
    done = CliRunner().invoke(app, ["diagnose", str(extracts), "--out", str(out), "--mapping", str(mapping)])
    assert 0 == done.exit_code, done.output
    assert "run again" not in done.output
    assert "You confirmed" in (out / "index.html").read_text(encoding="utf-8")
    first, second = (
        pq.read_table(folder / "facts" / "packages.parquet").to_pylist() for folder in (report, out)
    )
    assert first == second


def test_a_folder_of_nothing_is_refused_in_a_sentence(tmp_path: Path) -> None:
    given = tmp_path / "extracts"
    given.mkdir()
    done = CliRunner().invoke(app, ["diagnose", str(given), "--out", str(tmp_path / "report")])
    assert (2, True) == (done.exit_code, "No row could be used" in done.output)
    assert "this folder holds no file" in done.output


def test_neither_files_nor_own_records_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["diagnose", "--out", str(tmp_path)])
    assert (2, True) == (done.exit_code, "--own" in done.output)


@pytest.mark.parametrize(
    ("pence", "words"),
    [(123_456_789, "£1.23m"), (23_160_000, "£232,000"), (-4_123_00, "−£4,120"), (99_00, "£99"), (0, "£0")],
)
def test_estimates_are_written_with_three_figures(pence: int, words: str) -> None:
    assert words == about(pence)


def test_nearly_all_is_not_all() -> None:
    assert ["100 %", "over 99.9 %", "99.9 %", "none"] == [
        share_of_rows(share) for share in (1.0, 0.99996, 0.9991, None)
    ]


def test_a_name_in_a_table_to_take_away_is_no_formula() -> None:
    table = Table(
        title="By provider",
        columns=(
            Column(key="provider", heading="Provider"),
            Column(key="pence", heading="Worth", unit="pence"),
        ),
        rows=(("=1+1", -5),),
    )
    _, _, text = csv_of(table).partition("base64,")
    assert "provider,pence\n'=1+1,-5\n" == base64.b64decode(text).decode("utf-8-sig")
