"""The same report of what Kith itself has recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli.app import app
from kith.people.actions_households import NewHome, place_household
from tests.brokerage import factories as make
from tests.factories import NOW, TODAY, cast, council, patch
from tests.people.neighbours import MILL_ROAD

pytestmark = pytest.mark.django_db
WEIR = {
    "type": "Polygon",
    "coordinates": [[[-1.5, 53.8], [-1.4, 53.8], [-1.4, 53.9], [-1.5, 53.9], [-1.5, 53.8]]],
}


def test_the_houses_own_records_make_a_report_without_names(tmp_path: Path) -> None:
    everybody = cast()
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    for n in range(3):
        person = make.person(f"Ada Bell{n}", commissioner=everybody.council)
        make.package(person=person, contract=contract, starts_on=date(2026, 4, 6), reference=f"P-{n}")
    done = CliRunner().invoke(app, ["diagnose", "--own", "--out", str(tmp_path)])
    assert 0 == done.exit_code, done.output
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f"Kith’s own records of {everybody.council}, without names." in page
    assert "What will the national return make of us" in page
    assert "Ada Bell" not in page
    assert "<dt>People who have drawn on care</dt><dd>3<br>" in page
    assert "female, male or other, as recorded" in page  # among what is not in the records
    assert "<dt>Complaints</dt><dd>none recorded</dd>" in page


def test_a_council_named_has_a_report_of_its_own_people_alone(tmp_path: Path) -> None:
    everybody = cast()
    elsewhere = council("Calderford Council")
    patch(commissioner=elsewhere, name="Weir", boundary=WEIR)
    weir = NewHome(postcode="ZZ2 2BB", lat=53.85, lon=-1.45, street="Weir Lane")
    for commissioner, home, count in ((everybody.council, MILL_ROAD, 3), (elsewhere, weir, 1)):
        contract = make.contract(
            commissioner=commissioner, provider=everybody.kindly_care, reference=home.postcode
        )
        for n in range(count):
            person = make.person(f"Ada Bell{n}", commissioner=commissioner)
            place_household(by=None, at=NOW, person_id=person.pk, home=home)
            make.package(person=person, contract=contract, starts_on=TODAY, reference=f"{home.postcode}-{n}")

    def told(*given: str) -> str:
        out = tmp_path / "-".join(given).replace(" ", "")
        done = CliRunner().invoke(app, ["diagnose", "--own", "--out", str(out), *given])
        assert 0 == done.exit_code, done.output
        return (out / "index.html").read_text(encoding="utf-8")

    assert "records of everybody on this installation" in told()
    assert "<dt>People who have drawn on care</dt><dd>4<br>" in told()
    theirs = told("--council", "calderford council")
    assert "Kith’s own records of Calderford Council, without names." in theirs
    assert "<dt>People who have drawn on care</dt><dd>1<br>" in theirs


def test_a_council_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    known = council("Calderford Council")
    done = CliRunner().invoke(app, ["diagnose", "--own", "--council", "Atlantis", "--out", str(tmp_path)])
    assert (2, True) == (done.exit_code, f"There are: {known.short_name}." in done.output)
    of_files = ["diagnose", str(tmp_path), "--council", "Atlantis", "--out", str(tmp_path)]
    assert "--council goes with --own" in CliRunner().invoke(app, of_files).output


def test_an_empty_house_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["diagnose", "--own", "--out", str(tmp_path)])
    assert (2, True) == (done.exit_code, "Nothing has been recorded yet" in done.output)
