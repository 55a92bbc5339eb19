"""Whether a yearly figure changed after some year, held against its never having changed.

The Leeds documents put the change after year 3 for cost and residential care and after year 4 for workers.
Here the year is a parameter: every year is tried, with the price of having tried them all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kith.insight.diagnosis.intervals import Interval, TooFew, Z

AGREES = 7.35  # a rise in misfit below which a year is still plausible at 95 % (Hansen 2000, table I)
SIMULATED = 2_000
Many = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """After which year the figure most likely changed, and how sure that is.

    ``chance`` is how often so clear a change would be seen somewhere if there were none; ``plausible`` are
    the years that fit nearly as well as the best.
    """

    best: int
    chance: float
    plausible: tuple[int, ...]
    before: Interval
    after: Interval

    @property
    def shown(self) -> bool:
        """Whether a change is shown at all."""
        return self.chance < 0.05


def change_point(values: Sequence[float], errors: Sequence[float], *, seed: int = 1) -> ChangePoint:
    """The change in a figure of year 1, 2, 3 …, each with its standard error.

    Raises `TooFew` under three years.
    """
    if len(values) < 3:
        raise TooFew("A change can be looked for only over three years or more.")
    weights = [1 / error**2 for error in errors]
    misfits = {year: _misfit(values, weights, year) for year in range(1, len(values))}
    best = min(misfits, key=lambda year: misfits[year])
    return ChangePoint(
        best=best,
        chance=_chance(values, weights, misfits[best], seed),
        plausible=tuple(year for year, misfit in misfits.items() if misfit - misfits[best] <= AGREES),
        before=level(values[:best], errors[:best]),
        after=level(values[best:], errors[best:]),
    )


def level(values: Sequence[float], errors: Sequence[float]) -> Interval:
    """One level for several years, each weighed by how sure it is."""
    weights = [1 / error**2 for error in errors]
    mean, half = _mean(values, weights), Z / math.sqrt(math.fsum(weights))
    return Interval(mean, mean - half, mean + half)


def _chance(values: Sequence[float], weights: Sequence[float], misfit: float, seed: int) -> float:
    """How often chance alone makes a best year at least as clear, when every year is tried."""
    gain = _spread(values, weights) - misfit
    weighed = np.array(weights)
    drawn = np.random.default_rng(seed).standard_normal((SIMULATED, len(weights))) / np.sqrt(weighed)
    none = _spreads(drawn, weighed)
    best = np.min([_misfits(drawn, weighed, year) for year in range(1, len(weights))], axis=0)
    return float(np.mean(none - best >= gain))


def _misfits(drawn: Many, weights: Many, year: int) -> Many:
    return _spreads(drawn[:, :year], weights[:year]) + _spreads(drawn[:, year:], weights[year:])


def _spreads(drawn: Many, weights: Many) -> Many:
    means = drawn @ weights / weights.sum()
    squares: Many = ((drawn - means[:, None]) ** 2) @ weights
    return squares


def _misfit(values: Sequence[float], weights: Sequence[float], year: int) -> float:
    return _spread(values[:year], weights[:year]) + _spread(values[year:], weights[year:])


def _spread(values: Sequence[float], weights: Sequence[float]) -> float:
    mean = _mean(values, weights)
    return math.fsum(weight * (value - mean) ** 2 for value, weight in zip(values, weights, strict=True))


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(v * w for v, w in zip(values, weights, strict=True)) / math.fsum(weights)
