"""Making a network of streets from the ways drawn on a map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kith.core.areas import EARTH_RADIUS_METRES
from kith.rota.street_paths import Pieces
from kith.rota.street_rules import Tags, metres_per_minute, runs_one_way
from kith.rota.streets import MODES, NoStreets, Streets
from kith.workforce.models import TravelMode

LONGEST_PIECE_METRES = 40
SECONDS = 60


class Node(NamedTuple):
    """A point of a way: its number in the map, and where it is in degrees."""

    id: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way as it is drawn on the map."""

    nodes: Sequence[Node]
    tags: Tags


def build_streets(ways: Iterable[Way], *, source: str) -> Streets:
    """The network of these ways: every crossing is a node, and every 40 metres or so between crossings.

    Raises `NoStreets` where nobody may go along any of them.
    """
    usable = [
        way for way in ways if len(way.nodes) > 1 and any(metres_per_minute(way.tags, m) for m in MODES)
    ]
    if not usable:
        raise NoStreets("There is no street in this map. Give an extract of the place you plan for.")
    crossings = _crossings(usable)
    numbers: dict[int, int] = {}
    where: list[tuple[float, float]] = []
    rows: list[tuple[float, ...]] = []
    for way in usable:
        for start, end, metres in _cut(way, crossings):
            for node in (start, end):
                if node.id not in numbers:
                    numbers[node.id] = len(where)
                    where.append((node.lat, node.lon))
            rows.extend(_both_ways(numbers[start.id], numbers[end.id], metres, way.tags))
    table = np.array(rows)
    lat, lon = np.array(where).T
    return Streets(
        lat=lat,
        lon=lon,
        pieces=Pieces(
            starts=table[:, 0].astype(np.int32),
            ends=table[:, 1].astype(np.int32),
            metres=table[:, 2].astype(np.float32),
            seconds={mode: table[:, 3 + n].astype(np.float32) for n, mode in enumerate(MODES)},
        ),
        source=source,
    )


def _crossings(ways: Iterable[Way]) -> set[int]:
    """Nodes where ways meet or end."""
    seen: set[int] = set()
    crossings: set[int] = set()
    for way in ways:
        crossings.update((way.nodes[0].id, way.nodes[-1].id))
        for node in way.nodes:
            (crossings if node.id in seen else seen).add(node.id)
    return crossings


def _cut(way: Way, crossings: set[int]) -> Iterator[tuple[Node, Node, float]]:
    """The way in pieces from crossing to crossing, none much longer than 40 metres where nodes allow."""
    start, metres = way.nodes[0], 0.0
    for before, node in zip(way.nodes, way.nodes[1:], strict=False):
        metres += _straight(before, node)
        if node.id in crossings or metres >= LONGEST_PIECE_METRES:
            yield start, node, metres
            start, metres = node, 0.0


def _straight(a: Node, b: Node) -> float:
    east = np.radians(b.lon - a.lon) * np.cos(np.radians((a.lat + b.lat) / 2))
    return float(EARTH_RADIUS_METRES * np.hypot(np.radians(b.lat - a.lat), east))


def _both_ways(start: int, end: int, metres: float, tags: Tags) -> Iterator[tuple[float, ...]]:
    speeds = [metres_per_minute(tags, mode) for mode in MODES]
    only = runs_one_way(tags)
    for a, b, direction in ((start, end, 1), (end, start, -1)):
        seconds = [
            SECONDS * metres / speed
            if speed and (mode != TravelMode.DRIVE or only in (0, direction))
            else np.nan
            for mode, speed in zip(MODES, speeds, strict=True)
        ]
        yield a, b, metres, *seconds
