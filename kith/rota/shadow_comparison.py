"""A week as it was loaded beside the same visits as walking rounds: by day and in all, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from statistics import fmean
from typing import Any

from kith.core.travel_emissions import grams
from kith.rota.engine import planner_for
from kith.rota.network import current_streets
from kith.rota.planner import Place, Planner
from kith.rota.shadow import Choices, Week
from kith.rota.shadow_after import Progress, WalkingWeek
from kith.rota.shadow_before import rounds_as_loaded
from kith.rota.shadow_figures import Face, Figures, ShadowRound, faces_of, figures_of
from kith.workforce.models import TravelMode

MOST_DRAWN = 6  # rounds on a drawing: as many as there are hues
METRES_IN_A_DEGREE = 111_320.0
METRES_PER_MILE = 1609.344


@dataclass(slots=True)
class Side:
    """One side of the comparison, as the days are added."""

    total: Figures
    faces: set[Face]
    workers: set[int]
    grams: int
    days: list[dict[str, Any]]
    rounds: dict[date, list[ShadowRound]]

    @classmethod
    def empty(cls) -> Side:
        """A side without days."""
        return cls(total=Figures(), faces=set(), workers=set(), grams=0, days=[], rounds={})

    def add(self, on: date, rounds: list[ShadowRound], places: int) -> None:
        """Add a day: what its rounds come to, and whom people have met by then."""
        day = figures_of(rounds, places=places, known=self.faces)
        put_out = grams(TravelMode.DRIVE, day.car_metres, on)
        self.days.append(day.as_data() | {"grams": put_out})
        self.faces |= faces_of(rounds)
        self.workers |= {each.worker for each in rounds}
        self.total += day
        self.grams += put_out
        self.rounds[on] = rounds

    def as_data(self) -> dict[str, Any]:
        """The side in all, with how many people meet how many workers."""
        faces = Counter(person for person, _ in self.faces)
        return self.total.as_data() | {
            "grams": self.grams,
            "workers": len(self.workers),
            "met": round(fmean(faces.values()), 1) if faces else 0.0,
            "people_by_met": {str(met): people for met, people in sorted(Counter(faces.values()).items())},
        }


def compare(
    week: Week, choices: Choices, *, planner: Planner | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """What the week comes to as it was loaded and as walking rounds, with the same visits on both sides.

    ``progress`` is told the share of the week that is done and answers whether to stop. Nothing is written.
    """
    chosen = planner or planner_for("engine").planner
    walking = WalkingWeek(week, choices.tolerance_minutes, chosen)
    before, after = Side.empty(), Side.empty()
    for number, on in enumerate(week.days):
        places = sum(len(visit.workers) for visit in week.visits_on(on).values())
        before.add(on, rounds_as_loaded(week, on), places)
        after.add(on, walking.rounds_on(on, _part(progress, number, len(week.days))), places)
    streets = current_streets()
    return {
        "starts_on": week.starts_on.isoformat(),
        "people": week.people,
        "visits": len(week.visits),
        "tolerance_minutes": choices.tolerance_minutes,
        "planner": chosen.name,
        "streets": streets.source if streets else "",
        "stopped": walking.stopped,
        "reasons": dict(walking.reasons),
        "driven": sum(each.travel_mode == TravelMode.DRIVE for day in after.rounds.values() for each in day),
        "others": len([worker for worker in after.workers if worker >= len(week.workers)]),
        "strangers": len({person for person, _ in after.faces - before.faces}),
        "before": before.as_data(),
        "after": after.as_data(),
        "days": [
            {"on": on.isoformat(), "before": was, "after": then}
            for on, was, then in zip(week.days, before.days, after.days, strict=True)
        ],
        "drawing": _drawing(week, before, after),
    }


def _part(progress: Progress | None, number: int, days: int) -> Progress | None:
    """Progress within one day, told as a share of the week."""
    if progress is None:
        return None
    return lambda share: progress((number + share) / days)


def _drawing(week: Week, before: Side, after: Side) -> dict[str, Any]:
    """The fullest day's rounds of the workers with most visits on both sides, each as a line of doors.

    Doors are metres from a corner that is not said, so that a drawing shows how rounds lie and not where.
    """
    on = max(week.days, key=lambda day: (len(week.visits_on(day)), -day.toordinal()))
    sides = (before.rounds[on], after.rounds[on])
    calls = Counter[int]()
    for rounds in sides:
        calls.update({each.worker: len(each.calls) for each in rounds})
    shown = [worker for worker, _ in sorted(calls.items(), key=lambda each: (-each[1], each[0]))[:MOST_DRAWN]]
    doors = [call.door for rounds in sides for each in rounds if each.worker in shown for call in each.calls]
    corner = Place(lat=min(door.lat for door in doors), lon=min(door.lon for door in doors))
    was, then = (_lines(rounds, shown, corner) for rounds in sides)
    return {"on": on.isoformat(), "workers": shown, "before": was, "after": then}


def _lines(rounds: Iterable[ShadowRound], shown: Sequence[int], corner: Place) -> list[list[list[int]]]:
    by_worker: Mapping[int, ShadowRound] = {each.worker: each for each in rounds}
    return [
        [_metres(call.door, corner) for call in by_worker[worker].calls] if worker in by_worker else []
        for worker in shown
    ]


def _metres(door: Place, corner: Place) -> list[int]:
    """Metres east and north of a corner."""
    east = (door.lon - corner.lon) * METRES_IN_A_DEGREE * cos(radians(corner.lat))
    return [round(east), round((door.lat - corner.lat) * METRES_IN_A_DEGREE)]
