"""How something is spread out: one small histogram for each kind, all on the same foot."""

from __future__ import annotations

from dataclasses import dataclass

from kith.core.chart_parts import WIDTH, Axis, Write, axis, svg, text
from kith.core.spc_words import plain_number

GAP, MARGIN, TOP, TALL, COLUMNS = 34, 20, 44, 130, 3
BLOCK = TOP + TALL + 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One kind: how many fall in each bin, and where its plan stands."""

    name: str
    note: str
    counts: tuple[int, ...]
    planned: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Small histograms side by side. Bins are ``width`` wide, from nothing; the last holds the rest."""

    title: str
    panels: tuple[Panel, ...]
    width: float
    foot_words: str
    write: Write = plain_number

    def sentence(self) -> str:
        """What the chart shows."""
        parts = "; ".join(f"{panel.name}: {panel.note}" for panel in self.panels)
        return f"{self.title}. {parts}."

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        columns = max(1, min(COLUMNS, len(self.panels)))
        wide = (WIDTH - 2 * MARGIN - GAP * (columns - 1)) / columns
        rows = -(-len(self.panels) // columns)
        parts = [
            self._panel(panel, MARGIN + (n % columns) * (wide + GAP), (n // columns) * BLOCK, wide)
            for n, panel in enumerate(self.panels)
        ]
        foot = text(WIDTH / 2, rows * BLOCK + 10, self.foot_words, anchor="middle")
        return svg([*parts, foot], words=self.sentence(), identity=identity, height=rows * BLOCK + 20)

    def _panel(self, panel: Panel, left: float, top: float, wide: float) -> str:
        along = axis([0, len(panel.counts) * self.width], left, left + wide, lines=4)
        foot, most = top + TOP + TALL, max(panel.counts, default=0) or 1
        return "".join(
            [
                text(left, top + 16, panel.name, strong=True),
                text(left, top + 34, panel.note),
                *(self._bar(panel, n, along, foot, most) for n in range(len(panel.counts))),
                f'<path d="M{left:.1f} {foot}H{left + wide:.1f}" stroke="var(--edge)"/>',
                *self._plan(panel, along, foot),
                *(text(along.at(v), foot + 18, self.write(v), anchor="middle") for v in along.marks()),
            ]
        )

    def _bar(self, panel: Panel, n: int, along: Axis, foot: float, most: int) -> str:
        tall = TALL * panel.counts[n] / most
        left, right = along.at(n * self.width), along.at((n + 1) * self.width)
        short = panel.planned is not None and (n + 1) * self.width <= panel.planned * 2 / 3
        fill = "var(--spc-bad)" if short else "var(--spc-same)"
        if not tall:
            return ""
        return (
            f'<rect x="{left + 0.5:.1f}" y="{foot - tall:.1f}" width="{right - left - 1:.1f}" '
            f'height="{tall:.1f}" fill="{fill}"/>'
        )

    def _plan(self, panel: Panel, along: Axis, foot: float) -> list[str]:
        if panel.planned is None:
            return []
        x = along.at(panel.planned)
        return [
            f'<path d="M{x} {foot}v-{TALL + 4}" stroke="var(--damson)" stroke-width="2" '
            'stroke-dasharray="2 5" stroke-linecap="round"/>'
        ]
