"""What the dates, clock times and lengths of time in other people's files mean.

Days come before months, always: a file that puts the month first is reported, never guessed at. Times are
London's unless the cell says otherwise.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from kith.core.dates import LONDON
from kith.core.money import half_up
from kith.core.table_cells import BadCell, Reader

MINUTES_IN_A_DAY = 24 * 60
EARLIEST = date(1900, 1, 1)
LATEST = date(2099, 12, 31)
LONGEST_DATE = 50
CELLS_REMEMBERED = 10_000  # a file of millions of visits has few different days and lengths

Clock = tuple[time, tzinfo]

_SPREADSHEET_START = date(1899, 12, 30)
_SECONDS_IN_A_DAY = 24 * 60 * 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")
_MONTH_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]?([a-z]{3,9})\.?[-/, ]{0,2}([0-9]{4}|[0-9]{2})"
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.([0-9]{1,12}))?")  # five digits: 1927 to 2173
_CLOCK = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?(am|pm)? ?(z|utc|gmt|bst|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE_THEN_CLOCK = re.compile(rf"(?P<date>.+?)(?:t|,? )(?P<clock>{_CLOCK.pattern})")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
_LABELLED = re.compile(
    r"(?:([0-9]{1,3}(?:\.[0-9]{1,6})?) ?(?:h|hrs?|hours?))? ?(?:([0-9]{1,5}) ?(?:m|mins?|minutes?)?)?"
)
_BARE = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,6}))?")


def day(*, earliest: date = EARLIEST, latest: date = LATEST) -> Reader[date]:
    """A reader of a date between two bounds, both of which are allowed.

    Understands 2026-03-31, 20260331, 31/03/2026, 31-Mar-26, 31 March 2026 and the serial numbers of
    spreadsheets, with or without a time of day after them. A year of two digits is the newest such year that
    is not after `latest`.
    """

    def read(cell: str) -> date:
        found, _ = _date_and_clock(cell, latest)
        return _bounded(found, earliest, latest)

    return read


def moment(*, earliest: date = EARLIEST, latest: date = LATEST) -> Reader[datetime]:
    """A reader of a date and a time of day in London, answered in UTC.

    A time that came twice, when the clocks went back, is the first of the two unless the cell says GMT or
    gives an offset. A time that never was, when they went forward, is refused, and so is a date alone.
    """

    def read(cell: str) -> datetime:
        on, clock = _date_and_clock(cell, latest)
        _bounded(on, earliest, latest)
        if clock is None:
            raise BadCell("no_time", "“{cell}” has no time of day.", cell=cell)
        at, zone = clock
        utc = datetime.combine(on, at, tzinfo=zone).astimezone(UTC)
        if utc.astimezone(zone).time() != at:
            raise BadCell(
                "no_such_time",
                "{at:%H:%M} on {on:%d/%m/%Y} never was: the clocks went forward.",
                at=at,
                on=on,
            )
        return utc

    return read


def minute_of_day(cell: str) -> int:
    """A time of day as minutes after midnight: 08:15, 8.15, 8:15 am and 08:15:00 are all 495.

    Raises `BadCell`.
    """
    found = _CLOCK.fullmatch(cell.strip().lower())
    if not found or found[5]:
        raise BadCell("not_a_time", "“{cell}” is not a time of day. Write it like 08:15.", cell=cell)
    at = _time(found, cell)
    return at.hour * 60 + at.minute


def duration_minutes(*, high: int = MINUTES_IN_A_DAY, bare: str = "minutes") -> Reader[int]:
    """A reader of a length of time from 0 to `high` minutes, in whole minutes with halves rounded up.

    Understands 45, 0:45, 00:45:00, 45 min, 0.75 h and 1 h 30. `bare` says what a number alone counts,
    "minutes" or "hours": a file never says, so whoever reads it must.
    """

    def read(cell: str) -> int:
        seconds = _seconds(cell, bare)
        if seconds is None:
            raise BadCell(
                "not_a_duration", "“{cell}” is not a length of time. Write it like 45 or 0:45.", cell=cell
            )
        minutes = half_up(seconds, 60)
        if minutes > high:
            raise BadCell(
                "out_of_range", "{minutes} minutes is more than {high}.", minutes=minutes, high=high
            )
        return minutes

    return read


@lru_cache(maxsize=CELLS_REMEMBERED)
def _seconds(cell: str, bare: str) -> int | None:
    plain = " ".join(cell.lower().split())
    if found := _BARE.fullmatch(plain):
        if bare == "hours":
            return _hours_in_seconds(plain)
        if int(found[2] or 0):
            raise BadCell(
                "part_of_a_minute",
                "“{cell}” is not whole minutes. If it counts hours, write “{cell} h”.",
                cell=cell,
            )
        return int(found[1]) * 60
    if found := _HOURS_MINUTES.fullmatch(plain):
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
    found = _LABELLED.fullmatch(plain)
    if not found or not any(found.groups()):
        return None
    return _hours_in_seconds(found[1] or "0") + int(found[2] or 0) * 60


def _hours_in_seconds(hours: str) -> int:
    whole, _, part = hours.partition(".")
    return int(whole) * 3600 + (half_up(int(part) * 3600, 10 ** len(part)) if part else 0)


def _bounded(found: date, earliest: date, latest: date) -> date:
    if not earliest <= found <= latest:
        raise BadCell(
            "out_of_range",
            "{found:%d/%m/%Y} is not between {earliest:%d/%m/%Y} and {latest:%d/%m/%Y}.",
            found=found,
            earliest=earliest,
            latest=latest,
        )
    return found


@lru_cache(maxsize=CELLS_REMEMBERED)
def _date_and_clock(cell: str, latest: date) -> tuple[date, Clock | None]:
    plain = " ".join(cell.lower().split())
    if len(plain) > LONGEST_DATE:
        raise _not_a_date(cell)
    if serial := _SERIAL.fullmatch(plain):
        return _from_serial(int(serial[1]), serial[2])
    found = _DATE_THEN_CLOCK.fullmatch(plain)
    if not found:
        return _date(plain, cell, latest), None
    on = _date(found["date"], cell, latest)
    clock = _CLOCK.fullmatch(found["clock"])
    return on, (_time(clock, cell), _zone(clock[5])) if clock else None


def _from_serial(days: int, fraction: str | None) -> tuple[date, Clock | None]:
    on = _SPREADSHEET_START + timedelta(days=days)
    if fraction is None:
        return on, None
    # A spreadsheet keeps 08:15 as 0.34375 and noon as 0.4999999999: to the nearest second.
    seconds = half_up(int(fraction) * _SECONDS_IN_A_DAY, 10 ** len(fraction))
    at = datetime.combine(on, time(), tzinfo=UTC) + timedelta(seconds=seconds)
    return at.date(), (at.time(), LONDON)


def _date(plain: str, cell: str, latest: date) -> date:
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, in_month = int(found[1]), int(found[3]), int(found[4])
    elif found := _DAY_FIRST.fullmatch(plain):
        in_month, month, year = int(found[1]), int(found[2]), _year(found[3], latest)
        if month > 12 >= in_month > 0:
            raise BadCell(
                "month_first",
                "“{cell}” has the month first. Write the day first, like 31/03/2026.",
                cell=cell,
            )
    elif (found := _MONTH_NAMED.fullmatch(plain)) and found[2][:3] in _MONTHS:
        in_month, month, year = int(found[1]), 1 + _MONTHS.index(found[2][:3]), _year(found[3], latest)
    else:
        raise _not_a_date(cell)
    try:
        return date(year, month, in_month)
    except ValueError:
        raise BadCell("no_such_day", "There is no day “{cell}”.", cell=cell) from None


def _year(digits: str, latest: date) -> int:
    if len(digits) == 4:
        return int(digits)
    in_century = latest.year - latest.year % 100 + int(digits)
    return in_century if in_century <= latest.year else in_century - 100


def _time(clock: re.Match[str], cell: str) -> time:
    hour, minute, second, half = int(clock[1]), int(clock[2]), int(clock[3] or 0), clock[4]
    if half and not 1 <= hour <= 12:
        raise BadCell("no_such_time", "There is no time “{cell}”.", cell=cell)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadCell("no_such_time", "There is no time “{cell}”.", cell=cell) from None


def _zone(label: str | None) -> tzinfo:
    if label is None:
        return LONDON
    if label in ("z", "utc", "gmt"):
        return UTC
    if label == "bst":
        return timezone(timedelta(hours=1))
    hours, minutes = int(label[1:3]), int(label[-2:])
    if hours > 14 or minutes > 59:
        raise BadCell("no_such_time", "There is no time zone “{label}”.", label=label)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if label.startswith("-") else ahead)


def _not_a_date(cell: str) -> BadCell:
    return BadCell("not_a_date", "“{cell}” is not a date. Write it like 31/03/2026.", cell=cell)
