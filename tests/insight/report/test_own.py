"""The same report of what Kith itself has recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli.app import app
from tests.brokerage import factories as make
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_the_houses_own_records_make_a_report_without_names(tmp_path: Path) -> None:
    everybody = cast()
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    for n in range(3):
        person = make.person(f"Ada Bell{n}", commissioner=everybody.council)
        make.package(person=person, contract=contract, starts_on=date(2026, 4, 6), reference=f"P-{n}")
    done = CliRunner().invoke(app, ["diagnose", "--own", "--out", str(tmp_path)])
    assert 0 == done.exit_code, done.output
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Kith’s own records, without names." in page
    assert "Ada Bell" not in page
    assert "<dt>People who have drawn on care</dt><dd>3<br>" in page
    assert "female or male, as recorded" in page  # among what is not in the records
    assert "<dt>Complaints</dt><dd>none recorded</dd>" in page


def test_an_empty_house_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["diagnose", "--own", "--out", str(tmp_path)])
    assert (2, True) == (done.exit_code, "Nothing has been recorded yet" in done.output)
