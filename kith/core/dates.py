"""Days, weeks and years as people in England live them.

Instants are stored in UTC. A day, a week (Monday first) and a financial year always mean Europe/London, and
every rule about them is in this file. Periods are half-open: they hold their first day and not the day they
end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from kith.core.errors import Invalid

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC.

    Raises `Invalid` for a time without a zone, which could be any of several instants.
    """
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise Invalid("This time has no time zone. Give it in UTC or with its offset.", at=at)
    return at.astimezone(UTC)


def london_day(at: datetime) -> date:
    """The day it is in London at this instant.

    Raises `Invalid` for a time without a zone.
    """
    return in_utc(at).astimezone(LONDON).date()


def london_time(day: date, at: time) -> datetime:
    """The instant, in UTC, at which a London clock shows this time on this day.

    A time that exists twice (clocks go back) means the first of the two. A time that does not exist (clocks
    go forward) moves on by the hour that was skipped: 01:30 means 02:30 British Summer Time.
    """
    # `fold=0` is both rules at once: it takes the offset in force before the change.
    return datetime.combine(day, at.replace(fold=0, tzinfo=LONDON)).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first instant of a London day and of the next, in UTC: 23, 24 or 25 hours apart."""
    return london_time(day, time.min), london_time(day + ONE_DAY, time.min)


def week_starts_on(day: date) -> date:
    """The Monday of the week this day is in."""
    return day - timedelta(days=day.weekday())


def financial_year_starts_on(day: date) -> date:
    """The 1 April on which the financial year of this day began, as councils' accounts do."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def financial_year(day: date) -> str:
    """The financial year this day is in, as "2026-27"."""
    first = financial_year_starts_on(day).year
    return f"{first}-{(first + 1) % 100:02d}"


def bank_holiday(day: date) -> str | None:
    """The name of the bank holiday in England on this day, substitutes included, or None."""
    return _bank_holidays(day.year).get(day)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> MappingProxyType[date, str]:
    return MappingProxyType(dict(holidays.country_holidays("GB", subdiv="ENG", years=year)))


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes elapsed from start to end, rounded down; negative when the end comes first.

    Elapsed, not read off a clock face: a night when the clocks go forward is an hour shorter.
    Raises `Invalid` for a time without a zone.
    """
    # Two times in one zone subtract as clock faces in Python, so both go to UTC first.
    return (in_utc(end) - in_utc(start)) // ONE_MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A run of days from `starts_on` up to, and without, `until`. None means no end is known yet.

    Raises `Invalid` when it would hold no day at all.
    """

    starts_on: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.starts_on:
            raise Invalid(
                "This ends on {until:%d/%m/%Y} and starts on {starts_on:%d/%m/%Y}. "
                "Give an end after the start.",
                starts_on=self.starts_on,
                until=self.until,
            )

    def holds(self, day: date) -> bool:
        """Whether this day is in the period."""
        return self.starts_on <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Whether any day is in both periods."""
        return (self.until is None or other.starts_on < self.until) and (
            other.until is None or self.starts_on < other.until
        )


def days(period: Period) -> Iterator[date]:
    """Each day of a period, in order.

    Raises `Invalid` at once when the period has no end.
    """
    if period.until is None:
        raise Invalid("This period has no end. Say until which day.", starts_on=period.starts_on)
    return (period.starts_on + timedelta(days=n) for n in range((period.until - period.starts_on).days))
