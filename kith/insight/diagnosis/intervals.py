"""How sure a figure is: 95 % intervals for shares, rates, means, ratios and differences.

A figure without one invites action on chance. Which interval fits which figure, and why, is in
``docs/explanation/diagnosis.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kith.core.errors import Refused

CONFIDENCE = 0.95
Z = 1.959963984540054  # of a normal curve, 95 % lies within this many standard errors
Z_FUNNEL = 3.090232306167813  # ... and 99.8 % within this many
RESAMPLES = 2_000
Whole = NDArray[np.int64]


class TooFew(Refused):
    """There is too little to work a figure out from."""

    code = "too_few"


class Interval(NamedTuple):
    """A figure, and between what values it lies with 95 % confidence."""

    value: float
    low: float
    high: float


def wilson(events: int, n: int) -> Interval:
    """The share of ``n`` to which something happened, by Wilson's score interval.

    Raises `TooFew` when nobody was counted.
    """
    _some(n)
    share, spread = events / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(share, middle - half if events else 0.0, middle + half if events < n else 1.0)


def exact_share(events: int, n: int) -> Interval:
    """The same by Clopper and Pearson: never narrower than it says, so for very small or large shares.

    Raises `TooFew` when nobody was counted.
    """
    from scipy.stats import beta

    _some(n)
    low = 0.0 if events == 0 else float(beta.ppf((1 - CONFIDENCE) / 2, events, n - events + 1))
    high = 1.0 if events == n else float(beta.ppf((1 + CONFIDENCE) / 2, events + 1, n - events))
    return Interval(events / n, low, high)


def exact_rate(events: int, exposure: float) -> Interval:
    """Events for each unit of time at risk, by the exact Poisson interval.

    Raises `TooFew` when nobody was at risk.
    """
    from scipy.stats import gamma

    _some(exposure)
    low = 0.0 if events == 0 else float(gamma.ppf((1 - CONFIDENCE) / 2, events))
    high = float(gamma.ppf((1 + CONFIDENCE) / 2, events + 1))
    return Interval(events / exposure, low / exposure, high / exposure)


def mean_of(values: Sequence[float]) -> Interval:
    """The mean of these, by Student's t.

    Raises `TooFew` under two values.
    """
    n = len(values)
    _some(n, least=2)
    mean = math.fsum(values) / n
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = students_t(n - 1) * spread / math.sqrt(n)
    return Interval(mean, mean - half, mean + half)


class Sums(NamedTuple):
    """What a ratio and its interval need of many pairs: their number, sums, squares and products."""

    n: int
    top: float
    bottom: float
    top_top: float
    top_bottom: float
    bottom_bottom: float


def ratio_of(tops: Sequence[float], bottoms: Sequence[float]) -> Interval:
    """The sum of the tops over the sum of the bottoms, one of each for every person.

    Raises `TooFew` under two people or with nothing to divide by.
    """
    pairs = list(zip(tops, bottoms, strict=True))
    return ratio_from(
        Sums(
            len(pairs),
            math.fsum(tops),
            math.fsum(bottoms),
            math.fsum(top * top for top in tops),
            math.fsum(top * bottom for top, bottom in pairs),
            math.fsum(bottom * bottom for bottom in bottoms),
        )
    )


def ratio_from(sums: Sums) -> Interval:
    """The same where a database has added up already, so that a whole country needs six numbers.

    The interval is the linearised one of survey samples, so a person seen in several years counts once.
    """
    _some(sums.n, least=2)
    _some(sums.bottom)
    ratio = sums.top / sums.bottom
    squares = sums.top_top - 2 * ratio * sums.top_bottom + ratio * ratio * sums.bottom_bottom
    spread = math.sqrt(max(0.0, squares) * sums.n / (sums.n - 1)) / sums.bottom
    half = students_t(sums.n - 1) * spread
    return Interval(ratio, ratio - half, ratio + half)


def difference_of_shares(events: int, n: int, other_events: int, other_n: int) -> Interval:
    """How much larger the first share is, by Newcombe's interval from two score intervals.

    Raises `TooFew` when nobody was counted on either side.
    """
    first, other = wilson(events, n), wilson(other_events, other_n)
    difference = first.value - other.value
    down = math.hypot(first.value - first.low, other.high - other.value)
    up = math.hypot(first.high - first.value, other.value - other.low)
    return Interval(difference, difference - down, difference + up)


def difference_of(first: Interval, other: Interval) -> Interval:
    """How much larger the first figure is than one worked out from other people."""
    difference = first.value - other.value
    down = math.hypot(first.value - first.low, other.high - other.value)
    up = math.hypot(first.high - first.value, other.value - other.low)
    return Interval(difference, difference - down, difference + up)


def bootstrap(n: int, figure: Callable[[Whole], float], *, seed: int = 1) -> Interval:
    """Any figure of ``n`` people, given as a function of who is in: drawn again with replacement.

    The same seed gives the same interval. Raises `TooFew` under two people.
    """
    _some(n, least=2)
    rng = np.random.default_rng(seed)
    drawn = np.array([figure(rng.integers(0, n, n)) for _ in range(RESAMPLES)])
    low, high = np.percentile(drawn, [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2])
    return Interval(float(figure(np.arange(n))), float(low), float(high))


def standard_error(interval: Interval) -> float:
    """The standard error that an interval as wide as this one stands for."""
    return (interval.high - interval.low) / (2 * Z)


def students_t(degrees: int) -> float:
    """Within how many standard errors 95 % lies, with so many degrees of freedom."""
    from scipy.special import stdtrit  # its tables alone load ten times faster than all of scipy.stats

    return float(stdtrit(degrees, (1 + CONFIDENCE) / 2))


def _some(count: Any, least: float = 0) -> None:
    if count <= 0 or count < least:
        raise TooFew("There are too few people in these files to work this figure out.")
