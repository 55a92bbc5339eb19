"""Care over time: minutes of care a week as steps, two workers thicker, what happened marked by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kith.core.chart_parts import Axis, across, axis, svg, text
from kith.core.phrases import say
from kith.core.spc_words import plain_number

LEFT, RIGHT, TOP, TALL = 64, 840, 44, 190
FOOT = TOP + TALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Care of one provider: worker minutes a week, from a week until a week, or still."""

    week: int
    until: int | None
    minutes: int
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Weeks in which care stayed the same: worker minutes a week, and the most workers at one visit."""

    week: int
    until: int
    minutes: int
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened in a week."""

    week: int
    words: str


def stretches(lines: Sequence[Line], last: int) -> tuple[Stretch, ...]:
    """All lines together up to and with the last week, in stretches that differ from their neighbours."""
    ends = [last + 1 if each.until is None else min(each.until, last + 1) for each in lines]
    turns = sorted({week for each, end in zip(lines, ends, strict=True) for week in (each.week, end)})
    found: list[Stretch] = []
    for week, until in pairwise(turns):
        held = [each for each, end in zip(lines, ends, strict=True) if each.week <= week < end]
        minutes = sum(each.minutes for each in held)
        workers = max((each.workers for each in held), default=0)
        if found and (found[-1].minutes, found[-1].workers) == (minutes, workers):
            found[-1] = Stretch(week=found[-1].week, until=until, minutes=minutes, workers=workers)
        else:
            found.append(Stretch(week=week, until=until, minutes=minutes, workers=workers))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CareOverTime:
    """The stretches of one file, and the marks of what happened, numbered from 1 in the order given."""

    title: str
    stretches: tuple[Stretch, ...]
    happened: tuple[Happened, ...] = ()

    def sentence(self) -> str:
        """What the chart shows."""
        parts = [
            say(
                "from week {week} {minutes:,} minutes a week, {workers} at a time",
                week=each.week, minutes=each.minutes, workers=each.workers,
            )
            for each in self.stretches
        ]  # fmt: skip
        parts += [f"{each.words}, {say('week {week}', week=each.week)}" for each in self.happened]
        return f"{self.title}: {'; '.join(parts)}."

    def svg(self, identity: str) -> str:
        """The chart as one SVG element."""
        up = axis([0, *(each.minutes for each in self.stretches)], FOOT, TOP)
        weeks = [*(each.week for each in self.stretches), *(each.week for each in self.happened)]
        along = axis([min(weeks, default=1), *(each.until for each in self.stretches), *weeks], LEFT, RIGHT)
        parts = [
            *across(up, LEFT, RIGHT, plain_number),
            text(LEFT, TOP - 22, say("Minutes of care a week; a thick line is two workers")),
            *(_step(each, along, up) for each in self.stretches),
            *_risers(self.stretches, along, up),
            *(_mark(n, each, along) for n, each in enumerate(self.happened, start=1)),
            f'<path d="M{LEFT} {FOOT}H{RIGHT}" stroke="var(--ink)" stroke-width="1.5"/>',
            *(
                text(along.at(week), FOOT + 20, f"{week:g}", anchor="middle")
                for week in along.marks()
                if week == int(week)
            ),
            text((LEFT + RIGHT) / 2, FOOT + 42, say("Week"), anchor="middle"),
        ]
        return svg(parts, words=self.sentence(), identity=identity, height=FOOT + 52)


def _step(each: Stretch, along: Axis, up: Axis) -> str:
    wide = 6 if each.workers > 1 else 3
    return (
        f'<path d="M{along.at(each.week)} {up.at(each.minutes)}H{along.at(each.until)}" '
        f'stroke="var(--r1)" stroke-width="{wide}"/>'
    )


def _risers(held: Sequence[Stretch], along: Axis, up: Axis) -> list[str]:
    return [
        f'<path d="M{along.at(after.week)} {up.at(before.minutes)}V{up.at(after.minutes)}" '
        'stroke="var(--r1)" stroke-width="1.5"/>'
        for before, after in pairwise(held)
    ]


def _mark(number: int, each: Happened, along: Axis) -> str:
    """A dotted line with its number on top; numbers of neighbours stand on two rows."""
    x, y = along.at(each.week), TOP - 4 if number % 2 else TOP + 12
    return f'<path d="M{x} {FOOT}V{y + 4}" stroke="var(--damson)" stroke-dasharray="2 5"/>' + text(
        x, y, str(number), anchor="middle", strong=True
    )
