"""Everything in a folder is a table, or is named with what keeps it from being one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from kith.cli.app import app
from kith.insight.extracts.sources import NotRead, Source, sources, sources_of

VISITS = "Client Ref,Date,Duration\nP1,01/07/2025,20\n"


def why_not(folder: Path) -> dict[str, str]:
    """What is said of each file nothing is read of."""
    scratch = folder.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    return {each.name: each.why for each in sources(folder, scratch) if isinstance(each, NotRead)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given = tmp_path / "given"
    given.mkdir()
    return given


def test_no_file_of_a_folder_is_passed_over_in_silence(folder: Path) -> None:
    (folder / "visits.csv").write_text(VISITS)
    (folder / "empty.csv").write_text("")
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7")
    (folder / "last year").mkdir()
    with zipfile.ZipFile(folder / "visits.zip", "w") as archive:
        archive.writestr("visits.csv", VISITS)
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    assert {
        "empty.csv": "It is empty.",
        "letter.pdf": "It is neither CSV nor a workbook: save it as one of them.",
        "last year": "It is a folder: put its files beside the others.",
        "visits.zip": "It is an archive: unpack it beside the others.",
        "gone.csv": "It cannot be opened: No such file or directory.",
    } == why_not(folder)


def test_maps_the_mapping_and_hidden_files_are_nobodys_extract(folder: Path) -> None:
    for name in ("areas.geojson", "mapping.toml", ".DS_Store"):
        (folder / name).write_text("x")
    assert [] == sources(folder, folder)


def test_the_folder_of_the_report_may_lie_among_them(folder: Path) -> None:
    (folder / "report").mkdir()
    assert [] == sources(folder, folder.parent, out=folder / "report")


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_workbook_that_does_not_open_stops_nothing(ending: str, folder: Path) -> None:
    (folder / f"care.{ending}").write_bytes(b"PK not really")
    (said,) = why_not(folder).values()
    assert said.startswith("It cannot be opened as a workbook: ")
    assert said.endswith(". Open it in a spreadsheet and save it as CSV.")


def test_workbooks_that_differ_in_their_ending_alone_keep_apart(folder: Path) -> None:
    for ending in ("xlsx", "xlsm"):
        with xlsxwriter.Workbook(str(folder / f"care.{ending}")) as book:
            book.add_worksheet().write(0, 0, ending)
    given = [source for path in sorted(folder.iterdir()) for source in sources_of(path, folder.parent)]
    assert ["xlsm\n", "xlsx\n"] == [source.path.read_text() for source in given if isinstance(source, Source)]


def test_the_rest_is_diagnosed_and_the_report_names_what_was_not_read(folder: Path) -> None:
    (folder / "visits.csv").write_text(VISITS)
    (folder / "care.xlsx").write_bytes(b"PK not really")
    (folder / "areas.geojson").write_text("{}")
    out = folder.parent / "report"
    done = CliRunner().invoke(app, ["diagnose", str(folder), "--out", str(out)])
    assert 0 == done.exit_code, done.output
    assert "visits.csv: taken for visits, 1 of 1 rows used (100 %)" in done.output
    assert "care.xlsx: not read. It cannot be opened as a workbook" in done.output
    assert "areas.geojson: not read. It holds no areas." in done.output
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "It holds no areas." in page
    assert "It cannot be opened as a workbook" in page
