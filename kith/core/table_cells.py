"""What the cells of other people's files mean: words, counts and money.

A reader takes the text of one cell, never blank, and answers its value or raises `BadCell`. Dates and times
are read in `table_times.py`.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from kith.core.errors import Invalid

T = TypeVar("T")
Number = TypeVar("Number", int, float)
Reader = Callable[[str], T]

_POUNDS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.([0-9]{1,2})0*)?|\.([0-9]{1,2})0*")
_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:\.0*)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,2})?", re.IGNORECASE)


class BadCell(Invalid):
    """This cell cannot be read. `reason` never changes once released, so that summaries may count by it."""

    code = "bad_cell"

    def __init__(self, reason: str, text: str, /, **fields: object) -> None:
        super().__init__(text, **fields)
        self.reason = reason


def text(cell: str) -> str:
    """The words of the cell, with runs of space made one."""
    return " ".join(cell.split())


def one_of(*allowed: str) -> Reader[str]:
    """A reader of one of these words, answered as they are spelled here whatever the case in the file."""
    by_folded = {word.casefold(): word for word in allowed}

    def read(cell: str) -> str:
        found = by_folded.get(text(cell).casefold())
        if found is None:
            raise BadCell(
                "not_listed", "“{cell}” is not one of: {allowed}.", cell=cell, allowed=", ".join(allowed)
            )
        return found

    return read


def matching(pattern: str, *, called: str) -> Reader[str]:
    """A reader of codes of this pattern, in capitals; `called` is what people call one: "a ward code"."""
    compiled = re.compile(pattern)

    def read(cell: str) -> str:
        code = text(cell).upper()
        if not compiled.fullmatch(code):
            raise BadCell("not_a_code", "“{cell}” is not {called}.", cell=cell, called=called)
        return code

    return read


def whole_number(low: int, high: int) -> Reader[int]:
    """A reader of a count between two bounds, both of which are allowed."""

    def read(cell: str) -> int:
        found = _WHOLE.fullmatch(_plain(cell))
        if not found:
            raise BadCell("not_a_whole_number", "“{cell}” is not a whole number.", cell=cell)
        return _within(int(found[1]), low, high)

    return read


def number(low: float, high: float) -> Reader[float]:
    """A reader of a number between two bounds, both of which are allowed."""

    def read(cell: str) -> float:
        plain = _plain(cell)
        if not _DECIMAL.fullmatch(plain):
            raise BadCell("not_a_number", "“{cell}” is not a number.", cell=cell)
        return _within(float(plain), low, high)

    return read


def money_pence(cell: str) -> int:
    """An amount of money in pence: £1,234.56, 1234.5, −12.50 and (12.50) are all understood.

    Raises `BadCell`; a fraction of a penny is not an amount anyone was paid.
    """
    plain = cell.replace("−", "-").replace("\xa0", "").replace(" ", "")
    in_brackets = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1] if in_brackets else plain
    unsigned = plain.removeprefix("-").removeprefix("£").removeprefix("-")
    found = _POUNDS.fullmatch(unsigned)
    if not found or plain.count("-") > 1:
        raise BadCell("not_money", "“{cell}” is not an amount in pounds and pence.", cell=cell)
    pounds = (found[1] or "0").replace(",", "")
    pence = (found[2] or found[3] or "0").ljust(2, "0")
    amount = int(pounds) * 100 + int(pence)
    return -amount if in_brackets or "-" in plain else amount


def _plain(cell: str) -> str:
    without_spaces = cell.replace("−", "-").replace("\xa0", "").replace(" ", "")
    # Commas only as thousands: "1,5" is a continental decimal, which would otherwise be read as fifteen.
    return re.sub(r",(?=[0-9]{3}(?![0-9]))", "", without_spaces)


def _within(value: Number, low: Number, high: Number) -> Number:
    if not low <= value <= high:
        raise BadCell(
            "out_of_range", "{value} is not between {low} and {high}.", value=value, low=low, high=high
        )
    return value
