"""How far it is from door to door and how long that takes, by mode: by street, or as the crow flies.

By street where a network was built (`kith network build`); elsewhere, and for doors it does not reach, the
straight line times a detour. Which of the two, every page says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kith.core.areas import DETOUR, EARTH_RADIUS_METRES, WALKING_METRES_PER_MINUTE
from kith.rota.network import current_streets
from kith.rota.planner import Going, Place
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
WALKING_LIMIT_METRES = 3_000  # from one door to the next; our assumption
WALKING_LIMIT_AFTER_DARK_METRES = 1_500  # by lit streets, and not far; our assumption
NOWHERE = 24 * 60
"""Minutes of a way that nobody may be asked to go: longer than any shift."""


class Ways(NamedTuple):
    """From each place to each other: whole metres and whole minutes."""

    metres: list[list[int]]
    minutes: list[list[int]]


def ways_between(places: Sequence[Place], going: Going) -> Ways:
    """The ways between these places. One too far to walk, by day or dark, takes longer than a shift."""
    metres, minutes = _by_street(places, going.mode)
    if going.mode == TravelMode.WALK:
        limit = WALKING_LIMIT_AFTER_DARK_METRES if going.after_dark else WALKING_LIMIT_METRES
        minutes = np.where(metres > limit, NOWHERE, minutes)
    return Ways(metres.tolist(), minutes.tolist())


def _by_street(places: Sequence[Place], mode: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    metres = np.array(metres_between(places), dtype=np.int64).reshape(len(places), len(places))
    minutes = _minutes(metres, mode)
    streets = current_streets()
    if streets is None:
        return metres, minutes
    legs = streets.legs(places, mode)
    known = legs.metres >= 0
    by_street = -(-legs.seconds // 60) + np.where(legs.metres > 0, MINUTES_PER_STOP[mode], 0)
    return np.where(known, legs.metres, metres), np.where(known, by_street, minutes)


def _minutes(metres: NDArray[np.int64], mode: str) -> NDArray[np.int64]:
    return -(-metres // METRES_PER_MINUTE[mode]) + np.where(metres > 0, MINUTES_PER_STOP[mode], 0)


def metres_between(places: Sequence[Place]) -> list[list[int]]:
    """Whole metres from each place to each other, the straight line times a detour.

    It is `core.areas.walking_metres`, all at once.
    """
    lat = np.radians([place.lat for place in places])[:, None]
    lon = np.radians([place.lon for place in places])[:, None]
    chord = np.sin((lat - lat.T) / 2) ** 2 + np.cos(lat) * np.cos(lat.T) * np.sin((lon - lon.T) / 2) ** 2
    straight = np.rint(2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(1.0, chord))))
    metres: list[list[int]] = np.rint(straight * DETOUR).astype(int).tolist()
    return metres


def minutes_for(metres: int, mode: str) -> int:
    """Whole minutes to go this far: a started minute counts, and so does parking or locking up."""
    return -(-metres // METRES_PER_MINUTE[mode]) + (MINUTES_PER_STOP[mode] if metres else 0)
