"""Curves with their intervals, and under them how many each still rests on.

In steps for time to something (a survival curve); straight for a figure by year. Each curve has a name at
its end, a dash of its own and a band for its interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kith.core.chart_parts import DASHES, HUES, Axis, Write, across, axis, path, spread_apart, svg, text
from kith.core.spc_words import plain_number

LEFT, RIGHT, TOP, BOTTOM = 76, 656, 20, 300
ROW = 20


class CurvePoint(NamedTuple):
    """A figure at a place along the foot, with its interval."""

    at: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve: its points in order, and how many it rests on at each mark of the foot."""

    name: str
    points: tuple[CurvePoint, ...]
    at_risk: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Several curves on one pair of axes.

    ``change_at`` draws the place along the foot at which a change is asked about, with its words.
    """

    title: str
    lines: tuple[Line, ...]
    foot_words: str
    stepped: bool = False
    from_zero: bool = False
    change_at: tuple[float, str] | None = None
    at_risk_words: str = ""
    write: Write = plain_number
    write_foot: Write = plain_number

    def sentence(self) -> str:
        """What the chart shows: where each curve ends."""
        ends = "; ".join(
            f"{line.name} {self.write(line.points[-1].value)} "
            f"({self.write(line.points[-1].low)} to {self.write(line.points[-1].high)}) "
            f"at {self.write_foot(line.points[-1].at)}"
            for line in self.lines
            if line.points
        )
        return f"{self.title}. {self.foot_words}: {ends}."

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        points = [point for line in self.lines for point in line.points]
        places = [point.at for point in points] + [at for line in self.lines for at, _ in line.at_risk]
        along = axis([0, *places], LEFT, RIGHT, lines=8)
        values = [value for point in points for value in (point.low, point.value, point.high)]
        down = axis([*values, 0.0] if self.from_zero else values, BOTTOM, TOP)
        table = self._at_risk(along)
        parts = [
            *across(down, LEFT, RIGHT, self.write),
            *self._change(along),
            *(self._band(line, n, along, down) for n, line in enumerate(self.lines)),
            *(self._line(line, n, along, down) for n, line in enumerate(self.lines)),
            *self._names(along, down),
            *_foot(along, self.write_foot, self.foot_words),
            *table,
        ]
        height = BOTTOM + 48 + (len(self.lines) + 1) * ROW * bool(table) + 4
        return svg(parts, words=self.sentence(), identity=identity, height=height)

    def _places(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """The points of a line; in steps, each level is kept until the next."""
        if not self.stepped:
            return list(points)
        drawn = list(points[:1])
        for (_, before), (at, value) in pairwise(points):
            drawn += [(at, before), (at, value)]
        return drawn

    def _band(self, line: Line, n: int, along: Axis, down: Axis) -> str:
        lows = self._places([(along.at(point.at), down.at(point.low)) for point in line.points])
        highs = self._places([(along.at(point.at), down.at(point.high)) for point in line.points])
        if len(lows) < 2:
            return ""
        return f'<path d="{path([*highs, *reversed(lows)])}Z" fill="{HUES[n % len(HUES)]}" opacity=".13"/>'

    def _line(self, line: Line, n: int, along: Axis, down: Axis) -> str:
        points = self._places([(along.at(point.at), down.at(point.value)) for point in line.points])
        hue, dash = HUES[n % len(HUES)], DASHES[n % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        dots = "" if self.stepped else "".join(_dot(x, y, hue) for x, y in points)
        return f'<path d="{path(points)}" fill="none" stroke="{hue}" stroke-width="2.5"{dashed}/>{dots}'

    def _names(self, along: Axis, down: Axis) -> list[str]:
        ends = [line.points[-1] for line in self.lines]
        heights = spread_apart([down.at(end.value) + 5 for end in ends], 18)
        return [
            text(RIGHT + 14, y, f"{line.name} {self.write(end.value)}", strong=True)
            for line, end, y in zip(self.lines, ends, heights, strict=True)
        ]

    def _change(self, along: Axis) -> list[str]:
        if self.change_at is None:
            return []
        x = along.at(self.change_at[0])
        return [
            f'<path d="M{x} {TOP - 8}V{BOTTOM}" stroke="var(--damson)" stroke-width="2" '
            'stroke-dasharray="2 5" stroke-linecap="round"/>',
            text(x + 8, TOP + 20, self.change_at[1]),
        ]

    def _at_risk(self, along: Axis) -> list[str]:
        if not any(line.at_risk for line in self.lines):
            return []
        y = BOTTOM + 64
        parts = [text(LEFT - 60, y, self.at_risk_words, strong=True)]
        for n, line in enumerate(self.lines):
            y += ROW
            parts += [text(RIGHT + 34, y, line.name)]
            parts += [text(along.at(at), y, f"{count:,}", anchor="middle") for at, count in line.at_risk]
            parts += [
                f'<path d="M{LEFT - 60} {y - 5}h28" stroke="{HUES[n % len(HUES)]}" stroke-width="2.5"'
                + (f' stroke-dasharray="{DASHES[n % len(DASHES)]}"/>' if DASHES[n % len(DASHES)] else "/>")
            ]
        return parts


def _dot(x: float, y: float, hue: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4" fill="{hue}" stroke="var(--card)" stroke-width="1.5"/>'


def _foot(along: Axis, write: Write, words: str) -> list[str]:
    marks = [text(along.at(value), BOTTOM + 20, write(value), anchor="middle") for value in along.marks()]
    return [*marks, text((LEFT + RIGHT) / 2, BOTTOM + 40, words, anchor="middle")]
