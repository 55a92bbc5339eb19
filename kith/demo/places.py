"""Where the demonstration's people live: streets of a made-up city, or real postcodes from a file."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kith.core.areas import Boundary, boundary_around, holds, to_geojson
from kith.core.postcodes import PostcodePoint
from kith.demo import names

METRES_PER_DEGREE_LAT = 111_320.0
CITY_LAT, CITY_LON = 53.802, -1.598
PATCH_WIDTH_METRES, PATCH_HEIGHT_METRES = 1_250.0, 1_000.0
STREETS_PER_PATCH, DOORS_PER_STREET, DOORS_PER_POSTCODE = 14, 36, 12
DOORS_AT_A_REAL_POSTCODE, FURTHEST_METRES = 4, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A front door."""

    number: int
    street: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchPlan:
    """A neighbourhood before anybody lives there. ``boundary`` is a GeoJSON polygon."""

    name: str
    boundary: Mapping[str, Any]
    ward_codes: tuple[str, ...]
    doors: tuple[Door, ...]


def fictional_patches(*, count: int, rng: Random) -> list[PatchPlan]:
    """Patches of a made-up city, tiling it without gaps, each with its streets."""
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    corners = {
        (column, row): _offset(
            (column - columns / 2) * PATCH_WIDTH_METRES + rng.uniform(-90, 90),
            (row - rows / 2) * PATCH_HEIGHT_METRES + rng.uniform(-70, 70),
        )
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    patches = []
    for index in range(count):
        column, row = index % columns, index // columns
        ring = [corners[column + dx, row + dy] for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
        doors = _streets(index, column, row, columns, rows, rng)
        suffix = f" {index // len(names.PATCHES) + 1}" if index >= len(names.PATCHES) else ""
        patches.append(
            PatchPlan(
                name=names.PATCHES[index % len(names.PATCHES)] + suffix,
                boundary={"type": "Polygon", "coordinates": [[[lon, lat] for lat, lon in ring]]},
                ward_codes=(),
                doors=tuple(doors),
            )
        )
    return patches


def real_patches(points: Iterable[PostcodePoint], *, most: int, rng: Random) -> list[PatchPlan]:
    """Patches of real postcodes, one a ward, the largest ``most`` of them, with a few doors a postcode.

    Each has an edge drawn around its postcodes. Where two edges overlap the first of them by name holds the
    ground, as it does when people are placed; so no door stands in a patch that is not its own.
    """
    wards: dict[str, list[PostcodePoint]] = defaultdict(list)
    for point in points:
        wards[point.ward_code or ""].append(point)
    largest = sorted(wards.items(), key=lambda ward: (-len(ward[1]), ward[0]))[:most]
    drawn: list[Boundary] = []
    patches = []
    for code, ward in sorted(largest):
        doors = [
            door for door in _doors_near(ward, rng) if not any(holds(e, door.lat, door.lon) for e in drawn)
        ]
        if doors:
            drawn.append(boundary_around(ward, margin_metres=2 * FURTHEST_METRES))
            patches.append(
                PatchPlan(
                    name=_name_of_ward(code, ward),
                    boundary=to_geojson(drawn[-1]),
                    ward_codes=(code,) if code else (),
                    doors=tuple(doors),
                )
            )
    return patches


def _name_of_ward(code: str, ward: Sequence[PostcodePoint]) -> str:
    """Files of postcodes hold codes of wards and not their names: the commonest district says where it is."""
    district = Counter(point.postcode.split()[0] for point in ward).most_common(1)[0][0]
    return f"Ward {code} ({district})" if code else f"Around {district}"


def _doors_near(ward: Sequence[PostcodePoint], rng: Random) -> Iterable[Door]:
    for point in ward:
        for number in range(DOORS_AT_A_REAL_POSTCODE):
            east, north = (rng.uniform(-FURTHEST_METRES, FURTHEST_METRES) for _ in range(2))
            yield Door(
                number=number * 2 + 1,
                street=point.postcode,
                postcode=point.postcode,
                lat=point.lat + north / METRES_PER_DEGREE_LAT,
                lon=point.lon + east / _metres_per_degree_lon(point.lat),
            )


def _streets(patch: int, column: int, row: int, columns: int, rows: int, rng: Random) -> Iterable[Door]:
    """Terraces on a loose grid: long ones east to west, short ones across."""
    west = (column - columns / 2) * PATCH_WIDTH_METRES
    south = (row - rows / 2) * PATCH_HEIGHT_METRES
    firsts = rng.sample(names.STREET_FIRST, STREETS_PER_PATCH)
    for index, first in enumerate(firsts):
        street = f"{first} {rng.choice(names.STREET_LAST)}"
        across = index >= 9
        if across:
            x0 = west + 180 + (index - 9) * 220 + rng.uniform(-25, 25)
            y0 = south + rng.uniform(130, 260)
        else:
            x0 = west + rng.uniform(120, 480)
            y0 = south + 110 + index * 92 + rng.uniform(-12, 12)
        for door in range(DOORS_PER_STREET):
            along, side = (door // 2) * 21.0, 11.0 if door % 2 else -11.0
            x, y = (x0 + side, y0 + along) if across else (x0 + along, y0 + side)
            lat, lon = _offset(x, y)
            yield Door(
                number=door + 1,
                street=street,
                postcode=_made_up_postcode(patch, index, door // DOORS_PER_POSTCODE),
                lat=round(lat, 6),
                lon=round(lon, 6),
            )


def _made_up_postcode(patch: int, street: int, stretch: int) -> str:
    """A postcode of the area LX, which does not exist: sorted by patch, then street."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"LX{patch + 1} {street % 10}{letters[street // 10 * 5 + stretch]}{letters[street % len(letters)]}"


def _offset(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude so many metres east and north of the city's middle."""
    return CITY_LAT + north / METRES_PER_DEGREE_LAT, CITY_LON + east / _metres_per_degree_lon(CITY_LAT)


def _metres_per_degree_lon(lat: float) -> float:
    return METRES_PER_DEGREE_LAT * math.cos(math.radians(lat))
