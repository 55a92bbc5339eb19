"""Times of day that stand without a day, in the one way in which a file's columns write them.

A cell alone does not tell: 0.25 is 25 minutes past midnight, or six in the morning where a spreadsheet wrote
parts of a day; 8.25 is 08:25, or 08:15 where hours have decimals. The other cells of the file tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from kith.core.money import half_up
from kith.core.phrases import phrase
from kith.core.table_cells import BadCell
from kith.core.table_times import moment

SECONDS_IN_AN_HOUR, SECONDS_IN_A_DAY = 3_600, 86_400
TELLING_SHARE = 0.1  # of the different cells with decimals; fewer are slips of somebody's hand
SOME_DAY = "2000-01-03"  # a winter's day, on which London keeps UTC

_CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[ap]m)?", re.IGNORECASE)
_BARE = re.compile(r"([0-9]{1,2})([0-9]{2})")
_DECIMAL = re.compile(r"([0-9]{0,2})\.([0-9]+)")
_MOMENT = moment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a file writes times of day: their seconds after midnight, or None for what is none; and a note."""

    read: Callable[[str], int | None]
    note: str = ""


def clock_of(texts: Collection[str]) -> Clock:
    """How these different cells are to be read."""
    decimals = [found for text in texts if (found := _DECIMAL.fullmatch(text))]
    parts = [each for each in decimals if not int(each[1] or 0) and len(each[2]) > len("00")]
    hours = [each for each in decimals if each[2][0] in "6789" or len(each[2]) > len("00")]
    enough = max(1, TELLING_SHARE * len(decimals))
    if len(parts) >= enough:
        return Clock(read=_part_of_a_day, note=phrase("Times were read as parts of a day: 0.25 as 06:00."))
    if len(hours) >= enough:
        return Clock(
            read=_decimal_hours, note=phrase("Times were read as hours with decimals: 8.25 as 08:15.")
        )
    return Clock(read=_plain)


def _plain(text: str) -> int | None:
    """08:15, 8.15 am, 0815 or 815."""
    text = _BARE.sub(r"\1:\2", text) if _BARE.fullmatch(text) else text
    if not _CLOCK.fullmatch(text):
        return None
    try:
        at = _MOMENT(f"{SOME_DAY} {text}")
    except BadCell:
        return None
    return at.hour * SECONDS_IN_AN_HOUR + at.minute * 60 + at.second


def _part_of_a_day(text: str) -> int | None:
    return _scaled(text, SECONDS_IN_A_DAY)


def _decimal_hours(text: str) -> int | None:
    return _scaled(text, SECONDS_IN_AN_HOUR)


def _scaled(text: str, seconds: int) -> int | None:
    found = _DECIMAL.fullmatch(text)
    if not found:
        return _plain(text)
    at = int(found[1] or 0) * seconds + half_up(int(found[2]) * seconds, 10 ** len(found[2]))
    return at if at < SECONDS_IN_A_DAY else None
