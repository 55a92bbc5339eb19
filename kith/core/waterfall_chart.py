"""A waterfall: from one amount to another, with each step on its own."""

from __future__ import annotations

from dataclasses import dataclass

from kith.core.chart_parts import Axis, Write, axis, svg, text
from kith.core.spc_words import plain_number

LEFT, RIGHT, TOP, ROW, BAR = 250, 720, 16, 40, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterfallStep:
    """One step: what it is, and by how much it raises or lowers the amount."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """A first amount, the steps, and what they come to. The last bar is worked out, never given."""

    title: str
    first: str
    start: float
    steps: tuple[WaterfallStep, ...]
    last: str
    write: Write = plain_number

    @property
    def end(self) -> float:
        """What the steps come to."""
        return self.start + sum(step.amount for step in self.steps)

    def sentence(self) -> str:
        """What the chart shows."""
        steps = "; ".join(f"{step.name} {self._signed(step.amount)}" for step in self.steps)
        begins = f"{self.first} {self.write(self.start)}; " if self.first else ""
        return f"{self.title}. {begins}{steps}; {self.last} {self.write(self.end)}."

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        levels = [self.start]
        for step in self.steps:
            levels.append(levels[-1] + step.amount)
        along = axis([0, *levels], LEFT, RIGHT)
        above = [self._whole(0, self.first, self.start, along)] if self.first else []
        rows = above + [
            self._row(len(above) + n, step, levels[n], along) for n, step in enumerate(self.steps)
        ]
        count = len(rows) + 1
        foot = TOP + count * ROW
        parts = [
            *(_rule(along, value, foot, self.write) for value in along.marks()),
            *rows,
            self._whole(count - 1, self.last, self.end, along),
            f'<path d="M{along.at(0)} {TOP - 6}V{foot}" stroke="var(--ink)" stroke-width="1.5"/>',
        ]
        return svg(parts, words=self.sentence(), identity=identity, height=foot + 30)

    def _row(self, n: int, step: WaterfallStep, level: float, along: Axis) -> str:
        left, right = sorted((along.at(level), along.at(level + step.amount)))
        return self._bar(n, step.name, left, right, self._signed(step.amount), "var(--r2)", step.amount < 0)

    def _whole(self, n: int, name: str, amount: float, along: Axis) -> str:
        left, right = sorted((along.at(0), along.at(amount)))
        return self._bar(n, name, left, right, self.write(amount), "var(--damson)", False)

    def _bar(self, n: int, name: str, left: float, right: float, words: str, fill: str, down: bool) -> str:
        y = TOP + n * ROW
        look = f'fill="var(--card)" stroke="{fill}" stroke-width="2"' if down else f'fill="{fill}"'
        return (
            text(LEFT - 12, y + 17, name, anchor="end")
            + f'<rect x="{left}" y="{y}" width="{max(1.5, right - left):.1f}" height="{BAR}" rx="3" {look}/>'
            + text(right + 8, y + 17, words, strong=True)
        )

    def _signed(self, amount: float) -> str:
        return self.write(amount) if amount < 0 else f"+{self.write(amount)}"


def _rule(along: Axis, value: float, foot: float, write: Write) -> str:
    x = along.at(value)
    line = f'<path d="M{x} {TOP - 6}V{foot}" stroke="var(--line)"/>'
    return line + text(x, foot + 20, write(value), anchor="middle")
