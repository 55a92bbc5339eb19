"""From a weekly pattern to dated visits.

A package line says what happens in a week: at which times, on which days, for how long, with how many
workers. `expand` lays that over the calendar. It looks at one day at a time and at nothing else, so
expanding two halves of a period gives exactly what expanding the whole gives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import index
from typing import Any

from kith.core.dates import ONE_DAY, Period, bank_holiday, days, london_time, minutes_between, week_starts_on
from kith.core.errors import Invalid
from kith.core.phrases import say

MINUTES_IN_A_DAY = 24 * 60
CLOCK_TIMES = ("window_starts", "window_ends", "preferred_start")
WHOLE_NUMBERS = {"minutes", "workers", "every_weeks"}


class BankHolidays(StrEnum):
    """What a slot does on a bank holiday."""

    AS_USUAL = "as usual"
    SKIP = "skip"
    ONLY = "only"


class InvalidSlot(Invalid):
    """A slot of a weekly pattern that cannot be planned. The message names the slot."""

    code = "invalid_slot"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSlot:
    """One recurring visit in a weekly pattern, in London clock times.

    The window is the time within which the whole visit takes place. It runs past midnight when it ends
    before the time it starts. Weekdays count from Monday, 0, to Sunday, 6. `anchor` is any day in a week
    when the slot happens, and is needed when it does not happen every week.

    Raises `InvalidSlot` when no visit could be planned from it.
    """

    key: str
    weekdays: frozenset[int]
    window_starts: time
    window_ends: time
    preferred_start: time
    minutes: int
    workers: int = 1
    bank_holidays: BankHolidays = BankHolidays.AS_USUAL
    every_weeks: int = 1
    anchor: date | None = None

    def __post_init__(self) -> None:
        problem = _problem_with(self)
        if problem:
            raise InvalidSlot("Slot “{slot_key}”: {problem}", slot_key=self.key, problem=problem)

    @property
    def window_minutes(self) -> int:
        """How long the window is on a clock face: minutes, on a day when the clocks do not change."""
        return _clock_minutes(self.window_starts, self.window_ends)

    @property
    def fills_its_window(self) -> bool:
        """Whether the visit is being there from the start of the window to its end, as a night sit is."""
        return self.minutes == self.window_minutes

    def falls_on(self, day: date) -> bool:
        """Whether this slot happens on this London day."""
        if day.weekday() not in self.weekdays or not self._in_its_week(day):
            return False
        if self.bank_holidays is BankHolidays.AS_USUAL:
            return True
        return (bank_holiday(day) is not None) == (self.bank_holidays is BankHolidays.ONLY)

    def _in_its_week(self, day: date) -> bool:
        if self.anchor is None:
            return True
        weeks_apart = (week_starts_on(day) - week_starts_on(self.anchor)).days // 7
        return weeks_apart % self.every_weeks == 0


def read_slot(data: Mapping[str, Any]) -> PatternSlot:
    """The slot these plain values describe, as a package line or a file keeps them: times as "08:00".

    Raises `InvalidSlot` for a missing or unknown name and for a value that is not what its name says.
    """
    name = str(data.get("key", "without a name"))
    try:
        times = {each: time.fromisoformat(data[each]) for each in CLOCK_TIMES}
        given = dict(data) | times | {"weekdays": frozenset(data["weekdays"])}
        given["bank_holidays"] = BankHolidays(data.get("bank_holidays", BankHolidays.AS_USUAL))
        if given.get("anchor") is not None:
            given["anchor"] = date.fromisoformat(given["anchor"])
        for each in WHOLE_NUMBERS & given.keys():
            given[each] = index(given[each])
        return PatternSlot(**given)
    except KeyError as missing:
        raise InvalidSlot(
            "Slot “{slot_key}”: {missing} is missing. Give it.", slot_key=name, missing=missing
        ) from missing
    except (TypeError, ValueError) as wrong:
        raise InvalidSlot("Slot “{slot_key}”: {wrong}. Correct it.", slot_key=name, wrong=wrong) from wrong


def write_slot(slot: PatternSlot) -> dict[str, Any]:
    """A slot as plain values that JSON and TOML can keep; `read_slot` gives the same slot back."""
    return {
        "key": slot.key,
        "weekdays": sorted(slot.weekdays),
        **{each: f"{getattr(slot, each):%H:%M}" for each in CLOCK_TIMES},
        "minutes": slot.minutes,
        "workers": slot.workers,
        "bank_holidays": slot.bank_holidays.value,
        "every_weeks": slot.every_weeks,
        "anchor": slot.anchor and slot.anchor.isoformat(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """One dated visit: the slot and day it fills, its window in UTC, and minutes for each worker it needs."""

    slot_key: str
    day: date
    window_starts_at: datetime
    window_ends_at: datetime
    preferred_start_at: datetime
    minutes: int
    workers: int


def expand(pattern: Iterable[PatternSlot], period: Period) -> Iterator[PlannedVisit]:
    """The visits this pattern makes on the London days of a period, day by day in order of preferred start.

    Raises `InvalidSlot` at once when two slots share a key, and `Invalid` when the period has no end.
    """
    slots = sorted(pattern, key=lambda slot: (slot.preferred_start, slot.key))
    seen: set[str] = set()
    for slot in slots:
        if slot.key in seen:
            raise InvalidSlot("Two slots are called “{slot_key}”. Give each its own name.", slot_key=slot.key)
        seen.add(slot.key)
    return (_plan(slot, day) for day in days(period) for slot in slots if slot.falls_on(day))


def _plan(slot: PatternSlot, day: date) -> PlannedVisit:
    """One slot laid on one day.

    When the clocks change inside the window, a visit that fills its window lasts as long as the night
    does: 7 or 9 hours from 22:00 to 06:00. Any other visit keeps its minutes, and the window gives way to
    hold them.
    """
    starts_at = london_time(day, slot.window_starts)
    ends_at = london_time(_day_of(slot, slot.window_ends, day), slot.window_ends)
    elapsed = minutes_between(starts_at, ends_at)
    # A short visit wholly inside the hour that is skipped has no time at all; it still happens.
    minutes = elapsed if slot.fills_its_window and elapsed > 0 else slot.minutes
    ends_at = max(ends_at, starts_at + timedelta(minutes=minutes))
    preferred_at = london_time(_day_of(slot, slot.preferred_start, day), slot.preferred_start)
    latest_start_at = ends_at - timedelta(minutes=minutes)
    return PlannedVisit(
        slot_key=slot.key,
        day=day,
        window_starts_at=starts_at,
        window_ends_at=ends_at,
        preferred_start_at=max(starts_at, min(preferred_at, latest_start_at)),
        minutes=minutes,
        workers=slot.workers,
    )


def _day_of(slot: PatternSlot, at: time, day: date) -> date:
    """The day on which the window reaches this clock time: the next when it lies past midnight."""
    return day + ONE_DAY if at < slot.window_starts else day


def _clock_minutes(start: time, end: time) -> int:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes % MINUTES_IN_A_DAY


def _problem_with(slot: PatternSlot) -> str | None:
    """What is wrong with a slot and what to do about it, or None."""
    if not slot.key:
        return say("it has no name. Give it one, such as “morning”.")
    if not slot.weekdays or not slot.weekdays <= set(range(7)):
        return say("choose its days from Monday (0) to Sunday (6).")
    if slot.workers < 1:
        return say("it needs at least one worker.")
    if slot.every_weeks < 1 or (slot.every_weeks > 1 and slot.anchor is None):
        return say("say every how many weeks it happens, and one day in a week when it does.")
    times = [getattr(slot, each) for each in CLOCK_TIMES]
    if any(at.second or at.microsecond or at.tzinfo for at in times):
        return say("give its times as whole minutes on a London clock.")
    return _problem_with_times(slot)


def _problem_with_times(slot: PatternSlot) -> str | None:
    if slot.window_starts == slot.window_ends:
        return say("its window ends when it starts. Give a window of less than a day.")
    if not 0 < slot.minutes <= slot.window_minutes:
        return say(
            "{minutes} minutes do not fit its window of {window}. Change one of them.",
            minutes=slot.minutes,
            window=slot.window_minutes,
        )
    if _clock_minutes(slot.window_starts, slot.preferred_start) + slot.minutes > slot.window_minutes:
        return say("its preferred start leaves too little of the window. Start it earlier.")
    return None
