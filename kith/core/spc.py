"""XmR charts: which points of a series are unlikely to be chance.

The rules are those of NHS England's "Making Data Count", computed as its reference implementation computes
them, quirks included, so that a chart here and a chart made by a hospital's analyst say the same. They are
written out in `docs/reference/spc.md`.

A series falls into groups at its rebase dates, and everything is worked out group by group.
"""

import datetime
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from kith.core.errors import Invalid
from kith.core.spc_rules import (
    LIMIT_FACTOR,
    AssuranceType,
    Improvement,
    Limits,
    PointType,
    assurance_type,
    limits_of,
    point_type,
    special_causes,
)

FEWEST_POINTS_TO_FIX = 12
FEWEST_POINTS_FOR_FIRM_LIMITS = 13
LARGEST_VALUE = 1e100

Variation = Literal[
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neutral_high",
    "neutral_low",
]


class NotAChart(Invalid):
    """These points, or what was asked of them, make no XmR chart."""

    code = "not_a_chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One point, the lines that hold at it, and whether it is special and which rule says so."""

    date: datetime.date | None
    y: float
    group: int
    mean: float
    lpl: float | None
    upl: float | None
    point_type: PointType
    special_cause_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """An XmR chart worked out: every point in order, and what the last group says of the target."""

    points: tuple[ChartPoint, ...]
    improvement: Improvement
    target: float | None
    assurance_type: AssuranceType | None

    @property
    def last(self) -> ChartPoint:
        """The newest point, which the variation icon speaks of."""
        return self.points[-1]

    @property
    def variation(self) -> Variation:
        """Which variation icon stands for this chart."""
        return _variation(self.last.point_type, self.improvement)

    @property
    def trial_groups(self) -> tuple[int, ...]:
        """The groups with fewer than 13 points, whose limits are a first guess."""
        sizes = [0] * (self.last.group + 1)
        for point in self.points:
            sizes[point.group] += 1
        return tuple(group for group, size in enumerate(sizes) if size < FEWEST_POINTS_FOR_FIRM_LIMITS)


Point = tuple[datetime.date | None, float]


def xmr(
    points: Iterable[Point],
    *,
    improvement: Improvement = "increase",
    target: float | None = None,
    rebase: Collection[datetime.date] = (),
    fix_after: int | None = None,
    screen: bool = True,
    shift: int = 7,
    trend: int = 7,
) -> Chart:
    """The XmR chart of a series, in the unit of its values.

    Points with dates are put in date order; if any has none, all keep the order given. `rebase` starts a
    new group at each of these dates, `fix_after` works limits out from the first so many points of a
    group, `screen` leaves freak moving ranges out of them, and `shift` and `trend` are the run lengths.
    Source: NHS England, Making Data Count; reference implementation NHSRplotthedots 0.2.2. Raises
    `NotAChart`.
    """
    _check_settings(improvement, target, fix_after, shift, trend)
    ordered = _in_order(points)
    _check_points(ordered, rebase)
    charted: list[ChartPoint] = []
    for number, group in enumerate(_groups(ordered, set(rebase))):
        ys = [y for _, y in group]
        limits = limits_of(ys[:fix_after], screen=screen)
        causes = special_causes(ys, limits, shift=shift, trend=trend)
        charted += _charted(number, group, limits, causes, improvement)
    assurance = assurance_type(charted[-1].lpl, charted[-1].upl, target, improvement)
    return Chart(points=tuple(charted), improvement=improvement, target=target, assurance_type=assurance)


def spc_json(chart: Chart) -> dict[str, object]:
    """The chart as plain values, in the words of the NHS reference data; None where a line is undefined."""
    return {
        "points": [
            {
                "date": None if point.date is None else point.date.isoformat(),
                "y": point.y,
                "mean": point.mean,
                "lpl": point.lpl,
                "upl": point.upl,
                "point_type": point.point_type,
                "special_cause_type": point.special_cause_type,
            }
            for point in chart.points
        ],
        "assurance_type": chart.assurance_type,
    }


def _charted(
    number: int, group: Sequence[Point], limits: Limits, causes: Sequence[str], improvement: Improvement
) -> Iterator[ChartPoint]:
    for (day, y), cause in zip(group, causes, strict=True):
        yield ChartPoint(
            date=day,
            y=y,
            group=number,
            mean=limits.mean,
            lpl=limits.at(-LIMIT_FACTOR),
            upl=limits.at(LIMIT_FACTOR),
            point_type=point_type(cause, improvement),
            special_cause_type=cause,
        )


def _variation(kind: PointType, improvement: Improvement) -> Variation:
    match kind:
        case "special_cause_improvement":
            return "improvement_high" if improvement == "increase" else "improvement_low"
        case "special_cause_concern":
            return "concern_low" if improvement == "increase" else "concern_high"
        case "special_cause_neutral_high":
            return "neutral_high"
        case "special_cause_neutral_low":
            return "neutral_low"
        case _:
            return "common_cause"


def _in_order(points: Iterable[Point]) -> list[Point]:
    given = [(day, _number(y)) for day, y in points]
    if any(day is None for day, _ in given):
        return given
    return sorted(given, key=lambda point: point[0] or datetime.date.min)


def _number(value: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise NotAChart("“{value}” is not a number. Give a number.", value=value) from error


def _groups(points: Sequence[Point], rebase: Collection[datetime.date]) -> list[list[Point]]:
    groups: list[list[Point]] = []
    for point in points:
        if not groups or point[0] in rebase:
            groups.append([])
        groups[-1].append(point)
    return groups


def _check_settings(
    improvement: str, target: float | None, fix_after: int | None, shift: int, trend: int
) -> None:
    if improvement not in get_args(Improvement):
        raise NotAChart(
            "“{improvement}” is not a direction. Say increase, decrease or neutral.", improvement=improvement
        )
    if target is not None and not math.isfinite(target):
        raise NotAChart("The target is not a number. Give a number, or no target.", target=target)
    if fix_after is not None and fix_after < FEWEST_POINTS_TO_FIX:
        raise NotAChart(
            "{fix_after} points are too few to fix limits on. Fix them after {fewest} points or more.",
            fix_after=fix_after,
            fewest=FEWEST_POINTS_TO_FIX,
        )
    if min(shift, trend) < 2:
        raise NotAChart("A run needs at least 2 points. The NHS uses 7.", shift=shift, trend=trend)


def _check_points(points: Sequence[Point], rebase: Collection[datetime.date]) -> None:
    if not points:
        raise NotAChart("There are no points to draw. Give at least one value.")
    seen: set[datetime.date] = set()
    for number, (day, y) in enumerate(points, start=1):
        if not math.isfinite(y) or abs(y) > LARGEST_VALUE:
            raise NotAChart("Point {point} is {y}, which cannot be drawn. Give a number.", point=number, y=y)
        if day is not None and day in seen:
            raise NotAChart(
                "{date:%d/%m/%Y} stands twice. Give one value for each date.", point=number, date=day
            )
        seen |= {day} if day else set()
    for day in sorted(set(rebase) - seen):
        raise NotAChart(
            "No point is dated {rebase:%d/%m/%Y}. Start the new limits at the date of a point.", rebase=day
        )
