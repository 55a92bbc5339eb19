"""The quality of one provider's care: measures with limits and neighbours, and whatever else is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.core.funnel_chart import Funnel
from kith.core.phrases import phrase
from kith.core.spc import Chart
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.packs.document import Grid
from kith.insight.packs.reader import Reader
from kith.insight.quality.compared import compared
from kith.insight.quality.heard import complaints, concerns, voices
from kith.insight.quality.staffing import staffing, training
from kith.insight.queries import WeekFigure, series_by_provider
from kith.insight.queries_causes import causes_of_all, chart_with_causes
from kith.insight.queries_meetings import targets_of
from kith.insight.queries_scopes import Scope, providers_of
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.workforce.queries_staffing import staffing_of

WEEK = timedelta(days=7)
QUALITIES: tuple[tuple[str, str], ...] = (
    (phrase("Continuity"), "continuity"),
    (phrase("Punctuality"), "punctuality"),
    (phrase("Missed visits"), "missed_visits"),
    (phrase("Short visits"), "half_hours_under_20"),
    (phrase("Places nobody was found for"), "unfilled_places"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One measure of a provider: its newest whole week, its chart, and the provider among the others."""

    heading: str
    measure: Measure
    newest: WeekFigure | None
    chart: Chart | None
    funnel: Funnel | None


def councils_of(provider: Organisation) -> Sequence[Organisation]:
    """The councils a provider has, or had, contracts with, by name."""
    kept = Organisation.objects.filter(pk__in=provider.contracts.values("commissioner"))
    return list(kept.distinct().order_by("name"))


def qualities(
    *, provider: Organisation, council: Organisation, snapshot: Snapshot, reader: Reader, named: bool
) -> list[Quality]:
    """Each measure of the provider's care for this council. Others are named only where ``named`` says so."""
    scope = Scope(provider=provider, commissioner=council)
    causes, targets = causes_of_all(scope, reader.by), targets_of(council, reader.on)
    names = _names(council, provider, named=named)
    found = []
    for heading, key in QUALITIES:
        measure = MEASURES[key]
        of = _whole(series_by_provider(measure, snapshot, Scope(commissioner=council)), reader.on)
        own = of.get(provider.pk, [])
        chart = chart_with_causes(measure, own, causes.get(key, ()), target=targets.get(key))
        newest, funnel = own[-1] if own else None, compared(measure, of, provider.pk, names)
        found.append(Quality(heading=heading, measure=measure, newest=newest, chart=chart, funnel=funnel))
    return found


def held(*, provider: Organisation, snapshot: Snapshot | None, reader: Reader) -> tuple[Grid, ...]:
    """Concerns, training, staffing, complaints and voices, each as far as it is held."""
    own = reader.by is not None and reader.by.organisation_id == provider.pk
    with as_house():
        stands = staffing_of(provider, reader.on)
    kept = (
        concerns(provider, reader, own=own),
        training(stands, reader, own=own),
        staffing(stands, reader, own=own),
    )
    if snapshot is None:
        return kept
    said = (complaints(provider.pk, snapshot, reader, own=own), voices(provider.pk, snapshot, reader))
    return (*kept, *said)


def _names(council: Organisation, provider: Organisation, *, named: bool) -> Mapping[UUID, str]:
    if not named:
        return {provider.pk: provider.short_name}
    return dict(providers_of(council).values_list("pk", "short_name"))


def _whole(of: Mapping[UUID, Sequence[WeekFigure]], on: date) -> dict[UUID, list[WeekFigure]]:
    """The weeks that are over."""
    return {key: [week for week in weeks if week.week_starts_on + WEEK <= on] for key, weeks in of.items()}
