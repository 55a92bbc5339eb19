"""Which stretches of an XmR chart ask for a cause: weeks in a row that point the same way."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from kith.core.spc import Chart, ChartPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRun:
    """Special points next to each other that point the same way, whichever rules say so, oldest first."""

    points: tuple[ChartPoint, ...]

    @property
    def first(self) -> ChartPoint:
        """Where it begins, which is where a cause is looked for."""
        return self.points[0]

    @property
    def last(self) -> ChartPoint:
        """Where it ends."""
        return self.points[-1]


def special_runs(chart: Chart) -> Iterator[SpecialRun]:
    """Every stretch of special points, oldest first; a change of limits or of direction begins a new one."""
    for (kind, _group), points in groupby(chart.points, key=lambda p: (p.point_type, p.group)):
        if kind != "common_cause":
            yield SpecialRun(points=tuple(points))


def without_cause(chart: Chart, noted_on: Collection[datetime.date]) -> tuple[SpecialRun, ...]:
    """The stretches at none of whose dates a cause was noted, newest first: one cause explains a stretch."""
    dates = set(noted_on)
    return tuple(
        run for run in reversed([*special_runs(chart)]) if not any(p.date in dates for p in run.points)
    )
