"""A file looked at before it is sent, and the examples we publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli.app import app
from kith.insight.extracts.check import check_file

CHECKOUT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((CHECKOUT / "docs" / "reference" / "visit-files").glob("*.csv"))


def test_there_are_five_examples() -> None:
    assert 5 == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_row_of_an_example_can_be_used(example: Path) -> None:
    checked = check_file(example)
    assert ["visits"] == [file.table for file in checked.files]
    assert checked.whole
    assert all(found.used for found in checked.findings)


def test_the_command_says_which_rows_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\nP1,31/06/2025,20\n")
    done = CliRunner().invoke(app, ["check-file", str(file)])
    assert 1 == done.exit_code
    assert "visits.csv is taken for visits: 1 of 2 rows can be used (50 %)." in done.output
    assert (
        "no_such_day, 1 row, used all the same, first 3. Date: There is no day “31/06/2025”." in done.output
    )
    assert "no_day, 1 row, not used, first 3." in done.output


def test_the_command_says_it_for_a_program_too(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\n")
    done = CliRunner().invoke(app, ["check-file", str(file), "--json"])
    assert 0 == done.exit_code
    (read,) = json.loads(done.output)["files"]
    assert ("visits", 1, 1) == (read["table"], read["rows"], read["used"])


def test_a_file_of_nothing_known_is_said(tmp_path: Path) -> None:
    file = tmp_path / "poems.csv"
    file.write_text("Title,Verse\nRain,It fell\n")
    done = CliRunner().invoke(app, ["check-file", str(file)])
    said = (
        "poems.csv cannot be read. It has the columns of no table Kith knows. "
        "Its headings: “Title”, “Verse”.\n"
    )
    assert (1, said) == (done.exit_code, done.output)


def test_the_published_shape_names_every_column_of_the_visit_file() -> None:
    schema = json.loads((CHECKOUT / "docs" / "reference" / "visit-file.schema.json").read_text())
    names = [field["name"] for field in schema["fields"]]
    assert {"person", "on_day", "planned_start", "actual_start", "outcome"} <= set(names)
    (person,) = [field for field in schema["fields"] if field["name"] == "person"]
    assert person["constraints"]["required"]
