"""Text in a file is never taken for a formula by the spreadsheet that opens it."""

from __future__ import annotations

import pytest

from kith.core.csv_cells import inert


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_would_be_worked_out_stands_behind_an_apostrophe(text: str) -> None:
    assert [f"'{text}"] == inert([text])


@pytest.mark.parametrize("cell", ["Aire Care", "", "+44", "-0.47", "−0.47", "-12 %", "1,200", None, -3, 2.5])
def test_names_and_numbers_stay_as_they_are(cell: object) -> None:
    assert [cell] == inert([cell])
