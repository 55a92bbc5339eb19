"""A funnel plot: places of different sizes held against what chance alone would do to each size.

A small place strays further by chance, so the limits open towards the left. A disc inside them is no
different from the rest as far as anybody can tell; a diamond outside is worth asking about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from kith.core.chart_parts import Axis, Write, across, axis, path, spread_apart, svg, text
from kith.core.spc_words import plain_number

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 380, 72, 730, 20, 328
SIZES = 60  # points along each limit
NEAR, FAR = 1.959963984540054, 3.090232306167813  # 95 % and 99.8 % of what chance does


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place: its name, how many it counts, and its figure. The ``chosen`` one stands out."""

    name: str
    n: int
    value: float
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Places around their common figure.

    ``spread`` is the standard deviation between single cases. For a share it is worked out from the share
    itself, and the limits stop at none and all.
    """

    title: str
    places: tuple[Place, ...]
    centre: float
    spread: float
    count_words: str
    share: bool = False
    write: Write = plain_number

    def limits(self, n: float, width: float = FAR) -> tuple[float, float]:
        """Between what values chance alone leaves a place of this size."""
        half = width * self.spread / sqrt(n)
        low, high = self.centre - half, self.centre + half
        return (max(0.0, low), min(1.0, high)) if self.share else (low, high)

    @property
    def outside(self) -> tuple[Place, ...]:
        """The places that chance does not explain, outside the 99.8 % limits."""
        return tuple(place for place in self.places if self._is_outside(place))

    @property
    def _told_apart(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.chosen or self._is_outside(place))

    def _is_outside(self, place: Place) -> bool:
        low, high = self.limits(place.n)
        return not low <= place.value <= high

    def sentence(self) -> str:
        """What the chart shows."""
        out = self.outside
        if not out:
            return (
                f"{self.title}. All {len(self.places)} lie within the limits: "
                "the differences between them are no more than chance explains."
            )
        named = "; ".join(f"{place.name} {self.write(place.value)} of {place.n:,}" for place in out)
        return (
            f"{self.title}. {len(out)} of {len(self.places)} lie outside the 99.8 % limits around "
            f"{self.write(self.centre)}: {named}."
        )

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        sizes = [place.n for place in self.places] or [1]
        least, most = max(1.0, min(sizes) * 0.6), max(sizes) * 1.1
        across_x = axis([0, most], LEFT, RIGHT)
        ends = [end for place in self.places for end in self.limits(place.n)]
        down = axis([*ends, *(place.value for place in self.places), self.centre], BOTTOM, TOP)
        parts = [
            *across(down, LEFT, RIGHT, self.write),
            *self._limits(across_x, down, least, most),
            *(self._mark(place, across_x, down) for place in self.places),
            *self._names(across_x, down),
            *_foot(across_x, self.count_words),
        ]
        return svg(parts, words=self.sentence(), identity=identity, height=HEIGHT)

    def _limits(self, x: Axis, y: Axis, least: float, most: float) -> list[str]:
        sizes = [least * (most / least) ** (n / SIZES) for n in range(SIZES + 1)]
        parts = []
        for width, dash in ((FAR, ""), (NEAR, "5 5")):
            for side in (0, 1):
                line = [(x.at(n), y.at(self.limits(n, width)[side])) for n in sizes]
                held = [(px, py) for px, py in line if TOP - 1 <= py <= BOTTOM + 1]
                parts.append(_line(held, dash))
        centre = y.at(self.centre)
        parts.append(f'<path d="M{LEFT} {centre}H{RIGHT}" stroke="var(--ink)" stroke-width="2"/>')
        ends = [y.at(self.limits(most, width)[0]) for width in (NEAR, FAR)]
        labels = spread_apart([centre + 5, ends[0] + 5, ends[1] + 5], 17)
        words = (f"all {self.write(self.centre)}", "95 % limits", "99.8 % limits")
        return parts + [text(RIGHT + 8, at, each) for at, each in zip(labels, words, strict=True)]

    def _mark(self, place: Place, x: Axis, y: Axis) -> str:
        at_x, at_y = x.at(place.n), y.at(place.value)
        edge = "var(--ink)" if place.chosen else "var(--card)"
        if not self._is_outside(place):
            return (
                f'<circle cx="{at_x}" cy="{at_y}" r="5.5" fill="var(--spc-same)" '
                f'stroke="{edge}" stroke-width="1.5"/>'
            )
        return (
            f'<rect x="{at_x - 6:.1f}" y="{at_y - 6:.1f}" width="12" height="12" rx="1.5" '
            f'transform="rotate(45 {at_x} {at_y})" fill="var(--damson)" stroke="{edge}" '
            'stroke-width="1.5"/>'
        )

    def _names(self, x: Axis, y: Axis) -> list[str]:
        """The names of all where they are few, else of those outside."""
        named = self.places if len(self.places) <= 14 else self._told_apart
        return [
            text(
                x.at(place.n) + 10,
                y.at(place.value) + 5,
                place.name,
                strong=place.chosen or self._is_outside(place),
            )
            if x.at(place.n) < RIGHT - 90
            else text(
                x.at(place.n) - 10,
                y.at(place.value) + 5,
                place.name,
                anchor="end",
                strong=place.chosen or self._is_outside(place),
            )
            for place in named
        ]


def share_spread(share: float) -> float:
    """The standard deviation of a single yes or no, for a funnel of shares."""
    return sqrt(share * (1 - share))


def _line(points: Sequence[tuple[float, float]], dash: str) -> str:
    if len(points) < 2:
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path(points)}" fill="none" stroke="var(--spc-same)" stroke-width="1.5"{dashed}/>'


def _foot(x: Axis, words: str) -> list[str]:
    marks = [text(x.at(n), BOTTOM + 20, plain_number(n), anchor="middle") for n in x.marks()]
    return [*marks, text((LEFT + RIGHT) / 2, HEIGHT - 8, words, anchor="middle")]
