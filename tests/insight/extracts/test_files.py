"""Workbooks, and files read in bulk or with care: the same rows, the same numbers, either way."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as some

from kith.insight.extracts.check import check_file
from kith.insight.extracts.files import Recognised, load, recognise
from kith.insight.extracts.findings import open_findings
from kith.insight.extracts.sources import Source, sources_of


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        clocks = book.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, datetime | date):
                        page.write_datetime(number, place, value, days)
                    elif isinstance(value, time):
                        page.write_datetime(number, place, value, clocks)
                    else:
                        page.write(number, place, value)
    return path


def test_each_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "care.xlsx",
        {
            "Visits": [
                ["Visits of the week"], ["Client Ref", "Date", "Planned in", "Delivered minutes"],
                [1041, date(2026, 4, 6), time(8, 0), 22], [1041, date(2026, 4, 7), time(8, 0), "none"],
            ],
            "Reviews": [["Client Ref", "Review date", "Team"], [1041, date(2026, 4, 6), "North"]],
        },
    )  # fmt: skip
    checked = check_file(file)
    assert [("care.xlsx, Reviews", "reviews", 1, 1), ("care.xlsx, Visits", "visits", 2, 2)] == [
        (each.name, each.table, each.rows, each.used) for each in checked.files
    ]
    assert [("not_a_duration", (4,))] == [(each.code, each.first_rows) for each in checked.findings]


def test_whole_numbers_of_a_workbook_have_no_decimals(tmp_path: Path) -> None:
    file = workbook(tmp_path / "visits.xlsx", {"Visits": [["Client Ref", "Date"], [1041.0, 46118]]})
    (source,) = sources_of(file, tmp_path)
    assert isinstance(source, Source)
    assert "Client Ref,Date\n1041,46118\n" == source.path.read_text()


def rows_of(text: str, folder: Path, *, in_bulk: bool) -> list[tuple[object, ...]]:
    """What a file is loaded as; a blank line under its header keeps the bulk reader away."""
    file = folder / "visits.csv"
    file.write_text(text if in_bulk else text.replace("\n", "\n\n", 1), encoding="utf-8", newline="")
    recognised = recognise(Source(name=file.name, path=file))
    assert isinstance(recognised, Recognised)
    with duckdb.connect(":memory:") as connection:
        open_findings(connection)
        loaded = load(connection, recognised, "raw")
        assert in_bulk == loaded.in_bulk
        return connection.execute(
            "SELECT row_number, nullif(trim(person), ''), nullif(trim(on_day), '') FROM raw ORDER BY 1"
        ).fetchall()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


CELL = some.text(alphabet="abc123 /é-.", max_size=8).map(str.strip)


@given(rows=some.lists(some.tuples(CELL, CELL).filter(any), min_size=1, max_size=8))
def test_bulk_and_care_read_the_same_rows(folder: Path, rows: list[tuple[str, str]]) -> None:
    text = "Client Ref,Date\n" + "".join(f"{person},{day}\n" for person, day in rows)
    bulk, careful = rows_of(text, folder, in_bulk=True), rows_of(text, folder, in_bulk=False)
    assert careful == [(number + 1, *cells) for number, *cells in bulk]
    assert list(range(2, 2 + len(rows))) == [row[0] for row in bulk]


def test_blank_lines_at_the_end_keep_nobody_waiting(tmp_path: Path) -> None:
    text = "Client Ref,Date\nP1,06/04/2026\n"
    for ending in ("", "\n", "\n\n\n"):
        assert [(2, "P1", "06/04/2026")] == rows_of(text + ending, tmp_path, in_bulk=True)


def test_rows_in_the_millions_keep_their_order(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    rows = 'SELECT range AS "Client Ref", \'06/04/2026\' AS "Date" FROM range(1000000)'
    duckdb.execute(f"COPY ({rows}) TO '{file}' (HEADER)")
    recognised = recognise(Source(name=file.name, path=file))
    assert isinstance(recognised, Recognised)
    with duckdb.connect(":memory:") as connection:
        open_findings(connection)
        loaded = load(connection, recognised, "raw")
        assert (True, 1_000_000) == (loaded.in_bulk, loaded.rows)
        [(wrong,)] = connection.execute(
            "SELECT count(*) FROM raw WHERE row_number <> person::BIGINT + 2"
        ).fetchall()
    assert 0 == wrong
