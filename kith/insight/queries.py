"""Reading figures: series for charts, comparisons, and what may be shown to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet, Sum

from kith.core.errors import NotFound
from kith.core.payment_definitions import PaymentModel
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.small_numbers import FEWEST_SHOWN, withheld
from kith.core.spc import Chart, xmr
from kith.insight.engines import minutes_over_parquet
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import Figure, ModelCost, Snapshot
from kith.orgs.models import Area, Organisation, User
from kith.orgs.roles import check_may
from kith.people.queries import visible_people

Facts = TypeVar("Facts", Figure, ModelCost)
FIGURES, PAYMENTS = 13, 10  # classes of data, see orgs/roles.py
SUMS_KEPT = 64  # of snapshots and scopes: a snapshot never changes, so what was added up once holds
SCALE_ROOM = 1.08  # bars leave a little room at the end of their scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose figures: one provider's, one patch's, or both; else all of the commissioner's own patches.

    Without a commissioner either, everything on the installation: for the house alone.
    """

    provider: Organisation | None = None
    patch: Area | None = None
    commissioner: Organisation | None = None

    def of(self, rows: QuerySet[Facts]) -> QuerySet[Facts]:
        """The rows inside the scope."""
        if self.provider is not None:
            rows = rows.filter(provider=self.provider)
        if self.patch is not None:
            rows = rows.filter(patch=self.patch)
        elif self.commissioner is not None:
            rows = rows.filter(patch__commissioner=self.commissioner)
        return rows


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison:
    """What one payment model would have paid, beside what is invoiced now."""

    model: PaymentModel
    pence: int
    difference_pence: int
    difference_share: float | None
    pence_percent: float

    @property
    def breaks_even_share(self) -> float | None:
        """By what share of its minutes this model would have to fall to cost what is invoiced now."""
        return self.difference_pence / self.pence if self.difference_pence > 0 else None


def latest_snapshot() -> Snapshot | None:
    """The newest snapshot, or None before the first."""
    return Snapshot.objects.order_by("-recorded_at").first()


def measure_named(key: str) -> Measure:
    """The measure with this key.

    Raises `NotFound` when there is none.
    """
    if key not in MEASURES:
        raise NotFound()
    return MEASURES[key]


def scope_for(
    *, by: User, on: date, provider_id: UUID | None, patch_id: UUID | None, data_class: int = FIGURES
) -> Scope:
    """The scope somebody asked for, as far as it is theirs: a provider sees its own figures alone, and a
    person or family those of the council that is responsible for the care.

    ``data_class`` is what the figures are of: measures, or what providers are paid. Raises `NotPermitted`
    without a right to read it, `NotFound` for a provider or patch that is not theirs.
    """
    check_may(by, "R", data_class, on)
    own = by.organisation
    if own is not None and own.kind == Organisation.Kind.PROVIDER:
        if provider_id not in (None, own.pk):
            raise NotFound()
        provider_id = own.pk
    provider = _providers_for(own).filter(pk=provider_id).first() if provider_id else None
    patch = patches_for(own).filter(pk=patch_id).first() if patch_id else None
    if (provider_id and provider is None) or (patch_id and patch is None):
        raise NotFound()
    council = own if own is not None and own.kind == Organisation.Kind.COUNCIL else None
    if own is None:
        council = Organisation.objects.filter(pk__in=visible_people(by, on).values("commissioner")).first()
        if council is None:
            raise NotFound()
    return Scope(provider=provider, patch=patch, commissioner=council)


def patches_for(own: Organisation | None) -> QuerySet[Area]:
    """The patches whose figures somebody of this organisation may ask for: a council's own, a provider's
    where it has a contract; an NHS body or charity, which sees none in particular, any.
    """
    areas = Area.objects.all()
    if own is None:
        return areas.none()
    if own.kind == Organisation.Kind.COUNCIL:
        return areas.filter(commissioner=own)
    if own.kind == Organisation.Kind.PROVIDER:
        return areas.filter(commissioner__in=own.contracts.values("commissioner"))
    return areas


def _providers_for(own: Organisation | None) -> QuerySet[Organisation]:
    """The providers whose figures somebody of this organisation may ask for."""
    if own is not None and own.kind == Organisation.Kind.COUNCIL:
        return providers_of(own)
    return Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)


def providers_of(commissioner: Organisation) -> QuerySet[Organisation]:
    """The providers a commissioner has, or had, contracts with, by name."""
    return Organisation.objects.filter(contracts__commissioner=commissioner).distinct().order_by("name")


def series(measure: Measure, snapshot: Snapshot, scope: Scope) -> list[WeekFigure]:
    """The measure week by week, small numbers withheld. One query."""
    found = _by(_of(measure, snapshot, scope), "measure", measure)
    hidden = _beside_others(lambda wider: _of(measure, snapshot, wider), scope, measure.fewest)
    return _without(found, hidden).get(measure.kept_as, [])


@lru_cache(maxsize=SUMS_KEPT)
def series_of_all(snapshot: Snapshot, scope: Scope) -> dict[str, list[WeekFigure]]:
    """Every measure week by week, by its key, small numbers withheld. One query."""
    figures = Figure.objects.filter(snapshot=snapshot)
    return _without(_by(scope.of(figures), "measure"), _beside_others(lambda wider: wider.of(figures), scope))


def series_by_provider(measure: Measure, snapshot: Snapshot, scope: Scope) -> dict[UUID, list[WeekFigure]]:
    """The measure for each provider in the scope, small numbers withheld. One query."""
    return _by(_of(measure, snapshot, scope), "provider", measure)


def series_by_patch(measure: Measure, snapshot: Snapshot, scope: Scope) -> dict[UUID, list[WeekFigure]]:
    """The measure for each patch in the scope, small numbers withheld. One query."""
    return _by(_of(measure, snapshot, scope), "patch", measure)


def _beside_others(
    figures_of: Callable[[Scope], QuerySet[Figure]], scope: Scope, fewest: int = FEWEST_SHOWN
) -> set[tuple[str, date]]:
    """The measures and weeks in which the scope's one place is withheld, as it is in a list of all places.

    A provider that sees its own figures alone has no neighbours that it could be worked out from. One query
    for each place that was chosen.
    """
    chosen: list[tuple[str, Area | Organisation, Scope]] = []
    if scope.patch:
        chosen.append(("patch", scope.patch, replace(scope, patch=None)))
    if scope.provider and scope.commissioner:
        chosen.append(("provider", scope.provider, replace(scope, provider=None)))
    hidden: set[tuple[str, date]] = set()
    for what, place, wider in chosen:
        rows = figures_of(wider).values(what, "measure", "week_starts_on").annotate(about=Sum("people"))
        beside = _beside_the_whole(rows, what, fewest)
        hidden |= {(measure, week) for measure, week, withheld_one in beside if withheld_one == place.pk}
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


def _of(measure: Measure, snapshot: Snapshot, scope: Scope) -> QuerySet[Figure]:
    return scope.of(Figure.objects.filter(snapshot=snapshot, measure=measure.kept_as))


def _by(figures: QuerySet[Figure], what: str, measure: Measure | None = None) -> dict[Any, list[WeekFigure]]:
    """Figures, of one measure or of all, added up for each of these and each week: sums are figures."""
    sums = figures.values(what, "measure", "week_starts_on").annotate(
        top=Sum("numerator"), bottom=Sum("denominator"), about=Sum("people")
    )
    rows = list(sums.order_by("week_starts_on"))
    hidden = _beside_the_whole(rows, what, measure.fewest if measure else FEWEST_SHOWN)
    found: defaultdict[Any, list[WeekFigure]] = defaultdict(list)
    for row in rows:
        shown = (row["measure"], row["week_starts_on"], row[what]) not in hidden
        found[row[what]].append(_week(measure or MEASURES.get(row["measure"]), row, shown=shown))
    return dict(found)


def _beside_the_whole(
    rows: Iterable[Mapping[str, Any]], what: str, fewest: int
) -> set[tuple[str, date, Any]]:
    """The measures, weeks and places withheld because the whole is shown beside them."""
    if what == "measure":
        return set()
    people: defaultdict[tuple[str, date], dict[Any, int]] = defaultdict(dict)
    for row in rows:
        people[row["measure"], row["week_starts_on"]][row[what]] = row["about"]
    return {(*key, place) for key, of in people.items() for place in withheld(of, fewest)}


def _week(measure: Measure | None, row: Mapping[str, Any], *, shown: bool = True) -> WeekFigure:
    """One week; a measure that is no longer kept, and a small number, show nothing."""
    shown = shown and measure is not None and row["about"] >= measure.fewest
    return WeekFigure(
        week_starts_on=row["week_starts_on"],
        numerator=row["top"],
        denominator=row["bottom"],
        value=measure.value(row["top"], row["bottom"]) if measure and shown else None,
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


@lru_cache(maxsize=SUMS_KEPT)
def compare_models(snapshot: Snapshot, scope: Scope) -> list[ModelComparison]:
    """Every payment model on the same visits, in the order of the contracting options."""
    rows = scope.of(ModelCost.objects.filter(snapshot=snapshot))
    pence: defaultdict[str, int] = defaultdict(int)
    for row in rows.values("payment_model").annotate(total=Sum("pence")):
        pence[row["payment_model"]] = row["total"]
    now = pence[next(iter(PAYMENT_MODELS))]
    largest = max(pence.values(), default=0) or 1
    return [
        ModelComparison(
            model=model,
            pence=pence[key],
            difference_pence=pence[key] - now,
            difference_share=(pence[key] - now) / now if now else None,
            pence_percent=100 * pence[key] / (largest * SCALE_ROOM),
        )
        for key, model in PAYMENT_MODELS.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSpent:
    """Where the minutes of the same visits went, in worker-minutes."""

    commissioned_minutes: int
    rostered_minutes: int
    actual_minutes: int
    invoiced_minutes: int
    missed_minutes: int
    people: int

    @property
    def suppressed(self) -> bool:
        """Whether so few people are in it that nothing of it is shown."""
        return 0 < self.people < FEWEST_SHOWN

    @property
    def actual_share(self) -> float | None:
        """Actual minutes for each rostered minute."""
        return self.actual_minutes / self.rostered_minutes if self.rostered_minutes else None

    @property
    def commissioned_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.commissioned_minutes)

    @property
    def rostered_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.rostered_minutes)

    @property
    def actual_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.actual_minutes)

    @property
    def invoiced_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.invoiced_minutes)

    @property
    def missed_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.missed_minutes)

    @property
    def kept_percent(self) -> float:
        """Where the missed minutes' bar starts."""
        return self._percent(self.rostered_minutes - self.missed_minutes)

    def _percent(self, minutes: int) -> float:
        largest = max(self.commissioned_minutes, self.rostered_minutes, self.invoiced_minutes, 1)
        return 100 * minutes / (largest * SCALE_ROOM)


@lru_cache(maxsize=SUMS_KEPT)
def hours_spent(snapshot: Snapshot, scope: Scope) -> HoursSpent:
    """Where the minutes of every verified visit in the snapshot went, and for how many people."""
    provider_key = str(scope.provider.pk) if scope.provider else ""
    return HoursSpent(**minutes_over_parquet(Path(snapshot.folder), provider_key, patch_keys(scope)))


def patch_keys(scope: Scope) -> list[str] | None:
    """The patches of a scope; None for all there are."""
    if scope.patch is not None:
        return [str(scope.patch.pk)]
    if scope.commissioner is None:
        return None
    own = Area.objects.filter(commissioner=scope.commissioner)
    return [str(pk) for pk in own.values_list("pk", flat=True)]
