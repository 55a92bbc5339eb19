"""A flow (Sankey): how many went from one stage to the next. The width of a band is how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kith.core.chart_parts import HUES, svg, text

LEFT, RIGHT, TOP, TALL, BAR, GAP = 20, 690, 34, 300, 14, 16
Node = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """So many went from a name in one stage to a name in the next. Stages are counted from nought."""

    stage: int
    source: str
    target: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Stages from left to right, and who went where between them."""

    title: str
    stages: tuple[str, ...]
    links: tuple[Link, ...]

    def sentence(self) -> str:
        """What the chart shows: every band in words, largest first."""
        largest = sorted(self.links, key=lambda link: -link.n)
        bands = "; ".join(f"{link.source} to {link.target} {link.n:,}" for link in largest)
        return f"{self.title}. {bands}."

    def sizes(self) -> dict[Node, int]:
        """How many were at each place: the larger of who came and who went."""
        came: defaultdict[Node, int] = defaultdict(int)
        went: defaultdict[Node, int] = defaultdict(int)
        for link in self.links:
            went[link.stage, link.source] += link.n
            came[link.stage + 1, link.target] += link.n
        return {node: max(went[node], came[node]) for node in {**went, **came}}

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        sizes = self.sizes()
        scale = self._scale(sizes)
        tops = self._tops(sizes, scale)
        sources = dict.fromkeys(link.source for link in self.links)
        hues = {name: HUES[n % len(HUES)] for n, name in enumerate(sources)}
        parts = [
            *(text(self._x(n), 18, name, strong=True) for n, name in enumerate(self.stages)),
            *self._bands(tops, scale, hues),
            *(self._node(node, tops[node], size * scale) for node, size in sizes.items()),
            *(self._name(node, tops[node], size, scale) for node, size in sizes.items()),
        ]
        return svg(parts, words=self.sentence(), identity=identity, height=TOP + TALL + 24)

    def _x(self, stage: int) -> float:
        return LEFT + (RIGHT - LEFT) * stage / max(1, len(self.stages) - 1)

    def _scale(self, sizes: Mapping[Node, int]) -> float:
        """Units of the drawing for each one counted, so that the fullest stage just fits."""
        scales = []
        for stage in range(len(self.stages)):
            held = [size for (at, _), size in sizes.items() if at == stage]
            if sum(held):
                scales.append((TALL - GAP * (len(held) - 1)) / sum(held))
        return min(scales, default=1.0)

    def _tops(self, sizes: Mapping[Node, int], scale: float) -> dict[Node, float]:
        tops: dict[Node, float] = {}
        for stage in range(len(self.stages)):
            y = float(TOP)
            for node in sorted((n for n in sizes if n[0] == stage), key=lambda n: (-sizes[n], n[1])):
                tops[node] = y
                y += sizes[node] * scale + GAP
        return tops

    def _bands(self, tops: Mapping[Node, float], scale: float, hues: Mapping[str, str]) -> list[str]:
        out, into = dict(tops), dict(tops)
        parts = []

        def place(link: Link) -> tuple[float, float, float]:
            return link.stage, tops[link.stage, link.source], tops[link.stage + 1, link.target]

        for link in sorted(self.links, key=place):
            start, end = (link.stage, link.source), (link.stage + 1, link.target)
            wide = link.n * scale
            parts.append(
                _band(self._x(link.stage) + BAR, out[start], self._x(link.stage + 1), into[end], wide)
                + f' fill="{hues.get(link.source, HUES[0])}" opacity=".3"/>'
            )
            out[start] += wide
            into[end] += wide
        return parts

    def _node(self, node: Node, y: float, tall: float) -> str:
        return (
            f'<rect x="{self._x(node[0]):.1f}" y="{y:.1f}" width="{BAR}" height="{max(1.5, tall):.1f}" '
            'rx="2" fill="var(--damson)"/>'
        )

    def _name(self, node: Node, y: float, size: int, scale: float) -> str:
        return text(self._x(node[0]) + BAR + 7, y + max(10.0, size * scale / 2) + 4, f"{node[1]} {size:,}")


def _band(left: float, top: float, right: float, end: float, wide: float) -> str:
    half = (left + right) / 2
    return (
        f'<path d="M{left:.1f} {top:.1f}C{half:.1f} {top:.1f} {half:.1f} {end:.1f} {right:.1f} {end:.1f}'
        f"V{end + wide:.1f}C{half:.1f} {end + wide:.1f} {half:.1f} {top + wide:.1f} "
        f'{left:.1f} {top + wide:.1f}Z"'
    )
