"""`kith rota shadow` compares a week from the shell and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kith.cli.app import app
from kith.rota.models import ShadowRun
from tests.rota.shadow_weeks import ROWS, known_postcodes, table
from tests.rota.test_shadow_reading import calendar, event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _postcodes() -> None:
    known_postcodes()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["rota", "shadow", *map(str, arguments)])


def test_it_prints_both_sides_and_says_what_was_left_out(tmp_path: Path) -> None:
    file = tmp_path / "week.csv"
    file.write_bytes(table(*ROWS, "9,P-Dot,LS12 9ZZ,13/04/2026,10:00,10:30,W-Nia,drive"))
    said = run(file)
    assert 0 == said.exit_code
    assert "The week from 2026-04-13: 6 visits to 3 people. 7 of 8 rows used" in said.stdout
    assert ["miles by car", "1.9", "0.0"] == next(
        [line[:28].strip(), *line[28:].split()] for line in said.stdout.splitlines() if "miles" in line
    )
    assert "row 9, postcode: The postcode LS12 9ZZ is not known here." in said.stderr
    assert 0 == ShadowRun.objects.count()


def test_a_program_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "week.ics"
    file.write_bytes(calendar(event()))
    other = tmp_path / "other.ics"
    other.write_bytes(calendar(event(), named="Nia"))
    found = json.loads(run(file, other, "--json", "--tolerance", "15").stdout)
    assert (2, 2, 15) == (found["reading"]["rows"], found["reading"]["used"], found["tolerance_minutes"])
    assert (2, 2) == (found["before"]["places"], found["after"]["places"])


def test_a_column_may_be_given(tmp_path: Path) -> None:
    file = tmp_path / "week.csv"
    file.write_bytes(table(header="Visit ref,Whom,Postcode,Date,Start,End,Carer,Mode"))
    refused = run(file)
    assert 2 == refused.exit_code
    assert "No column is headed “person”." in refused.stderr
    assert "kith: No visit in this file can be compared." in refused.stderr
    assert 0 == run(file, "--column", "person=Whom").exit_code
    assert 2 == run(file, "--column", "whom=Whom").exit_code
