"""Reading figures: series for charts, and what may be shown to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kith.core.errors import NotFound
from kith.core.small_numbers import FEWEST_SHOWN, withheld
from kith.core.spc import Chart, xmr
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import Figure, Snapshot
from kith.insight.queries_scopes import Place, Scope

SUMS_KEPT = 64  # of snapshots and scopes: a snapshot never changes, so what was read once holds
READ = ("measure", "week_starts_on", "provider", "patch", "numerator", "denominator", "people")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigure:
    """One week of one measure. ``value`` is None where it is too small a number to show."""

    week_starts_on: date
    numerator: int
    denominator: int
    value: float | None

    @property
    def suppressed(self) -> bool:
        """Whether there is a figure that is not shown."""
        return self.value is None


def latest_snapshot() -> Snapshot | None:
    """The newest snapshot, or None before the first."""
    return Snapshot.objects.order_by("-recorded_at", "-pk").first()


def measure_named(key: str) -> Measure:
    """The measure with this key.

    Raises `NotFound` when there is none.
    """
    if key not in MEASURES:
        raise NotFound()
    return MEASURES[key]


def series(measure: Measure, snapshot: Snapshot, scope: Scope) -> list[WeekFigure]:
    """The measure week by week, small numbers withheld. One query, and two for each place that was chosen."""
    rows = _rows(scope.figures(snapshot), measure)
    found = _weeks(rows, "measure", measure)
    return _without(found, _beside_others(snapshot, scope, measure)).get(measure.kept_as, [])


@lru_cache(maxsize=SUMS_KEPT)
def series_of_all(snapshot: Snapshot, scope: Scope) -> dict[str, list[WeekFigure]]:
    """Every measure week by week, by its key, small numbers withheld. As many queries as of one."""
    found = _weeks(_rows(scope.figures(snapshot)), "measure")
    return _without(found, _beside_others(snapshot, scope))


def series_by_provider(measure: Measure, snapshot: Snapshot, scope: Scope) -> dict[UUID, list[WeekFigure]]:
    """The measure for each provider in the scope, small numbers withheld. Two queries."""
    return _by_place(measure, snapshot, scope, "provider")


def series_by_patch(measure: Measure, snapshot: Snapshot, scope: Scope) -> dict[UUID, list[WeekFigure]]:
    """The measure for each patch in the scope, small numbers withheld. Two queries."""
    return _by_place(measure, snapshot, scope, "patch")


def _by_place(
    measure: Measure, snapshot: Snapshot, scope: Scope, what: Place
) -> dict[UUID, list[WeekFigure]]:
    rows = _rows(scope.figures(snapshot, what), measure)
    hidden = _beside_the_whole(rows, _rows(scope.figures(snapshot), measure), what, measure)
    return _weeks(rows, what, measure, hidden)


def _beside_others(snapshot: Snapshot, scope: Scope, measure: Measure | None = None) -> set[tuple[str, date]]:
    """The measures and weeks in which the scope's one place is withheld, as it is in a list of all places.

    A provider that sees its own figures alone has no neighbours that it could be worked out from.
    """
    chosen: list[tuple[Place, UUID, Scope]] = []
    if scope.patch:
        chosen.append(("patch", scope.patch.pk, replace(scope, patch=None)))
    if scope.provider and scope.commissioner:
        chosen.append(("provider", scope.provider.pk, replace(scope, provider=None)))
    hidden: set[tuple[str, date]] = set()
    for what, place, wider in chosen:
        rows, whole = _rows(wider.figures(snapshot, what), measure), _rows(wider.figures(snapshot), measure)
        beside = _beside_the_whole(rows, whole, what, measure)
        hidden |= {(key, week) for key, week, withheld_one in beside if withheld_one == place}
    return hidden


def _without(
    found: Mapping[str, list[WeekFigure]], hidden: Collection[tuple[str, date]]
) -> dict[str, list[WeekFigure]]:
    """The weeks of each measure, those that are hidden without their figure."""
    return {
        measure: [
            replace(week, value=None) if (measure, week.week_starts_on) in hidden else week for week in weeks
        ]
        for measure, weeks in found.items()
    }


def _rows(figures: QuerySet[Figure], measure: Measure | None = None) -> list[dict[str, Any]]:
    """Figures of one measure or of all, in the order of weeks."""
    if measure is not None:
        figures = figures.filter(measure=measure.kept_as)
    return list(figures.order_by("week_starts_on").values(*READ))


def _weeks(
    rows: Iterable[Mapping[str, Any]],
    what: str,
    measure: Measure | None = None,
    hidden: Collection[tuple[str, date, Any]] = (),
) -> dict[Any, list[WeekFigure]]:
    """Week by week for each of these, those that are hidden without their figure."""
    found: defaultdict[Any, list[WeekFigure]] = defaultdict(list)
    for row in rows:
        shown = (row["measure"], row["week_starts_on"], row[what]) not in hidden
        found[row[what]].append(_week(measure or MEASURES.get(row["measure"]), row, shown=shown))
    return dict(found)


def _beside_the_whole(
    rows: Iterable[Mapping[str, Any]],
    whole: Iterable[Mapping[str, Any]],
    what: Place,
    measure: Measure | None,
) -> set[tuple[str, date, Any]]:
    """The measures, weeks and places withheld because the whole is shown beside them."""
    everybody = {(row["measure"], row["week_starts_on"]): row["people"] for row in whole}
    people: defaultdict[tuple[str, date], dict[Any, int]] = defaultdict(dict)
    for row in rows:
        people[row["measure"], row["week_starts_on"]][row[what]] = row["people"]
    fewest = measure.fewest if measure else FEWEST_SHOWN
    return {
        (*key, place)
        for key, of in people.items()
        for place in withheld(of, fewest, whole=everybody.get(key))
    }


def _week(measure: Measure | None, row: Mapping[str, Any], *, shown: bool = True) -> WeekFigure:
    """One week; a measure that is no longer kept, and a small number, show nothing."""
    shown = shown and measure is not None and row["people"] >= measure.fewest
    return WeekFigure(
        week_starts_on=row["week_starts_on"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=measure.value(row["numerator"], row["denominator"]) if measure and shown else None,
    )


def chart_of(
    measure: Measure,
    weeks: Iterable[WeekFigure],
    *,
    target: float | None = None,
    rebase: Collection[date] = (),
) -> Chart:
    """The weeks as an XmR chart; a week under way or too small to show is not in it.

    ``rebase`` names weeks of the chart from which limits are worked out afresh.
    """
    points = [(week.week_starts_on, week.value) for week in weeks if week.value is not None]
    return xmr(points, improvement=measure.improvement, target=target, rebase=rebase)
