"""Plots as small SVG files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT, EDGE = 640, 360, 48
COLOURS = ("#00586b", "#d4351c", "#85994b", "#4c2c92", "#b58840", "#28a197", "#505a5f")
GROWTH = {
    "open_seconds": "seconds to open the day",
    "urgent_ms": "milliseconds to rank offers of an urgent visit",
    "thousand_moves_a_second": "thousand moves a second",
}


def growth_plot(rows: Sequence[Mapping[str, float]]) -> str:
    """Time to open, to answer and moves a second by number of visits, both axes logarithmic, as SVG."""
    sizes = [row["visits"] for row in rows]
    least, most = -3, 4  # powers of ten

    def x(visits: float) -> float:
        share = math.log(visits / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10**least)) - least) / (most - least)
        return round(EDGE / 2 + (1 - share) * (HEIGHT - 1.8 * EDGE), 1)

    parts = _frame("How the engine grows with the visits of a day", "visits of the day")
    for power in range(least, most + 1):
        parts += _line_across(y(10.0**power), f"{10.0**power:,g}")
    for visits in sizes:
        parts.append(
            f'<text x="{x(visits)}" y="{HEIGHT - EDGE / 2}" text-anchor="middle">{visits:,.0f}</text>'
        )
    for number, (key, title) in enumerate(GROWTH.items()):
        points = [(x(row["visits"]), y(row[key])) for row in rows]
        parts += _curve(points, COLOURS[number], title, WIDTH - 330, 30 + 16 * number)
    return "\n".join([*parts, "</svg>", ""])


def gap_plot(rows: Sequence[Mapping[str, Any]]) -> str:
    """Mean gap to the best public solution by share of the search, one line per size, as SVG."""
    sizes = sorted({row["patients"] for row in rows})
    parts = _frame("Gap to the best public solution while searching", "share of the search")
    for gap in (-5, 0, 5, 10, 15, 20):
        parts += _line_across(_y(gap), f"{gap} %")
    for number, size in enumerate(sizes):
        own = [row for row in rows if row["patients"] == size]
        points = [
            (round(EDGE + share / 50 * (WIDTH - 2 * EDGE), 1), _y(_mean_gap_at(own, share / 50)))
            for share in range(1, 51)
        ]
        colour = COLOURS[number % len(COLOURS)]
        parts += _curve(points, colour, f"{size} patients", WIDTH - 130, 30 + 16 * number)
    return "\n".join([*parts, "</svg>", ""])


def _mean_gap_at(rows: Sequence[Mapping[str, Any]], share: float) -> float:
    return sum(_gap_at(row, share) for row in rows) / len(rows)


def _gap_at(row: Mapping[str, Any], share: float) -> float:
    reached = [gap for iterations, gap in row["trace"] if iterations <= share * row["iterations"]]
    return min(reached) if reached else 20.0


def _y(gap: float) -> float:
    clipped = min(20.0, max(-6.0, gap))
    return round(EDGE / 2 + (20.0 - clipped) / 26.0 * (HEIGHT - 1.8 * EDGE), 1)


def _frame(title: str, across: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="Arial" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">{across}</text>',
    ]


def _line_across(y: float, label: str) -> list[str]:
    return [
        f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y}" y2="{y}" stroke="#b1b4b6"/>',
        f'<text x="{EDGE - 6}" y="{y + 4}" text-anchor="end">{label}</text>',
    ]


def _curve(points: Sequence[tuple[float, float]], colour: str, title: str, x: float, y: float) -> list[str]:
    path = " ".join(f"{left},{top}" for left, top in points)
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<text x="{x}" y="{y}" fill="{colour}">{title}</text>',
    ]
