"""What a planner is asked and what it answers: one day's visits, one day's shifts, one plan.

Pure: whole minutes counted from the start of the London day (`Day.origin`), places in degrees, no database.
A planner keeps every hard rule or leaves a visit unplaced with a reason:

- a visit lies whole in its window and in its worker's shift; the worker has its skills;
- a worker is at one door at a time, and has time to get from door to door;
- a visit of two places has two different workers, who start together, or nobody;
- a shift keeps its unpaid break in one piece, in its middle third, and its planned down-time besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID


class Reason(StrEnum):
    """Why a visit could not be given to anybody."""

    NO_SHIFT = "nobody works then"
    NO_SKILL = "nobody working then has the skill"
    ONE_FREE = "only one of the two workers is free"
    ALL_BUSY = "everyone is busy then"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A front door."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A visit to give to one worker, or to two who start together. A higher priority goes first."""

    visit_id: UUID
    person_id: UUID
    door: Place
    window_starts: int
    window_ends: int
    preferred: int
    minutes: int
    workers: int = 1
    skills: frozenset[str] = frozenset()
    priority: int = 0

    @property
    def latest(self) -> int:
        """The last minute at which the visit can start and still end in its window."""
        return self.window_ends - self.minutes


class Going(NamedTuple):
    """How somebody gets from door to door: by which mode, and whether it is mostly dark then."""

    mode: str
    after_dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewShift:
    """A worker's shift: from when until when, and what they bring.

    ``home`` is None where it is not known: the round then begins at its first visit.
    """

    shift_id: UUID
    worker_id: UUID
    home: Place | None
    travel_mode: str
    starts: int
    ends: int
    break_minutes: int = 30
    downtime_minutes: int = 45
    skills: frozenset[str] = frozenset()
    after_dark: bool = False

    @property
    def going(self) -> Going:
        """How its worker gets from door to door."""
        return Going(self.travel_mode, self.after_dark)

    @property
    def break_window(self) -> tuple[int, int]:
        """The stretch that holds the unpaid break: the middle third of the shift, or wider if that is short.

        Source: Working Time Regulations 1998, regulation 12: a break in a shift, not at one end of it.
        """
        third = min((self.ends - self.starts) // 3, (self.ends - self.starts - self.break_minutes) // 2)
        return self.starts + third, self.ends - third

    @property
    def usable_minutes(self) -> int:
        """Minutes for visits and the ways between them: the shift less break and planned down-time."""
        return self.ends - self.starts - self.break_minutes - self.downtime_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A visit's place given to a worker in a shift: when, for how long, and the way from the door before.

    The first visit of a shift has no way: getting there from home is not part of the shift.
    """

    visit_id: UUID
    place: int
    shift_id: UUID
    worker_id: UUID
    starts: int
    minutes: int
    travel_minutes: int = 0
    travel_metres: int = 0
    travel_mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A visit that nobody could be found for, and why."""

    visit_id: UUID
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day to plan. ``fixed`` placements stand and are planned around; they are no tasks.

    ``seen`` counts for each person the visits by each worker in the 28 days before. ``told`` is who people
    were told would come to a place of a visit, and when; somebody else or another time costs, and breaks no
    rule. ``teams`` are the workers named for each person; others cost more.
    """

    on: date
    origin: datetime
    tasks: tuple[Task, ...]
    crew: tuple[CrewShift, ...]
    fixed: tuple[tuple[Task, Placement], ...] = ()
    seen: Mapping[UUID, Mapping[UUID, int]] = field(default_factory=dict)
    told: Mapping[tuple[UUID, int], Placement] = field(default_factory=dict)
    teams: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)

    def of_team(self, person_id: UUID, worker_id: UUID) -> bool | None:
        """Whether a worker is in the team named for a person; None where nobody is named."""
        team = self.teams.get(person_id)
        return worker_id in team if team else None

    def agreed(self, task: Task) -> int:
        """The start to keep to where it can be: as people were told or, before that, as they asked."""
        told = self.told.get((task.visit_id, 1))
        return told.starts if told else task.preferred

    def minute(self, at: datetime) -> int:
        """Whole minutes from the origin to an instant."""
        return (at - self.origin) // timedelta(minutes=1)

    def instant(self, minute: int) -> datetime:
        """The instant a number of minutes after the origin."""
        return self.origin + timedelta(minutes=minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A day's plan: who goes where and when, and whom nobody could be found for."""

    on: date
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]


class Planner(Protocol):
    """Anything that plans a day. The same day gives the same plan."""

    @property
    def name(self) -> str:
        """What a publication says it was made by."""

    def plan(self, day: Day) -> Plan:
        """The plan of one day, keeping every hard rule of this module."""
