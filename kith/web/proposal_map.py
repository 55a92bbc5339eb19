"""Two drawings of one day's rounds, as they are and as proposed: the ways that change most, on one scale."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.rota.models import RotaProposal
from kith.rota.queries_proposals import Change
from kith.rota.queries_rounds import DayRounds, Seat, planning_day, rounds_of
from kith.web.page import initials
from kith.web.round_map import DASHES, WIDTH, Frame, Line, Spot

Stop = tuple[datetime, UUID]
"""When somebody is visited, and who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One drawing: the ways of the rounds shown, and the doors they lead to."""

    routes: tuple[Line, ...]
    doors: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A round on both drawings: whose, in which hue, and how many visits before and after."""

    name: str
    initials: str
    hue: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """Both drawings of a day, their size, and whose rounds they show."""

    on: date
    width: int
    height: int
    before: Drawing
    after: Drawing
    rounds: tuple[Drawn, ...]


def before_after(row: RotaProposal, changes: Sequence[Change], at: datetime) -> BeforeAfter | None:
    """The first day that a proposal changes, drawn as it is and as proposed; None where nothing changes.

    As many rounds as there are hues: those that change most.
    """
    if not changes:
        return None
    on = planning_day(changes[0].starts_at)
    rounds = rounds_of(row.organisation, on, at)
    stands = _standing(rounds)
    proposed = stands | {
        (change.visit_id, change.place): (change.worker.pk, change.starts_at, change.person_id)
        for change in changes
        if change.worker is not None and planning_day(change.starts_at) == on
    }
    touched = Counter(
        worker_id
        for seat in stands.keys() | proposed.keys()
        if stands.get(seat) != proposed.get(seat)
        for worker_id in {each[0] for each in (stands.get(seat), proposed.get(seat)) if each}
    )
    shown = [worker_id for worker_id, _ in touched.most_common(len(DASHES))]
    was, then = _by_worker(stands, shown), _by_worker(proposed, shown)
    places = [door.place for door in (rounds.doors.get(person) for person in _people(was, then)) if door]
    if not places:
        return None
    frame = Frame([(place.lat, place.lon) for place in places])
    names = {each.shift.worker_id: str(each.shift.worker) for each in rounds.shifts.values()}
    return BeforeAfter(
        on=on,
        width=round(WIDTH),
        height=frame.height,
        before=_drawing(was, shown, rounds, frame),
        after=_drawing(then, shown, rounds, frame),
        rounds=tuple(
            Drawn(
                name=names.get(worker_id, ""),
                initials=initials(names.get(worker_id, "")),
                hue=hue,
                before=len(was[worker_id]),
                after=len(then[worker_id]),
            )
            for hue, worker_id in enumerate(shown)
        ),
    )


def _standing(rounds: DayRounds) -> dict[Seat, tuple[UUID, datetime, UUID]]:
    """Each place that somebody has: who, when, and whose door."""
    return {
        (each.visit_id, each.place): (
            each.worker_id,
            rounds.day.instant(each.starts),
            rounds.planned[each.visit_id].visit.person_id,
        )
        for each in rounds.standing
    }


def _by_worker(
    seats: Mapping[Seat, tuple[UUID, datetime, UUID]], shown: Collection[UUID]
) -> defaultdict[UUID, list[Stop]]:
    """The stops of each of these workers in order."""
    stops: defaultdict[UUID, list[Stop]] = defaultdict(list)
    for worker_id, starts_at, person_id in sorted(seats.values(), key=lambda each: (each[1], each[2])):
        if worker_id in shown:
            stops[worker_id].append((starts_at, person_id))
    return stops


def _people(*days: Mapping[UUID, list[Stop]]) -> set[UUID]:
    return {person_id for stops in days for each in stops.values() for _at, person_id in each}


def _drawing(
    stops: Mapping[UUID, list[Stop]], shown: Sequence[UUID], rounds: DayRounds, frame: Frame
) -> Drawing:
    routes: list[Line] = []
    doors: dict[tuple[float, float], Spot] = {}
    for hue, worker_id in enumerate(shown):
        known = [
            rounds.doors[person].place for _at, person in stops.get(worker_id, ()) if person in rounds.doors
        ]
        points = [frame.at(place.lat, place.lon) for place in known]
        if len(points) > 1:
            steps = " ".join(f"{x:g} {y:g}" for x, y in points)
            routes.append(Line(d=f"M{steps}", css=f"r{hue + 1}", dash=DASHES[hue]))
        doors |= {point: Spot(x=point[0], y=point[1], css=f"dr r{hue + 1}") for point in points}
    return Drawing(routes=tuple(routes), doors=tuple(doors.values()))
