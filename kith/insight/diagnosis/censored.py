"""The mean of changes of which some are known only to be at least so large a fall.

A package that has come down to the smallest there is would perhaps have come down further. Taking such a fall
at its face makes the areas that reduce most look as if they reduced less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kith.insight.diagnosis.intervals import Interval, TooFew, Z, mean_of

Many = NDArray[np.float64]


class Change(NamedTuple):
    """A change, and whether it may have been a larger fall than this."""

    size: float
    at_least: bool


def unbounded_mean(changes: Sequence[Change]) -> Interval:
    """The mean if no fall had been held up, taking changes to lie around it as chance does (a Tobit model).

    Raises `TooFew` under three changes whose size is known.
    """
    known = [change.size for change in changes if not change.at_least]
    if len(known) < 3:
        raise TooFew("There are too few changes of care to work this figure out.")
    if len(known) == len(changes):
        return mean_of(known)
    from scipy.optimize import minimize

    sizes = np.array([change.size for change in changes])
    held = np.array([change.at_least for change in changes])
    scale = float(np.std(sizes)) or 1.0

    def misfit(at: Many) -> float:
        return _misfit(sizes / scale, held, float(at[0]), float(at[1]))

    begin = np.array([float(np.mean(sizes)) / scale, 0.0])
    best = minimize(misfit, begin, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9}).x
    error = math.sqrt(float(np.linalg.inv(_curvature(misfit, best))[0, 0]))
    middle, half = float(best[0]) * scale, Z * error * scale
    return Interval(middle, middle - half, middle + half)


def _misfit(sizes: Many, held: NDArray[np.bool_], mean: float, log_spread: float) -> float:
    """The negative log-likelihood, apart from a constant."""
    from scipy.special import log_ndtr

    away = (sizes - mean) / math.exp(log_spread)
    known = ~held
    return float(0.5 * np.sum(away[known] ** 2) + known.sum() * log_spread - np.sum(log_ndtr(away[held])))


def _curvature(misfit: Callable[[Many], float], at: Many, step: float = 1e-4) -> Many:
    """How sharply the misfit rises around its lowest point, by differences."""
    rises = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            rises[i, j] = sum(
                one * other * misfit(at + step * (one * np.eye(2)[i] + other * np.eye(2)[j]))
                for one in (1, -1)
                for other in (1, -1)
            ) / (4 * step * step)
    return rises
