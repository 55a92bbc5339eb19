"""Quickest ways through a network of streets, worked out by SciPy's graph routines and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from kith.core.areas import EARTH_RADIUS_METRES
from kith.rota.planner import Place
from kith.workforce.models import TravelMode

FARTHEST_DOOR_METRES = 250
LONGEST_DETOUR = 6
SLOWEST_METRES_PER_SECOND = {TravelMode.WALK: 1.2, TravelMode.CYCLE: 3.0, TravelMode.DRIVE: 3.3}
NODES_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Stretches of street between two nodes: their length, and seconds by mode; nan where one may not go."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    metres: NDArray[np.float32]
    seconds: Mapping[str, NDArray[np.float32]]


class Legs(NamedTuple):
    """From each place to each other: whole metres and seconds; -1 where the streets do not lead there."""

    metres: NDArray[np.int64]
    seconds: NDArray[np.int64]


class QuickestPaths:
    """Quickest ways between doors in the part of the network that is open to one mode."""

    def __init__(self, lat: NDArray[np.float64], lon: NDArray[np.float64], pieces: Pieces, mode: str) -> None:
        count = len(lat)
        seconds = pieces.seconds[mode]
        is_open = ~np.isnan(seconds)
        starts, ends = pieces.starts[is_open], pieces.ends[is_open]
        # Of two pieces between the same nodes the quicker counts: sort, then keep the first of each pair.
        order = np.lexsort((seconds[is_open], ends, starts))
        starts, ends = starts[order], ends[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
        at = (starts[first], ends[first])
        shape = (count, count)
        # A graph of zero-length pieces has holes in it: nothing takes less than a hundredth of a second.
        self._time: Any = csr_array((np.maximum(seconds[is_open][order][first], 0.01), at), shape=shape)
        self._keys = starts[first].astype(np.int64) * count + ends[first]
        self._lengths = np.maximum(pieces.metres[is_open][order][first], 0.01)
        self._mode = mode
        self._known: dict[int, dict[int, tuple[int, int]]] = {}
        self._lat, self._lon = lat, lon
        self._nodes = self._largest(count)
        self._origin = float(np.mean(lat))
        self._tree = cKDTree(self._flat(lat[self._nodes], lon[self._nodes])) if len(self._nodes) else None

    def _largest(self, count: int) -> NDArray[np.int64]:
        """The nodes of the largest part all of which can be reached from all of it."""
        _, labels = connected_components(self._time, directed=True, connection="strong")
        return np.flatnonzero(labels == np.bincount(labels, minlength=1).argmax()) if count else np.arange(0)

    def _flat(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        east = np.radians(lon) * np.cos(np.radians(self._origin))
        return EARTH_RADIUS_METRES * np.column_stack((np.radians(lat), east))

    def legs(self, places: Sequence[Place]) -> Legs:
        """Metres and seconds between all of these."""
        count = len(places)
        legs = Legs(np.full((count, count), -1), np.full((count, count), -1))
        if self._tree is None or not count:
            return legs
        away, nearest = self._tree.query(
            self._flat(np.array([p.lat for p in places]), np.array([p.lon for p in places]))
        )
        reached = np.flatnonzero(away <= FARTHEST_DOOR_METRES)
        nodes, back = np.unique(self._nodes[nearest[reached]], return_inverse=True)
        between = self._between(nodes)
        pair, inside = np.ix_(back, back), np.ix_(reached, reached)
        for found, told in zip(legs, between, strict=True):
            found[inside] = np.where(np.minimum(told, told.T) < 0, -1, np.maximum(told, told.T))[pair]
            np.fill_diagonal(found, 0)
        return legs

    def _between(self, nodes: NDArray[np.int64]) -> Legs:
        """Metres and seconds from each node to each other; what was asked before is remembered."""
        wanted = [int(node) for node in nodes]
        new = [node for node in wanted if not self._known.get(node, {}).keys() >= set(wanted)]
        if len(self._known) > NODES_REMEMBERED:
            self._known.clear()
            new = wanted
        if new:
            self._look_up(np.array(new), nodes)
        table = np.array([[self._known[a][b] for b in wanted] for a in wanted], dtype=np.int64)
        table = table.reshape(len(wanted), len(wanted), 2)
        return Legs(table[..., 0], table[..., 1])

    def _look_up(self, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> None:
        limit = self._limit(targets)
        time, before = dijkstra(self._time, indices=sources, return_predecessors=True, limit=limit)
        for source, seconds, parents in zip(sources, time, before, strict=True):
            metres = self._along(parents)[targets]
            there = np.isfinite(seconds[targets])
            rows = zip(
                np.where(there, np.rint(metres), -1).astype(int).tolist(),
                np.where(there, np.rint(np.where(there, seconds[targets], 0)), -1).astype(int).tolist(),
                strict=True,
            )
            self._known.setdefault(int(source), {}).update(zip(map(int, targets), rows, strict=True))

    def _along(self, before: NDArray[np.int32]) -> NDArray[np.float64]:
        """Metres to every node along the tree of quickest paths, all nodes at once.

        Each round doubles the stretch that is added up.
        """
        parent = np.arange(len(before), dtype=np.int64)
        inside = np.flatnonzero(before >= 0)
        parent[inside] = before[inside]
        metres = np.zeros(len(before))
        places = np.searchsorted(self._keys, parent[inside] * len(before) + inside)
        metres[inside] = self._lengths[places]
        while len(inside):
            metres[inside] += metres[parent[inside]]
            parent[inside] = parent[parent[inside]]
            inside = inside[metres[parent[inside]] > 0]
        return metres

    def _limit(self, sources: NDArray[np.int64]) -> float:
        """Seconds beyond which no path is looked for: six times the straight way across, unhurried."""
        north_east = self._flat(self._lat[sources], self._lon[sources])
        across = float(np.hypot(*(north_east.max(axis=0) - north_east.min(axis=0))))
        return (
            LONGEST_DETOUR
            * (across + FARTHEST_DOOR_METRES)
            / SLOWEST_METRES_PER_SECOND[TravelMode(self._mode)]
        )
