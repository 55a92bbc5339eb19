"""A map of places shaded by a figure: patches or small areas, whose edges are given.

Shades are five steps with the same number of places in each, named under the map; a place whose figure is
withheld is hatched. The words and the table say what the shades cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from kith.core.chart_parts import WIDTH, Write, svg, text
from kith.core.phrases import say
from kith.core.spc_words import plain_number

MARGIN, TALLEST, KEY = 16.0, 460.0, 44
SHADES = (0.12, 0.3, 0.5, 0.72, 1.0)
Corner = tuple[float, float]
Ring = tuple[Corner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One place: its outer edges as longitude and latitude, and its figure; None where it is withheld."""

    name: str
    rings: tuple[Ring, ...]
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesChart:
    """Places beside each other, north up, shaded by their figure."""

    title: str
    shapes: tuple[Shape, ...]
    named: bool = True
    write: Write = plain_number

    def sentence(self) -> str:
        """What the chart shows."""
        known = sorted(
            ((shape.value, shape.name) for shape in self.shapes if shape.value is not None), reverse=True
        )
        if not known:
            return say("{title}. No place has enough to be shown.", title=self.title)
        (highest, top), (lowest, bottom) = known[0], known[-1]
        words = say(
            "{title}. Highest: {top} {highest}; lowest: {bottom} {lowest}.",
            title=self.title, top=top, highest=self.write(highest), bottom=bottom, lowest=self.write(lowest),
        )  # fmt: skip
        hidden = len(self.shapes) - len(known)
        return f"{words} {say('{count} withheld.', count=hidden)}" if hidden else words

    def bounds(self) -> list[float]:
        """The lowest figure of each shade above the first."""
        values = sorted(shape.value for shape in self.shapes if shape.value is not None)
        steps = min(len(SHADES), len(set(values)))
        return sorted({values[len(values) * n // steps] for n in range(1, steps)} if steps else set())

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        project, foot = _projection([p for shape in self.shapes for ring in shape.rings for p in ring])
        bounds = self.bounds()
        parts = [
            f'<defs><pattern id="{identity}-withheld" width="7" height="7" patternUnits="userSpaceOnUse">'
            '<path d="M0 7L7 0" stroke="var(--edge)"/></pattern></defs>'
        ]
        for shape in self.shapes:
            rings = [[project(*point) for point in ring] for ring in shape.rings]
            parts.append(_outline(rings, self._fill(shape, bounds, identity)))
        if self.named:
            for shape in self.shapes:
                parts += _label(shape, [project(*point) for point in shape.rings[0]], self.write)
        parts += self._key(bounds, foot, identity)
        return svg(parts, words=self.sentence(), identity=identity, height=foot + KEY)

    def _fill(self, shape: Shape, bounds: Sequence[float], identity: str) -> str:
        if shape.value is None:
            return f'fill="url(#{identity}-withheld)"'
        return f'fill="var(--damson)" fill-opacity="{_shade(bounds, shape.value)}"'

    def _key(self, bounds: Sequence[float], foot: float, identity: str) -> list[str]:
        values = [shape.value for shape in self.shapes if shape.value is not None]
        if not values:
            return []
        lows = [min(values), *bounds]
        parts, x = [], MARGIN
        boxes = [(f'fill="var(--damson)" fill-opacity="{_shade(bounds, low)}"', low) for low in lows]
        for fill, low in boxes:
            words = say("from {low}", low=self.write(low))
            parts += [_box(x, foot, fill), text(x + 26, foot + 26, words)]
            x += 44 + 7.2 * len(words)
        if any(shape.value is None for shape in self.shapes):
            parts += [
                _box(x, foot, f'fill="url(#{identity}-withheld)"'),
                text(x + 26, foot + 26, say("withheld")),
            ]
        return parts


def rings_of(boundary: Mapping[str, Any]) -> tuple[Ring, ...]:
    """The outer edges of a GeoJSON polygon, or of several."""
    polygons = boundary["coordinates"]
    if boundary["type"] == "Polygon":
        polygons = [polygons]
    return tuple(tuple((float(point[0]), float(point[1])) for point in polygon[0]) for polygon in polygons)


def _shade(bounds: Sequence[float], value: float) -> float:
    place = sum(value >= bound for bound in bounds)
    return SHADES[round(place * (len(SHADES) - 1) / max(1, len(bounds)))]


def _box(x: float, foot: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{foot + 12:.1f}" width="20" height="18" rx="3" stroke="var(--edge)" {fill}/>'
    )


def _outline(rings: Sequence[Sequence[Corner]], fill: str) -> str:
    d = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    return f'<path d="{d}" {fill} stroke="var(--ink-2)" stroke-width="1" stroke-linejoin="round"/>'


def _label(shape: Shape, corners: Sequence[Corner], write: Write) -> list[str]:
    x = sum(corner[0] for corner in corners) / len(corners)
    y = sum(corner[1] for corner in corners) / len(corners)
    figure = say("withheld") if shape.value is None else write(shape.value)
    return [
        _plate(x, y, max(len(shape.name), len(figure))),
        text(x, y - 2, shape.name, anchor="middle", strong=True),
        text(x, y + 15, figure, anchor="middle"),
    ]


def _plate(x: float, y: float, letters: int) -> str:
    """A plain ground under a name, so that it can be read on any shade."""
    wide = 7.4 * letters + 12
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - 17:.1f}" width="{wide:.1f}" height="38" rx="6" '
        'fill="var(--card)" opacity=".9"/>'
    )


def _projection(points: Sequence[Corner]) -> tuple[Callable[[float, float], Corner], float]:
    """The same scale both ways at these places' latitude, and how far down the map ends."""
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    squeeze = cos(radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
    left = (WIDTH - wide * scale) / 2

    def project(longitude: float, latitude: float) -> Corner:
        return left + (longitude - west) * squeeze * scale, MARGIN + (north - latitude) * scale

    return project, MARGIN + tall * scale
