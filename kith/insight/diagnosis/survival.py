"""Time until something happens, when for many it has not happened yet, or something else came first.

The curves are worked out by statsmodels (``docs/adr/0013``); what is here is their intervals, what counts
as nothing to show, and how many are still followed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kith.insight.diagnosis.intervals import Interval, TooFew, Z

WENT_ON, HAPPENED, SOMETHING_ELSE = 0, 1, 2


class Spell(NamedTuple):
    """How many days somebody was followed, and how that ended: one of the three words above."""

    days: int
    end: int


class Step(NamedTuple):
    """The curve from this day on, until the next step."""

    day: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve in steps, and how many people were followed, each for how long."""

    steps: tuple[Step, ...]
    days: tuple[int, ...]

    def on(self, day: int) -> Interval:
        """The curve's value on a day after the start."""
        step = self.steps[bisect_right(self.steps, day, key=lambda each: each.day) - 1]
        return Interval(step.value, step.low, step.high)

    def at_risk(self, day: int) -> int:
        """How many were still followed on this day."""
        return len(self.days) - bisect_right(self.days, day - 1)

    @property
    def n(self) -> int:
        """How many people it rests on."""
        return len(self.days)


def share_reached(spells: Sequence[Spell]) -> Curve:
    """The share to whom it has happened by each day, when something else may come first (Aalen–Johansen).

    Raises `TooFew` when nobody was followed.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    days = _followed(spells)
    if all(spell.end != HAPPENED for spell in spells):
        return Curve(steps=(_start(0.0, len(spells)),), days=days)
    with np.errstate(divide="ignore", invalid="ignore"):  # once nobody is left, there is no error to work out
        fitted = CumIncidenceRight(
            np.array([spell.days for spell in spells]), np.array([spell.end for spell in spells])
        )
    shares, errors = fitted.cinc[HAPPENED - 1], fitted.cinc_se[HAPPENED - 1]
    return Curve(steps=(_start(0.0), *_steps(fitted.times, shares, errors)), days=days)


def share_spared(spells: Sequence[Spell]) -> Curve:
    """The share to whom it would not have happened by each day if nothing else came first (Kaplan–Meier).

    What came first is taken for a chance end of being followed. Raises `TooFew` when nobody was followed.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    days = _followed(spells)
    ends = np.array([spell.end == HAPPENED for spell in spells], dtype=int)
    if not ends.any():
        return Curve(steps=(_start(1.0, len(spells)),), days=days)
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = SurvfuncRight(np.array([spell.days for spell in spells]), ends)
    steps = _steps(fitted.surv_times, fitted.surv_prob, fitted.surv_prob_se)
    return Curve(steps=(_start(1.0), *steps), days=days)


def _steps(days: Sequence[int], shares: Sequence[float], errors: Sequence[float]) -> Iterator[Step]:
    """The days on which the curve moves. Where the last people leave it, the last interval is stretched."""
    moved = low = high = None
    for day, share, error in zip(days, shares, errors, strict=True):
        if share == moved:
            continue
        moved = value = float(share)
        if 0 < value < 1 and error > 0 and math.isfinite(error):
            low, high = _log_log(value, float(error))
        low = min(value if low is None else low, value)
        high = max(value if high is None else high, value)
        yield Step(int(day), value, low, high)


def _followed(spells: Sequence[Spell]) -> tuple[int, ...]:
    if not spells:
        raise TooFew("Nobody in these files was followed long enough to work this out.")
    return tuple(sorted(spell.days for spell in spells))


def _start(value: float, n: int = 0) -> Step:
    """The first day; where nothing ever happened, as far as so many people could hide it (rule of three)."""
    hidden = min(1.0, 3 / n) if n else 0.0
    return Step(0, value, max(0.0, value - hidden * value), min(1.0, value + hidden * (1 - value)))


def _log_log(share: float, error: float) -> tuple[float, float]:
    """An interval that stays between none and all, from the share's standard error."""
    half = Z * error / (share * math.log(share))
    low, high = sorted((share ** math.exp(half), share ** math.exp(-half)))
    return low, high
