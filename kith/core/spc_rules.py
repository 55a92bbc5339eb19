"""The rules of an XmR chart: the range that chance explains, and the runs it does not.

Source for every rule here: NHS England, Making Data Count, as computed by NHSRplotthedots 0.2.2.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

LIMIT_FACTOR = 2.66  # 3 sigma, for a moving range of two
NEAR_LIMIT_FACTOR = 2 * (LIMIT_FACTOR / 3)
SCREENING_FACTOR = 3.267

Improvement = Literal["increase", "decrease", "neutral"]
PointType = Literal[
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
]
AssuranceType = Literal["consistent_pass", "consistent_fail", "inconsistent"]
COMMON_CAUSE = "Common Cause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What to expect of a group: its mean and, unless it never moves, the range that chance explains."""

    mean: float
    amr: float | None

    def at(self, factor: float) -> float | None:
        """The line this many average moving ranges above the mean, or None where there is no range."""
        return None if self.amr is None else self.mean + factor * self.amr


def limits_of(ys: Sequence[float], *, screen: bool) -> Limits:
    """The mean and the average moving range of these values.

    Screening drops, once, the moving ranges of 3.267 times the average or more. In a series that never
    moves that drops them all, and in a series of one there are none: then there is no range and no limit.
    """
    # Exact sums: a value that equals the mean must not fall to one side of it by rounding.
    mean = statistics.mean(ys)
    ranges = [abs(after - before) for before, after in pairwise(ys)]
    if screen and ranges:
        ceiling = SCREENING_FACTOR * statistics.mean(ranges)
        ranges = [moved for moved in ranges if moved < ceiling]
    return Limits(mean=mean, amr=statistics.mean(ranges) if ranges else None)


def special_causes(ys: Sequence[float], limits: Limits, *, shift: int, trend: int) -> list[str]:
    """For each value of a group, the name of the rule that makes it special, or "Common Cause".

    Where several rules hold, the first of these names it: outside the limits, trend, two in three, shift.
    """
    sides = [_sign(y - limits.mean) for y in ys]
    steps = [0, *(_sign(after - before) for before, after in pairwise(ys))]
    outside = [_is_outside(y, limits) for y in ys]
    near = [not out and _is_beyond_near_limit(y, limits) for y, out in zip(ys, outside, strict=True)]
    in_trend = runs_behind(run_ends(steps, trend - 1), trend)
    in_shift = runs_behind(run_ends(sides, shift), shift)
    in_pair = two_in_three(near, sides)

    causes: list[str] = []
    for at, side in enumerate(sides):
        way = "Above" if side > 0 else "Below"
        if outside[at]:
            causes.append("Above UCL" if side > 0 else "Below LCL")
        elif in_trend[at]:
            causes.append(f"{trend} Point Trend ({_trend_direction(at, steps, in_trend)})")
        elif in_pair[at]:
            causes.append(f"2 in 3 {way} CL")
        elif in_shift[at]:
            causes.append(f"{shift} Points {way} CL")
        else:
            causes.append(COMMON_CAUSE)
    return causes


def run_ends(signs: Sequence[int], length: int) -> list[int]:
    """At each place, the sign that the last `length` places share, or 0 where they share none."""
    ends: list[int] = []
    before, run = 0, 0
    for sign in signs:
        run = run + 1 if sign == before else 1
        before = sign
        ends.append(sign if run >= length else 0)
    return ends


def runs_behind(ends: Sequence[int], length: int) -> list[bool]:
    """Which places belong to a run of `length` that ends here or further on."""
    return [any(ends[at : at + length]) for at in range(len(ends))]


def two_in_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Which values lie near a limit together with another, within three on the same side of the mean."""
    marked = [False] * len(near)
    for start in range(len(near) - 2):
        window = range(start, start + 3)
        if abs(sum(sides[at] for at in window)) == 3 and sum(near[at] for at in window) >= 2:
            for at in window:
                marked[at] = marked[at] or near[at]
    return marked


def point_type(cause: str, improvement: Improvement) -> PointType:
    """What a special cause means, given which way is better."""
    high = "Above" in cause or "Increasing" in cause
    if cause == COMMON_CAUSE:
        return "common_cause"
    if improvement == "neutral":
        return "special_cause_neutral_high" if high else "special_cause_neutral_low"
    return "special_cause_improvement" if high == (improvement == "increase") else "special_cause_concern"


def assurance_type(
    lpl: float | None, upl: float | None, target: float | None, improvement: Improvement
) -> AssuranceType | None:
    """Whether chance alone will meet the target: always, never, or now and then.

    None without a target, or where neither way is better.
    """
    if target is None or improvement == "neutral":
        return None
    if upl is not None and target > upl:
        return "consistent_fail" if improvement == "increase" else "consistent_pass"
    if lpl is not None and target < lpl:
        return "consistent_pass" if improvement == "increase" else "consistent_fail"
    return "inconsistent"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _is_outside(y: float, limits: Limits) -> bool:
    low, high = limits.at(-LIMIT_FACTOR), limits.at(LIMIT_FACTOR)
    return low is not None and high is not None and not low <= y <= high


def _is_beyond_near_limit(y: float, limits: Limits) -> bool:
    low, high = limits.at(-NEAR_LIMIT_FACTOR), limits.at(NEAR_LIMIT_FACTOR)
    return low is not None and high is not None and not low <= y <= high


def _trend_direction(at: int, steps: Sequence[int], in_trend: Sequence[bool]) -> str:
    # A point with another trend point on its right is read by the step to its right, even when that step is
    # level because a second trend begins there: so does the reference, and a level step counts as a fall.
    looks_right = at + 1 < len(steps) and in_trend[at + 1]
    return "Increasing" if steps[at + 1 if looks_right else at] > 0 else "Decreasing"
