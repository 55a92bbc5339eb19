"""Which of a day's first two numbers is the month, where its column tells it and the cell alone does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kith.core.table_cells import BadCell

_NUMBERS = re.compile(
    r"\s*([0-9]{1,2})([-/. ])([0-9]{1,2})([-/. ](?:[0-9]{4}|[0-9]{2})(?![0-9]).*)", re.DOTALL
)
_MONTHS = 12

Order = Callable[[str], str]


def day_order(texts: Iterable[str], *, month_first: bool | None) -> Order:
    """How to write the days of a column of these cells, so that they are read rightly: the day first.

    Where the mapping says that the month comes first, the two are put the other way round. Where it says
    nothing, the column has days that can only have the month first and none that can only have it second,
    what is returned raises `BadCell` for a day that may be either.
    """
    if month_first is None and _all_tell_of_month_first(texts):
        return _refused_if_doubtful
    return _the_other_way_round if month_first else str


def _all_tell_of_month_first(texts: Iterable[str]) -> bool:
    told = {int(found[1]) > int(found[3]) for text in texts if (found := _plain(text)) and _tells(found)}
    return told == {False}


def _plain(text: str) -> re.Match[str] | None:
    found = _NUMBERS.fullmatch(text)
    return found if found and min(int(found[1]), int(found[3])) <= _MONTHS else None


def _tells(found: re.Match[str]) -> bool:
    return max(int(found[1]), int(found[3])) > _MONTHS


def _refused_if_doubtful(text: str) -> str:
    found = _plain(text)
    if found and not _tells(found) and found[1] != found[3]:
        raise BadCell(
            "day_or_month",
            "“{cell}” may have the month first, as other days of this column have. "
            "Say month_first = true, or false, of this file in mapping.toml.",
            cell=text,
        )
    return text


def _the_other_way_round(text: str) -> str:
    found = _plain(text)
    return f"{found[3]}{found[2]}{found[1]}{found[4]}" if found else text
