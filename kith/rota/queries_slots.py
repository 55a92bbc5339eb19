"""Where a wanted visit would fit into rounds as they stand, ranked by what it asks of everybody else.

The same rules as when a visit is moved: nobody's worker changes; others in a round start a little otherwise
only where nothing fits without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import fmean
from typing import TypeAlias
from uuid import UUID, uuid4

from kith.brokerage.models import Contract
from kith.core.dates import ONE_DAY, london_day, london_time
from kith.core.errors import Invalid
from kith.core.postcodes import normalise
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, PostcodePoint, User
from kith.orgs.queries import live
from kith.orgs.roles import check_may
from kith.people.models import Household
from kith.rota.moves import Fitted, InRound, Wish
from kith.rota.planner import CrewShift, Place, Placement, Task
from kith.rota.queries_rounds import DayRounds, now_in, rounds_between
from kith.workforce.models import Worker

SOMEBODY = UUID(int=0)  # a person nobody has met, where it is not known yet for whom the visit is
LONGEST_DAYS = 7
Taken: TypeAlias = tuple[CrewShift, Fitted]
"""A shift, and how it takes the visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A visit somebody asks for, in London clock times: how long, between when, best when, how many come."""

    place: Place
    earliest: time
    latest: time
    best: time
    minutes: int
    workers: int = 1
    person_id: UUID = SOMEBODY

    def __post_init__(self) -> None:
        on = date(2026, 1, 1)
        span = (london_time(on, self.latest) - london_time(on, self.earliest)).total_seconds() // 60
        if not 0 < self.minutes <= span or not self.earliest <= self.best or self.workers not in (1, 2):
            raise Invalid(
                "Give a stretch of the day that holds the whole visit, and one worker or two.",
                minutes=self.minutes,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in the rounds for a wanted visit: who, from when, and what it asks of others.

    ``waits`` counts visits of others that would start at another time, ``waited_minutes`` by how much in all.
    """

    on: date
    workers: tuple[Worker, ...]
    starts_at: datetime
    off_minutes: int
    way_minutes: int
    waits: int
    waited_minutes: int
    times_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSlots:
    """What one provider could take of a wanted week: on how many days, and at what price to others.

    ``unplanned`` counts days for which nobody has a shift yet: no room is known there, and none is denied.
    """

    provider: Organisation
    slots: tuple[Slot, ...]
    days: int
    unplanned: int = 0

    @property
    def off_minutes(self) -> float:
        """How far from the time asked for, in minutes, on average."""
        return round(fmean(slot.off_minutes for slot in self.slots), 1) if self.slots else 0.0

    @property
    def way_minutes(self) -> int:
        """Minutes on the way to it, over the week."""
        return sum(slot.way_minutes for slot in self.slots)

    @property
    def waits(self) -> int:
        """How many visits of others would start at another time, over the week."""
        return sum(slot.waits for slot in self.slots)

    @property
    def faces(self) -> int:
        """How many different workers would come."""
        return len({worker.pk for slot in self.slots for worker in slot.workers})


def place_of(postcode: str) -> Place:
    """Where a postcode is: as the directory says, or as a front door there does.

    Raises `Invalid` for what is no postcode, or one that is not known here.
    """
    known = normalise(postcode)
    point: PostcodePoint | Household | None = (
        PostcodePoint.objects.filter(pk=known).first() or Household.objects.filter(postcode=known).first()
    )
    if point is None:
        raise Invalid("This postcode is not known here. Check it, or give one nearby.", postcode=postcode)
    return Place(lat=point.lat, lon=point.lon)


def slots_on(rounds: DayRounds, wanted: Wanted) -> list[Slot]:
    """Who could take a wanted visit that day: the least asked of others first, then known faces, then the
    time asked for and the way.
    """
    search = _Search(rounds, _task(rounds, wanted))
    return sorted(search.pairs() if wanted.workers > 1 else search.singles(), key=_rank)


def slots_by_provider(
    *, by: User | None, at: datetime, wanted: Wanted, days: Sequence[date]
) -> list[ProviderSlots]:
    """What each provider with a contract could take of a wanted week, the most days first, then the least
    asked of others.

    For who awards packages: how many and when, never whose rounds. Raises `Invalid` for more than a week or
    `NotPermitted`.
    """
    check_may(by, "award packages", None, london_day(at))
    if not days or max(days) - min(days) >= LONGEST_DAYS * ONE_DAY or min(days) <= london_day(at):
        raise Invalid("Choose days of one week, from tomorrow on.", days=[str(day) for day in days])
    contracts = Contract.objects.filter(live(min(days)))
    if by is not None:
        contracts = contracts.filter(commissioner=by.organisation_id)
    providers = Organisation.objects.filter(pk__in=contracts.values("provider")).order_by("name")
    with as_house():  # what comes out names nobody
        found = [_of_provider(provider, at, wanted, days) for provider in providers]
    return sorted(found, key=lambda each: (-len(each.slots), each.waits, each.off_minutes, each.way_minutes))


def _of_provider(provider: Organisation, at: datetime, wanted: Wanted, days: Sequence[date]) -> ProviderSlots:
    """The best slot of each day, keeping to workers already chosen where that asks nothing more of others."""
    chosen: list[Slot] = []
    unplanned = 0
    until = max(days) + ONE_DAY
    for rounds in rounds_between(provider, min(days), until, at, faces_of=[wanted.person_id]):
        if rounds.day.on in days:
            unplanned += not rounds.shifts
            faces = {worker.pk for slot in chosen for worker in slot.workers}
            slots = slots_on(rounds, wanted)
            if slots:
                chosen.append(min(slots, key=lambda slot: (slot.waits, not _known(slot, faces), _rank(slot))))
    return ProviderSlots(provider=provider, slots=tuple(chosen), days=len(days), unplanned=unplanned)


def _known(slot: Slot, faces: set[UUID]) -> bool:
    return all(worker.pk in faces for worker in slot.workers)


def _rank(slot: Slot) -> tuple[int, int, int, int, str]:
    return slot.waited_minutes, -slot.times_seen, slot.off_minutes, slot.way_minutes, str(slot.workers[0])


def _task(rounds: DayRounds, wanted: Wanted) -> Task:
    day = rounds.day

    def minute(clock: time) -> int:
        return day.minute(london_time(day.on, clock))

    return Task(
        visit_id=uuid4(),
        person_id=wanted.person_id,
        door=wanted.place,
        window_starts=minute(wanted.earliest),
        window_ends=minute(wanted.latest),
        preferred=minute(wanted.best),
        minutes=wanted.minutes,
        workers=wanted.workers,
    )


class _Search:
    """A wanted visit tried in every round of a day, in each at each start once."""

    def __init__(self, rounds: DayRounds, task: Task) -> None:
        self.rounds, self.task = rounds, task
        wish = Wish(task=task, place=1, start=None, now=now_in(rounds), held=rounds.stuck)
        stops = rounds.in_rounds()
        self.tried = [InRound(shift, stops[shift.shift_id], wish) for shift in rounds.day.crew]

    def singles(self) -> Iterator[Slot]:
        """A slot for each round that takes the visit."""
        for taken in self._fits(None):
            yield _slot(self.rounds, self.task, [taken])

    def pairs(self) -> Iterator[Slot]:
        """Two who can start together: for each who can, the other who is least trouble at that start."""
        able = self._fits(None)
        possible = {shift.shift_id for shift, _ in able}  # who cannot at any start cannot at one
        self.tried = [each for each in self.tried if each.shift.shift_id in possible]
        at_start: dict[int, list[Taken]] = {}
        for shift, fitted in able:
            start = fitted.placement.starts
            if start not in at_start:
                at_start[start] = self._fits(start)
            others = [pair for pair in at_start[start] if pair[0].worker_id != shift.worker_id]
            if others:
                other = min(others, key=lambda pair: (len(pair[1].others), pair[1].placement.travel_minutes))
                yield _slot(self.rounds, self.task, [(shift, fitted), other])

    def _fits(self, start: int | None) -> list[Taken]:
        found = ((each.shift, each.best(start)) for each in self.tried)
        return [(shift, fitted) for shift, fitted in found if fitted is not None]


def _slot(rounds: DayRounds, task: Task, pairs: Sequence[Taken]) -> Slot:
    first = pairs[0][1].placement
    waiting = [other for _shift, fitted in pairs for other in fitted.others]
    seen = rounds.day.seen.get(task.person_id, {})
    return Slot(
        on=rounds.day.on,
        workers=tuple(rounds.shifts[shift.shift_id].shift.worker for shift, _fitted in pairs),
        starts_at=rounds.day.instant(first.starts),
        off_minutes=abs(first.starts - task.preferred),
        way_minutes=sum(fitted.placement.travel_minutes for _shift, fitted in pairs),
        waits=len(waiting),
        waited_minutes=sum(_moved(rounds, other) for other in waiting),
        times_seen=sum(seen.get(shift.worker_id, 0) for shift, _fitted in pairs),
    )


def _moved(rounds: DayRounds, other: Placement) -> int:
    """By how many minutes a visit would start otherwise than it stands."""
    stands = rounds.day.minute(rounds.entries[other.visit_id, other.place].starts_at)
    return abs(other.starts - stands)
