"""How figures, times and states are written on pages, so that a thing is always written the same way."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from kith.core.dates import LONDON

MINUS = "−"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_LONG = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@lru_cache(maxsize=4096)
def clock(at: datetime) -> str:
    """London time of day, as 08:15."""
    return at.astimezone(LONDON).strftime("%H:%M")


def day(on: date | datetime) -> str:
    """A day, as Tue 24 Nov."""
    on = _day_of(on)
    return f"{_(WEEKDAYS[on.weekday()])} {on.day} {_(MONTHS[on.month - 1])}"


def weekday(on: date) -> str:
    """The short name of a day, as Tue."""
    return _(WEEKDAYS[on.weekday()])


def day_long(on: date | datetime) -> str:
    """A day in full, as Tuesday 24 November 2026."""
    on = _day_of(on)
    return f"{_(WEEKDAYS_LONG[on.weekday()])} {on.day} {_(MONTHS_LONG[on.month - 1])} {on.year}"


def clock_since(at: datetime, now: datetime) -> str:
    """London time of day, with the day where it is not today's: 08:15, or Mon 6 Apr 19:45."""
    return clock(at) if _day_of(at) == _day_of(now) else f"{day(at)} {clock(at)}"


def day_of_month(on: date | datetime) -> str:
    """A day for a title, as Tuesday 24 November."""
    on = _day_of(on)
    return f"{_(WEEKDAYS_LONG[on.weekday()])} {on.day} {_(MONTHS_LONG[on.month - 1])}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch of one day, as 12:00–12:45."""
    return f"{clock(starts_at)}–{clock(ends_at)}"


def minutes(whole: int) -> str:
    """Minutes, as 45 min or 7 h 30; an hour is 60 min, two are 2 h."""
    sign, whole = (MINUS, -whole) if whole < 0 else ("", whole)
    if whole <= 90:
        return f"{sign}{whole} min"
    hours, rest = divmod(whole, 60)
    return f"{sign}{hours} h {rest:02d}" if rest else f"{sign}{hours} h"


def hours(whole_minutes: int) -> str:
    """Minutes as hours for tables, with one decimal: 1,234.5."""
    text = f"{abs(whole_minutes) / 60:,.1f}"
    return f"{MINUS}{text}" if whole_minutes < 0 else text


def percent(share: float | None, places: int = 0) -> str:
    """A share as a percentage: 0.51 is 51 %."""
    return "" if share is None else f"{share * 100:.{places}f} %".replace("-", MINUS)


def _day_of(on: date | datetime) -> date:
    return on.astimezone(LONDON).date() if isinstance(on, datetime) else on
