"""Pairs of columns: the same counts before and after, side by side on one foot."""

from __future__ import annotations

from dataclasses import dataclass

from kith.core.chart_parts import Axis, Write, across, axis, svg, text
from kith.core.spc_words import plain_number

LEFT, RIGHT, TOP, TALL = 60, 840, 40, 190
FOOT = TOP + TALL
SHARE = 0.38  # of the room of a pair, for each of its columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What stands below a pair, and how many there are before and after."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Pairs in their order. Before is outlined and after is filled, so colour is not needed to tell them."""

    title: str
    before: str
    after: str
    foot_words: str
    pairs: tuple[Pair, ...]
    write: Write = plain_number

    def sentence(self) -> str:
        """What the chart shows."""
        write = self.write
        parts = "; ".join(f"{each.name}: {write(each.before)}, {write(each.after)}" for each in self.pairs)
        return f"{self.title} ({self.before}, {self.after}). {parts}."

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        up = axis([0, *(each.before for each in self.pairs), *(each.after for each in self.pairs)], FOOT, TOP)
        room = (RIGHT - LEFT) / max(1, len(self.pairs))
        parts = [
            *across(up, LEFT, RIGHT, self.write),
            *self._key(),
            *(self._pair(each, LEFT + n * room, room, up) for n, each in enumerate(self.pairs)),
            f'<path d="M{LEFT} {FOOT}H{RIGHT}" stroke="var(--ink)" stroke-width="1.5"/>',
            text((LEFT + RIGHT) / 2, FOOT + 44, self.foot_words, anchor="middle"),
        ]
        return svg(parts, words=self.sentence(), identity=identity, height=FOOT + 54)

    def _pair(self, each: Pair, left: float, room: float, up: Axis) -> str:
        wide, middle = room * SHARE, left + room / 2
        return (
            _column(middle - wide, wide, up.at(each.before), filled=False)
            + _column(middle, wide, up.at(each.after), filled=True)
            + text(middle, FOOT + 20, each.name, anchor="middle")
        )

    def _key(self) -> list[str]:
        middle = (LEFT + RIGHT) / 2
        return [
            _column(LEFT, 14, 8, filled=False, foot=22) + text(LEFT + 22, 20, self.before),
            _column(middle, 14, 8, filled=True, foot=22) + text(middle + 22, 20, self.after),
        ]


def _column(left: float, wide: float, top: float, *, filled: bool, foot: float = FOOT) -> str:
    look = 'fill="var(--r1)"' if filled else 'fill="var(--card)"'
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{max(0.0, foot - top):.1f}" {look} '
        'stroke="var(--r1)" stroke-width="2"/>'
    )
