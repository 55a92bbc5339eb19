"""How far it is from door to door and how long that takes: the straight line times a detour, by mode.

Where no street network has been loaded this is what every page says it is: an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from kith.core.areas import DETOUR, EARTH_RADIUS_METRES, WALKING_METRES_PER_MINUTE
from kith.rota.planner import Place
from kith.workforce.models import TravelMode

METRES_PER_MINUTE: Mapping[str, int] = MappingProxyType(
    {
        TravelMode.WALK: WALKING_METRES_PER_MINUTE,
        TravelMode.CYCLE: 200,  # 12 km/h, an unhurried cyclist with junctions; our assumption
        TravelMode.DRIVE: 400,  # 24 km/h, an urban street at the peaks; our assumption
    }
)
# Locking up or parking, each way together; our assumption.
MINUTES_PER_STOP: Mapping[str, int] = MappingProxyType(
    {TravelMode.WALK: 0, TravelMode.CYCLE: 1, TravelMode.DRIVE: 3}
)


def metres_between(places: Sequence[Place]) -> list[list[int]]:
    """Whole metres by street from each place to each other: `core.areas.walking_metres`, all at once."""
    lat = np.radians([place.lat for place in places])[:, None]
    lon = np.radians([place.lon for place in places])[:, None]
    chord = np.sin((lat - lat.T) / 2) ** 2 + np.cos(lat) * np.cos(lat.T) * np.sin((lon - lon.T) / 2) ** 2
    straight = np.rint(2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(1.0, chord))))
    metres: list[list[int]] = np.rint(straight * DETOUR).astype(int).tolist()
    return metres


def minutes_for(metres: int, mode: str) -> int:
    """Whole minutes to go this far: a started minute counts, and so does parking or locking up."""
    return -(-metres // METRES_PER_MINUTE[mode]) + (MINUTES_PER_STOP[mode] if metres else 0)


def minutes_between(metres: Sequence[Sequence[int]], mode: str) -> list[list[int]]:
    """`minutes_for` each of these distances."""
    return [[minutes_for(each, mode) for each in row] for row in metres]
