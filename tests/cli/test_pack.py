"""``kith pack``: a file of either kind, by names as pages show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import factories
from tests.brokerage.factories import contract
from tests.cli.conftest import Kith
from tests.factories import Cast
from tests.insight.packs.weeks import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """The cast with Kindly Care's figures."""
    everybody = factories.cast()
    snapshot(everybody)
    return everybody


def test_it_writes_one_file_of_html_and_a_pdf(kith: Kith, cast: Cast, tmp_path: Path) -> None:
    about = ("--place", "Millgate", "--provider", "Kindly Care", "--week", "2026-03-30")
    for name in ("week.html", "week.pdf"):
        done = kith("pack", "weekly", *about, "--out", str(tmp_path / name))
        said = "Weekly meeting, Millgate · Kindly Care, Week from 30 March 2026"
        assert (0, f"{said}: {tmp_path / name}\n") == (done.exit_code, done.output)
    assert "40.0 %" in (tmp_path / "week.html").read_text(encoding="utf-8")
    assert 1 <= len(PdfReader(tmp_path / "week.pdf").pages)


def test_a_reader_s_rights_hold(kith: Kith, cast: Cast, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "week.html"))
    assert 0 == kith("pack", "weekly", "--reader", "olu", *out).exit_code
    for refused, words in (
        (("--reader", "grace"), "Your roles do not let you make a meeting pack"),
        (("--reader", "sam", "--provider", "Kindly Care"), "There is nothing here that you can see"),
        (("--reader", "nobody"), "Nothing here is called “nobody”"),
        (("--place", "Nowhere"), "Nothing here is called “Nowhere”"),
        (("--week", "2026-04-01"), "a whole week that is over"),
    ):
        done = kith("pack", "weekly", *refused, *out)
        assert (2, True) == (done.exit_code, words in done.output), done.output


def test_a_contract_pack_and_a_huddle_are_written_too(kith: Kith, cast: Cast, tmp_path: Path) -> None:
    contract(commissioner=cast.council, provider=cast.kindly_care, reference="KC-1")
    about = ("--place", "Millgate", "--provider", "Kindly Care", "--week", "2026-03-30")
    done = kith("pack", "contract", *about, "--out", str(tmp_path / "quarter.pdf"))
    assert "Millgate · Kindly Care · Aireford City Council" in done.output
    assert "KC-1" in PdfReader(tmp_path / "quarter.pdf").pages[0].extract_text()
    out = ("--place", "Millgate", "--out", str(tmp_path / "today.html"))
    assert "Say with --reader who will read it" in kith("pack", "daily", *out).output
    assert 0 == kith("pack", "daily", "--reader", "olu", *out).exit_code
    assert "Daily huddle" in (tmp_path / "today.html").read_text(encoding="utf-8")


def test_a_file_that_ends_otherwise_is_refused(kith: Kith, cast: Cast, tmp_path: Path) -> None:
    done = kith("pack", "weekly", "--out", str(tmp_path / "week.docx"))
    assert (2, True) == (done.exit_code, ".html or .pdf" in done.output)
    assert [] == list(tmp_path.iterdir())
