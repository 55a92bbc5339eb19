"""Cells of a file that a spreadsheet will open: no text in them is taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

STARTS_A_FORMULA = re.compile(r"[=+\-@\t\r]")
A_NUMBER = re.compile(r"[+\-]?[\d,]*\.?\d+( ?%)?")


def inert(cells: Iterable[object]) -> list[object]:
    """The cells of a row, text that a spreadsheet would work out behind an apostrophe; numbers as they are.

    Names come from files and from people, and “=HYPERLINK(…)” is a name as good as any. Source: OWASP, CSV
    injection; ASVS 5.0, 1.2.10.
    """
    return [f"'{cell}" if _would_be_worked_out(cell) else cell for cell in cells]


def _would_be_worked_out(cell: object) -> bool:
    return isinstance(cell, str) and bool(STARTS_A_FORMULA.match(cell)) and not A_NUMBER.fullmatch(cell)
