"""Keeping the timetable: what the house does by itself, every so often or once a day.

The table is given by ``config/timetable.py``, because only it knows all rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from kith.core.dates import ONE_DAY, london_day, london_time
from kith.orgs.locks import only_one
from kith.orgs.models import Schedule

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Rhythm(Protocol):
    """When something is done."""

    def first(self, at: datetime) -> datetime:
        """The first tick of a new installation that starts at this instant."""

    def after(self, at: datetime) -> datetime:
        """The first tick after this instant."""


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, this far apart, and from the start."""

    apart: timedelta

    def first(self, at: datetime) -> datetime:
        """At once."""
        return at

    def after(self, at: datetime) -> datetime:
        """The first tick after this instant."""
        return EPOCH + ((at - EPOCH) // self.apart + 1) * self.apart


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, when a London clock shows this time."""

    clock_time: time

    def first(self, at: datetime) -> datetime:
        """When the clock next shows it: nothing was missed."""
        return self.after(at)

    def after(self, at: datetime) -> datetime:
        """The first tick after this instant."""
        today = london_time(london_day(at), self.clock_time)
        return today if today > at else london_time(london_day(at) + ONE_DAY, self.clock_time)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the timetable: its name, when it is due, and what it does, given the instant that counts."""

    name: str
    when: Rhythm
    do: Callable[[datetime], object]
    each_missed: bool = False  # done once for every tick that was missed, with that tick's own time


def keep_timetable(*, at: datetime, table: Sequence[Tick]) -> list[str]:
    """The names of what was done: each tick that is due, by one process at a time.

    A tick that was missed, because nothing ran, is caught up at once: by doing it one time, or as often as
    it was missed where every tick counts. One that fails is noted and tried again on the next pass; the
    others go on.
    """
    with only_one("timetable") as mine:
        return [tick.name for tick in table if mine and _keep(tick, at)]


def _keep(tick: Tick, at: datetime) -> bool:
    line, _ = Schedule.objects.get_or_create(name=tick.name, defaults={"next_at": tick.when.first(at)})
    # A demonstration starts again at its own moment, long before what it had come to.
    line.next_at = min(line.next_at, tick.when.after(at))
    done = False
    while line.next_at <= at and _do(tick, line, line.next_at if tick.each_missed else at):
        done = True
        line.next_at = tick.when.after(line.next_at if tick.each_missed else at)
        line.last_ok_at = at
    line.save()
    return done


def _do(tick: Tick, line: Schedule, at: datetime) -> bool:
    try:
        tick.do(at)
    except Exception as error:  # whatever one line does wrong, the timetable must go on
        line.last_error = type(error).__name__
        return False
    line.last_error = ""
    return True
