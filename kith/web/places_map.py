"""The map of a council's neighbourhoods: their edges and names, our own drawing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kith.orgs.models import Area

WIDTH, MARGIN, LOWEST, HIGHEST = 735.0, 24.0, 160.0, 620.0
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One neighbourhood: its outline as an SVG path, and where its name stands."""

    id: UUID
    name: str
    d: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesMap:
    """The drawing: its size and the neighbourhoods on it."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def places_map(patches: Sequence[Area]) -> PlacesMap | None:
    """The neighbourhoods that have an edge, north up, the same scale both ways; None where none has."""
    rings = {patch.pk: list(_rings(patch.boundary)) for patch in patches if patch.boundary}
    points = [point for found in rings.values() for ring in found for point in ring]
    if not points:
        return None
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, 1e-6)
    scale = min(scale, (HIGHEST - 2 * MARGIN) / max(north - south, 1e-6))
    left = (WIDTH - (east - west) * squeeze * scale) / 2

    def place(lon: float, lat: float) -> tuple[float, float]:
        return left + (lon - west) * squeeze * scale, MARGIN + (north - lat) * scale

    height = max(LOWEST, (north - south) * scale + 2 * MARGIN)
    shapes = [
        _shape(patch, [[place(*p) for p in ring] for ring in rings[patch.pk]])
        for patch in patches
        if patch.pk in rings
    ]
    return PlacesMap(width=round(WIDTH), height=round(height), shapes=tuple(shapes))


def _rings(boundary: dict[str, Any]) -> Iterator[Ring]:
    """The outer rings of a GeoJSON polygon or of several."""
    polygons = boundary["coordinates"]
    if boundary["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        yield [(point[0], point[1]) for point in polygon[0]]


def _shape(patch: Area, rings: list[Ring]) -> Shape:
    corners = [corner for ring in rings for corner in ring[:-1]]
    paths = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    return Shape(
        id=patch.pk,
        name=patch.name,
        d="".join(paths),
        x=round(sum(x for x, _ in corners) / len(corners), 1),
        y=round(sum(y for _, y in corners) / len(corners), 1),
    )
