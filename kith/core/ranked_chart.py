"""Reasons by how often they were given, the most frequent first: a Pareto chart, read from the top."""

from __future__ import annotations

from dataclasses import dataclass

from kith.core.chart_parts import WIDTH, svg, text
from kith.core.phrases import say

LEFT, RIGHT, TOP, ROW = 8, 640, 34, 54


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """How often each reason was given, in the order in which they are drawn; ``of`` is how many could."""

    title: str
    of: int
    counts: tuple[tuple[str, int], ...]

    def sentence(self) -> str:
        """What the chart shows."""
        parts = "; ".join(f"{name}: {count}" for name, count in self.counts)
        return say("{title}, of {of}. {parts}.", title=self.title, of=self.of, parts=parts)

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        most = max((count for _, count in self.counts), default=0) or 1
        total = sum(count for _, count in self.counts) or 1
        parts, so_far = [text(WIDTH - 10, TOP - 12, say("all so far"), anchor="end")], 0
        for place, (name, count) in enumerate(self.counts):
            so_far += count
            y = TOP + place * ROW
            wide = (RIGHT - LEFT) * count / most
            parts += [
                text(LEFT, y + 14, name),
                f'<rect x="{LEFT}" y="{y + 22}" width="{wide:.1f}" height="{ROW - 32}" fill="var(--r1)"/>',
                text(LEFT + wide + 8, y + 38, str(count), strong=True),
                text(WIDTH - 10, y + 38, f"{100 * so_far / total:.0f} %", anchor="end"),
            ]
        return svg(parts, words=self.sentence(), identity=identity, height=TOP + len(self.counts) * ROW + 8)
