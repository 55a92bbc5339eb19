"""What every chart is drawn from: an axis with round values, text, and the frame that is read out.

Drawn on the server as SVG: no script, no style attributes, colours by the names of the design language, so
that a chart follows light and dark, prints, and is read out. Colour never carries the meaning alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH = 850
GRID_LINES = 5
HUES = ("var(--r1)", "var(--r2)", "var(--r3)", "var(--r4)", "var(--r5)", "var(--r6)")
DASHES = ("", "9 4", "2 4", "12 4 2 4", "6 3", "3 6")

Write = Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Where values fall between two places of the drawing, in its own units."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where this value lies."""
        return round(self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low), 1)

    def marks(self) -> list[float]:
        """The round values along it."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return [number * self.step for number in range(first, last + 1)]


def axis(values: Iterable[float], start: float, end: float, *, lines: int = GRID_LINES) -> Axis:
    """An axis with round ends that holds all of these values."""
    held = list(values)
    low, high = min(held), max(held)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        low, high = low - (abs(low) / 10 or 1), high + (abs(high) / 10 or 1)
    step = _round_step((high - low) / lines)
    return Axis(
        low=floor(low / step + 1e-9) * step,
        high=ceil(high / step - 1e-9) * step,
        step=step,
        start=start,
        end=end,
    )


def _round_step(step: float) -> float:
    power: float = 10.0 ** floor(log10(step))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= step * (1 - 1e-9))


def svg(parts: Iterable[str], *, words: str, identity: str, height: float, width: float = WIDTH) -> str:
    """The parts as one drawing, with its words for people who do not see it."""
    return (
        f'<svg class="chart grow" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{escape(identity)}"><title id="{escape(identity)}">{escape(words)}</title>'
        f"{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> str:
    """Words on the drawing; their foot is at ``y``."""
    look = ' class="hi"' if strong else ""
    held = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{look} x="{x:.1f}" y="{y:.1f}"{held}>{escape(words)}</text>'


def across(values: Axis, left: float, right: float, write: Write) -> list[str]:
    """A hairline across at each round value, and the value at its left."""
    return [
        f'<path d="M{left:g} {values.at(value)}H{right:g}" stroke="var(--line)"/>'
        + text(left - 8, values.at(value) + 5, write(value), anchor="end")
        for value in values.marks()
    ]


def path(points: Sequence[tuple[float, float]]) -> str:
    """Straight lines from point to point."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def spread_apart(wanted: Sequence[float], least: float) -> list[float]:
    """Places near those wanted, with room between them, for labels that would lie on each other."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed = [0.0] * len(wanted)
    lowest = float("-inf")
    for number in order:
        lowest = placed[number] = max(wanted[number], lowest + least)
    return placed
