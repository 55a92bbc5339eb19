"""Figures typed by hand for packs: twelve whole weeks of two measures, for one provider in one patch."""

from __future__ import annotations

from datetime import date, timedelta

from kith.core.dates import week_starts_on
from kith.insight.models import Figure, Snapshot
from tests.factories import NOW, TODAY, Cast

WEEK = timedelta(days=7)
LAST = week_starts_on(TODAY) - WEEK  # Monday 30 March 2026
PUNCTUAL = (90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 90, 40)  # of 100, the newest week last
MISSED = (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)


def snapshot(cast: Cast, *, people: int = 50) -> Snapshot:
    """Two measures of Kindly Care in Millgate, week by week, each about so many people."""
    made = Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder="", rows={})
    for measure, numerators in (("punctuality", PUNCTUAL), ("missed_visits", MISSED)):
        for back, numerator in enumerate(reversed(numerators)):
            _figure(cast, made, measure, LAST - back * WEEK, numerator, people)
    return made


def _figure(cast: Cast, made: Snapshot, measure: str, week: date, numerator: int, people: int) -> None:
    Figure.objects.create(
        recorded_at=NOW,
        snapshot=made,
        measure=measure,
        week_starts_on=week,
        provider=cast.kindly_care,
        patch=cast.patch,
        numerator=numerator,
        denominator=100,
        people=people,
    )
