"""The map of a neighbourhood's rounds: our own drawing, from doors and boundary. A table says the same."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from kith.orgs.models import Area
from kith.rota.queries_doors import Door
from kith.web.today_page import Round, TodayPage

WIDTH, MARGIN = 735.0, 34.0
DASHES = ("", "9 7", "2 8", "14 6", "9 4 2 4", "5 6")
ROOM, SMALLEST = 0.3, 0.001  # around the doors: a share of their extent, at least about 100 m
AHEAD = 5  # the door a worker was last at, and the next four
LONGEST_STREET = 60  # doors compared pair by pair to find a street's two ends
FLAGS = frozenset({"miss", "late", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point of the drawing, with what is drawn there."""

    x: float
    y: float
    css: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A path of the drawing: a street, a round, the edge."""

    d: str
    css: str = ""
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundMap:
    """The drawing: its size and everything on it, back to front."""

    width: int
    height: int
    edge: tuple[Line, ...]
    streets: tuple[Line, ...]
    labels: tuple[Spot, ...]
    routes: tuple[Line, ...]
    doors: tuple[Spot, ...]
    flags: tuple[Spot, ...]
    workers: tuple[Spot, ...]


class Frame:
    """Turns degrees into points of the drawing, north up, the same scale both ways."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        self._top, self._left = max(lats), min(lons)
        self._narrow = math.cos(math.radians((max(lats) + min(lats)) / 2))
        across = max((max(lons) - self._left) * self._narrow, 1e-6)
        down = max(self._top - min(lats), 1e-6)
        self._scale = min((WIDTH - 2 * MARGIN) / across, 620.0 / down)
        self._shift = (WIDTH - across * self._scale) / 2
        self.height = round(down * self._scale + 2 * MARGIN)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place stands on the drawing."""
        x = (lon - self._left) * self._narrow * self._scale + self._shift
        return round(x, 1), round((self._top - lat) * self._scale + MARGIN, 1)


def round_map(
    area: Area, today: TodayPage, rounds: Sequence[Round], doors: Mapping[UUID, Door]
) -> RoundMap | None:
    """The drawing of a patch with these rounds on it, or None where nothing has a place."""
    edges = _edges(area.boundary)
    placed = [(door.place.lat, door.place.lon) for door in doors.values()]
    if not placed:
        return None
    frame = Frame(_view(placed, [point for edge in edges for point in edge]))
    hues = {each.face.worker_id: n % len(DASHES) for n, each in enumerate(rounds)}
    streets = _streets(doors.values(), frame)
    return RoundMap(
        width=round(WIDTH),
        height=frame.height,
        edge=tuple(Line(d=_path((frame.at(*point) for point in edge), closed=True)) for edge in edges),
        streets=tuple(line for line, _ in streets),
        labels=tuple(label for _, label in streets if label.text),
        routes=tuple(line for each in rounds if (line := _route(each, hues, doors, frame)).d),
        doors=tuple(_doors(today, hues, doors, frame)),
        flags=tuple(_flags(today, doors, frame)),
        workers=tuple(_workers(rounds, hues, doors, frame)),
    )


def _view(
    doors: Sequence[tuple[float, float]], edge: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Two corners of what the drawing shows: the doors with room around them, never far past the edge."""
    lows, highs = [], []
    for axis in (0, 1):
        low, high = min(door[axis] for door in doors), max(door[axis] for door in doors)
        room = max((high - low) * ROOM, SMALLEST)
        lows.append(max(low - room, min((point[axis] for point in edge), default=low - room)))
        highs.append(min(high + room, max((point[axis] for point in edge), default=high + room)))
    return [(lows[0], lows[1]), (highs[0], highs[1])]


def _edges(boundary: dict[str, Any] | None) -> list[list[tuple[float, float]]]:
    """The outer rings of a boundary, as (latitude, longitude)."""
    if not boundary:
        return []
    shapes = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    return [[(point[1], point[0]) for point in rings[0]] for rings in shapes]


def _path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    steps = " ".join(f"{x:g} {y:g}" for x, y in points)
    return f"M{steps}{'z' if closed else ''}"


def _streets(doors: Iterable[Door], frame: Frame) -> list[tuple[Line, Spot]]:
    """A line along the doors of each street, with its name before it."""
    by_street: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for door in doors:
        if door.street:
            by_street[door.street].append(frame.at(door.place.lat, door.place.lon))
    drawn = []
    for street, points in sorted(by_street.items()):
        if len(points) > 1:
            a, b = max(combinations(points[:LONGEST_STREET], 2), key=lambda pair: math.dist(*pair))
            left = min(a, b)
            label = Spot(x=round(left[0] - 24, 1), y=round(left[1] + 5, 1), text=street)
            drawn.append((Line(d=_path(_longer(a, b))), label))
    return drawn


def _longer(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    """The line from a to b, a little longer at both ends: a street goes on past its last door."""
    long = max(math.dist(a, b), 1.0)
    x, y = (b[0] - a[0]) / long * 18, (b[1] - a[1]) / long * 18
    return [(round(a[0] - x, 1), round(a[1] - y, 1)), (round(b[0] + x, 1), round(b[1] + y, 1))]


def _route(each: Round, hues: Mapping[UUID, int], doors: Mapping[UUID, Door], frame: Frame) -> Line:
    done = max((n for n, begun in enumerate(each.begun) if begun), default=0)
    ahead = each.rows[done : done + AHEAD]
    stops = [doors[row.person_id].place for row in ahead if row.person_id in doors]
    if not stops:
        return Line(d="")
    hue = hues[each.face.worker_id]
    return Line(d=_path(frame.at(stop.lat, stop.lon) for stop in stops), css=f"r{hue + 1}", dash=DASHES[hue])


def _doors(
    today: TodayPage, hues: Mapping[UUID, int], doors: Mapping[UUID, Door], frame: Frame
) -> Iterable[Spot]:
    """Each door once: filled when somebody has been there today, outlined while they are to come."""
    visited: dict[UUID, bool] = {}
    hue_of: dict[UUID, str] = {}
    for row in today.rows:
        visited[row.person_id] = visited.get(row.person_id, False) or row.began_at is not None
        shown = [hues[face.worker_id] for face in row.faces if face.worker_id in hues]
        if shown:
            hue_of.setdefault(row.person_id, f" r{shown[0] + 1}")
    for person_id, been in visited.items():
        if person_id in doors:
            x, y = frame.at(doors[person_id].place.lat, doors[person_id].place.lon)
            yield Spot(x=x, y=y, css=("dn" if been else "dr") + hue_of.get(person_id, " other"))


def _flags(today: TodayPage, doors: Mapping[UUID, Door], frame: Frame) -> Iterable[Spot]:
    for need in today.needs:
        if need.row.person_id in doors and need.row.status_key in FLAGS:
            place = doors[need.row.person_id].place
            x, y = frame.at(place.lat, place.lon)
            yield Spot(x=round(x + 5, 1), y=round(y - 26, 1), css=need.row.status_key, text=need.name.full)


def _workers(
    rounds: Sequence[Round], hues: Mapping[UUID, int], doors: Mapping[UUID, Door], frame: Frame
) -> Iterable[Spot]:
    """Each worker where they were last known to be, a little beside the door."""
    for each in rounds:
        been = [row for row, begun in zip(each.rows, each.begun, strict=True) if begun]
        last = each.now or (been[-1] if been else None)
        if last and last.person_id in doors:
            place = doors[last.person_id].place
            x, y = frame.at(place.lat, place.lon)
            yield Spot(
                x=round(x + 14, 1),
                y=round(y + 12, 1),
                css=f"r{hues[each.face.worker_id] + 1}",
                text=each.face.initials,
            )
