"""Figures typed by hand for packs: twelve whole weeks of two measures, for one provider in one patch."""

from __future__ import annotations

from datetime import timedelta

from kith.core.dates import week_starts_on
from kith.insight.models import Snapshot
from tests.factories import TODAY, Cast
from tests.insight.figures import Typed, snapshot_of

WEEK = timedelta(days=7)
LAST = week_starts_on(TODAY) - WEEK  # Monday 30 March 2026
PUNCTUAL = (90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 90, 40)  # of 100, the newest week last
MISSED = (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)


def snapshot(cast: Cast, *, people: int = 50) -> Snapshot:
    """Two measures of Kindly Care in Millgate, week by week, each about so many people."""
    return snapshot_of(
        *(
            Typed(measure, LAST - back * WEEK, cast.kindly_care, cast.patch, numerator, 100, people)
            for measure, numerators in (("punctuality", PUNCTUAL), ("missed_visits", MISSED))
            for back, numerator in enumerate(reversed(numerators))
        )
    )
