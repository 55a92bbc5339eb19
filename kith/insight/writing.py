"""How the figures and days of measures are written, the same on pages, in files and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.dateformat import format as formatted

from kith.core.dates import LONDON
from kith.core.money import pounds
from kith.insight.diagnosis.wording import percent
from kith.insight.measure import Measure

Write = Callable[[float], str]


def writer(what: Measure) -> Write:
    """How the measure's values are written."""
    if what.unit == "share":
        return percent
    if what.unit == "pence":
        return lambda value: pounds(round(value))
    return lambda value: f"{value:,.1f}".replace("-", "−")


def day_words(on: date) -> str:
    """A day with its year, as 6 April 2026."""
    return formatted(on, "j F Y")


def moment_words(at: datetime) -> str:
    """A moment by London's clock, as Tue 7 Apr 2026, 08:42."""
    return formatted(at.astimezone(LONDON), "D j M Y, H:i")
