"""What a day of rounds comes to, told the same way for a provider's own rota and for walking rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any

from kith.rota.planner import Going, Place
from kith.rota.shadow import BREAK_MINUTES, PAID_MINUTES
from kith.rota.travel import NOWHERE, minutes_for, ways_between
from kith.workforce.models import TravelMode

NOTICED_MINUTES = 15  # what nobody has to be told about
Face = tuple[int, int]
"""A person, and a worker who came to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A stop in a round: which visit, to whom, when it was planned by the provider and when it starts."""

    visit: int
    person: int
    door: Place
    planned: int
    starts: int
    minutes: int

    @property
    def ends(self) -> int:
        """The minute at which it ends."""
        return self.starts + self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowRound:
    """A worker's calls of one day in order. ``whole_shift`` says that the time around them is paid too."""

    worker: int
    travel_mode: str
    calls: tuple[Call, ...]
    whole_shift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What rounds come to. Minutes and metres are whole; ways from and to home are not among them.

    ``paid_minutes`` of a provider's own rota are the minutes with people and on the way, as if both were
    paid; of whole shifts, all but the break. ``unpaid_minutes`` are the gaps, or the breaks.
    """

    places: int = 0
    unplaced: int = 0
    shifts: int = 0
    contact_minutes: int = 0
    walking_minutes: int = 0
    cycling_minutes: int = 0
    driving_minutes: int = 0
    car_metres: int = 0
    late_minutes: int = 0
    late_visits: int = 0
    moved_visits: int = 0
    new_faces: int = 0
    paid_minutes: int = 0
    unpaid_minutes: int = 0

    @property
    def travel_minutes(self) -> int:
        """Minutes on the way, by any mode."""
        return self.walking_minutes + self.cycling_minutes + self.driving_minutes

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{each.name: getattr(self, each.name) + getattr(other, each.name)
                          for each in fields(self)})  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """The figures as plain data, to be kept."""
        return asdict(self) | {"travel_minutes": self.travel_minutes}


def leg(here: Place, there: Place, mode: str) -> tuple[int, int]:
    """Metres and minutes from one door to the next, however far it is to walk."""
    ways = ways_between([here, there], Going(mode))
    metres, minutes = ways.metres[0][1], ways.minutes[0][1]
    return metres, minutes if minutes < NOWHERE else minutes_for(metres, mode)


def faces_of(rounds: Iterable[ShadowRound]) -> set[Face]:
    """Who came to whom."""
    return {(call.person, each.worker) for each in rounds for call in each.calls}


def figures_of(rounds: Collection[ShadowRound], *, places: int, known: Collection[Face]) -> Figures:
    """What the rounds of a day come to. ``places`` is how many were wanted: one worker at one visit each.

    ``known`` are the faces of the days before in the same week: any other is new.
    """
    total = Figures(
        places=places,
        unplaced=places - sum(len(each.calls) for each in rounds),
        new_faces=len(faces_of(rounds).difference(known)),
    )
    return sum((_round(each) for each in rounds), total)


def _round(each: ShadowRound) -> Figures:
    legs = [leg(one.door, other.door, each.travel_mode) for one, other in pairwise(each.calls)]
    contact = sum(call.minutes for call in each.calls)
    travel = sum(minutes for _, minutes in legs)
    late = [max(0, call.starts - call.planned) for call in each.calls]
    by = {mode: travel if mode == each.travel_mode else 0 for mode in TravelMode.values}
    gaps = sum(
        max(0, other.starts - one.ends - minutes)
        for (one, other), (_, minutes) in zip(pairwise(each.calls), legs, strict=True)
    )
    return Figures(
        shifts=1,
        contact_minutes=contact,
        walking_minutes=by[TravelMode.WALK],
        cycling_minutes=by[TravelMode.CYCLE],
        driving_minutes=by[TravelMode.DRIVE],
        car_metres=sum(metres for metres, _ in legs) if each.travel_mode == TravelMode.DRIVE else 0,
        late_minutes=sum(late),
        late_visits=sum(1 for minutes in late if minutes > NOTICED_MINUTES),
        moved_visits=sum(abs(call.starts - call.planned) > NOTICED_MINUTES for call in each.calls),
        paid_minutes=PAID_MINUTES if each.whole_shift else contact + travel,
        unpaid_minutes=BREAK_MINUTES if each.whole_shift else gaps,
    )
