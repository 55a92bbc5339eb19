"""A weekly series continued: a level and a trend that fades, with intervals and past errors.

The model is additive exponential smoothing with a damped trend, worked out by statsmodels (docs/adr/0013).
It is held against its own past: fitted to what was known some weeks ago, asked for the weeks since, and
compared with what happened and with the simplest forecast there is, that nothing changes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import NamedTuple

FEWEST_WEEKS = 16
AHEAD = 8
ORIGINS = 12
OUTSIDE = 0.2  # of a hundred weeks, twenty fall outside an eighty per cent interval
EVEN = 1e-6


class Ahead(NamedTuple):
    """One week to come: what is expected, and between what four of five such weeks fall."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PastError:
    """What forecasts of so many weeks ahead missed by, on average, as a share of what happened."""

    weeks: int
    ours: float
    no_change: float
    inside: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyForecast:
    """The weeks ahead, and how well forecasts from earlier weeks came true."""

    ahead: tuple[Ahead, ...]
    past: tuple[PastError, ...]


def forecast(series: Sequence[float], *, ahead: int = AHEAD) -> WeeklyForecast | None:
    """The series continued, oldest week first; None where there are fewer than sixteen weeks."""
    if len(series) < FEWEST_WEEKS:
        return None
    return WeeklyForecast(ahead=_continued(series, ahead), past=tuple(_past_errors(series, ahead)))


def _continued(series: Sequence[float], ahead: int) -> tuple[Ahead, ...]:
    if max(series) - min(series) < EVEN:
        return (Ahead(series[-1], series[-1], series[-1]),) * ahead
    # statsmodels takes a second to load: pages that forecast nothing need not wait for it.
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that stops early is still a fit; the past errors tell
        model = ETSModel(pd.Series(series, dtype=float), error="add", trend="add", damped_trend=True)
        fitted = model.fit(disp=False, maxiter=200)
        told = fitted.get_prediction(start=len(series), end=len(series) + ahead - 1).summary_frame(
            alpha=OUTSIDE
        )
    rows = zip(told["mean"], told["pi_lower"], told["pi_upper"], strict=True)
    return tuple(Ahead(float(value), max(0.0, float(low)), float(high)) for value, low, high in rows)


def _past_errors(series: Sequence[float], ahead: int) -> Iterator[PastError]:
    """Errors by weeks ahead, over up to twelve earlier weeks from which a forecast could have been made."""
    first = max(FEWEST_WEEKS, len(series) - ORIGINS - ahead)
    origins = range(first, len(series) - ahead + 1)
    made = {origin: _continued(series[:origin], ahead) for origin in origins}
    for weeks in (1, ahead // 2, ahead):
        pairs = [
            (made[origin][weeks - 1], series[origin + weeks - 1], series[origin - 1]) for origin in origins
        ]
        pairs = [pair for pair in pairs if pair[1] > 0]
        if pairs:
            yield PastError(
                weeks=weeks,
                ours=mean(abs(told.value - came) / came for told, came, _ in pairs),
                no_change=mean(abs(before - came) / came for _, came, before in pairs),
                inside=mean(told.low <= came <= told.high for told, came, _ in pairs),
            )
