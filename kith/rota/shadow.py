"""A week of a provider's own rota, read so that it can be planned again beside itself: shadow mode.

Whoever is in it has a number, in the order in which the file names them; no name and no reference is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kith.core.dates import Period, days, in_utc
from kith.rota.planner import Place
from kith.rota.queries_rounds import planning_day
from kith.workforce.models import TravelMode

WEEK = timedelta(days=7)
TOLERANCES = (15, 30, 60)
"""Minutes by which a visit may start earlier or later than the file says, of which one is chosen."""

SHIFT_MINUTES = 480  # from start to end: 7.5 h that are paid, and the break
BREAK_MINUTES = 30
DOWNTIME_MINUTES = 45
PAID_MINUTES = SHIFT_MINUTES - BREAK_MINUTES
USABLE_MINUTES = PAID_MINUTES - DOWNTIME_MINUTES
"""Minutes of a whole shift for visits and the ways between them. Source: the terms of neighbourhood home
care in Leeds: 7.5 paid hours of which 45 minutes are planned down-time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the file does not say: how far a visit may move, and how workers travel where no row says it."""

    tolerance_minutes: int = 30
    travel_mode: str = TravelMode.DRIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekWorker:
    """A worker of the week: how they travel, and where from, if the file says so."""

    travel_mode: str
    home: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekVisit:
    """A visit of the week to a person, by one worker or two, in whole minutes from when it is planned."""

    person: int
    door: Place
    starts_at: datetime
    minutes: int
    workers: tuple[int, ...]

    @property
    def on(self) -> date:
        """The London day with whose shifts it is planned: before five in the morning it is the day before."""
        return planning_day(self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A provider's own week, from a Monday: what both sides of the comparison begin from."""

    starts_on: date
    workers: tuple[WeekWorker, ...]
    visits: tuple[WeekVisit, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days with visits, in order."""
        held = {visit.on for visit in self.visits}
        week = Period(starts_on=self.starts_on, until=self.starts_on + WEEK)
        return tuple(day for day in days(week) if day in held)

    @property
    def people(self) -> int:
        """How many people are visited."""
        return len({visit.person for visit in self.visits})

    def visits_on(self, on: date) -> dict[int, WeekVisit]:
        """The visits planned with the shifts of a day, by their number in the week."""
        return {number: visit for number, visit in enumerate(self.visits) if visit.on == on}

    def came(self) -> dict[int, Counter[int]]:
        """How often each worker comes to each person in the week as it was loaded."""
        came: dict[int, Counter[int]] = {}
        for visit in self.visits:
            came.setdefault(visit.person, Counter()).update(visit.workers)
        return came

    def as_data(self) -> dict[str, Any]:
        """The week as plain data, to wait in until it is worked out."""
        return {
            "starts_on": self.starts_on.isoformat(),
            "workers": [asdict(worker) for worker in self.workers],
            "visits": [{**asdict(visit), "starts_at": visit.starts_at.isoformat()} for visit in self.visits],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Week:
        """The week that was put away by `as_data`."""
        return cls(
            starts_on=date.fromisoformat(data["starts_on"]),
            workers=tuple(
                WeekWorker(travel_mode=each["travel_mode"], home=_place(each["home"]))
                for each in data["workers"]
            ),
            visits=tuple(
                WeekVisit(
                    person=each["person"],
                    door=Place(**each["door"]),
                    starts_at=in_utc(datetime.fromisoformat(each["starts_at"])),
                    minutes=each["minutes"],
                    workers=tuple(each["workers"]),
                )
                for each in data["visits"]
            ),
        )


def _place(data: Mapping[str, float] | None) -> Place | None:
    return Place(**data) if data else None
