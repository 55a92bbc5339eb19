"""Measures: the list, one measure with its chart, and the same as a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kith.core.places_chart import PlacesChart, Shape, rings_of
from kith.core.spc import Chart
from kith.core.spc_chart import table_rows
from kith.core.spc_words import assurance_icon, sentence, variation_icon
from kith.insight.causes_drawn import drawn
from kith.insight.diagnosis.queries import answers_for_all
from kith.insight.drill import reaches_people
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.packs.make import MAKE
from kith.insight.queries import (
    WeekFigure,
    latest_snapshot,
    series,
    series_by_patch,
    series_by_provider,
    series_of_all,
)
from kith.insight.queries_causes import Cause, causes_of, causes_of_all, chart_with_causes
from kith.insight.queries_defined import DEFINE, defines, measure_for, measures_for
from kith.insight.queries_meetings import targets_of
from kith.insight.queries_scopes import Scope, scope_for
from kith.insight.writing import writer
from kith.orgs.models import Area
from kith.orgs.roles import may
from kith.web.measure_causes import causes_cell, causes_shown, week_rows
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ScopeChoice, ids_asked_for, patches_to_choose, providers_to_choose

NAMED = 12  # more names than that would lie over each other


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure in the list: its newest whole week and whether that is special."""

    measure: Measure
    newest: WeekFigure | None
    value: str
    sentence: str
    icon: SafeString


@signed_in
def measures(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every measure with its newest figure."""
    snapshot = latest_snapshot()
    scope = _scope(request, visitor)
    weeks = series_of_all(snapshot, scope) if snapshot else {}
    causes = causes_of_all(scope, visitor.user)
    known = measures_for(visitor.user)
    if snapshot:
        own = (each for key, each in known.items() if key not in MEASURES)
        weeks = weeks | {each.key: series(each, snapshot, scope) for each in own}
    rows = [_row(measure, weeks.get(key, []), causes.get(key, ()), visitor) for key, measure in known.items()]
    return render_page(
        request,
        "kith/measures.html",
        title=_("Measures"),
        visitor=visitor,
        here="measures",
        strip=scope_in_words(scope),
        snapshot=snapshot,
        rows=rows if snapshot else [],
        diagnosis=answers_for_all(visitor.user),
        may_define=may(visitor.user, DEFINE, None, visitor.on),
        may_make_packs=may(visitor.user, MAKE, None, visitor.on),
    )


@signed_in
def measure(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One measure: its chart, its weeks as a table, each provider and patch, and what it means."""
    what, snapshot, scope = measure_for(key, visitor.user), latest_snapshot(), _scope(request, visitor)
    weeks = _whole_weeks(series(what, snapshot, scope), visitor) if snapshot else []
    causes = causes_of(what, scope, visitor.user)
    target = targets_of(scope.commissioner, visitor.on).get(what.key, what.target)
    chart = chart_with_causes(what, weeks, causes, target=target)
    write = writer(what)
    by_place = _by_place(what, snapshot, visitor) if snapshot else []
    return render_page(
        request,
        "kith/measure.html",
        title=_(what.title),
        visitor=visitor,
        here="measures",
        strip=scope_in_words(scope),
        measure=what,
        snapshot=snapshot,
        scope=scope,
        newest=weeks[-1] if weeks else None,
        behind=bool(weeks) and reaches_people(visitor.user, what, visitor.on),
        by_group=bool(weeks) and what.finest != "place" and answers_for_all(visitor.user),
        value=write(weeks[-1].value) if weeks and weeks[-1].value is not None else "",
        drawing=_drawing(chart, what, causes),
        says=sentence(chart, write=write) if chart else "",
        icons=_icons(chart),
        rows=week_rows(table_rows(chart, write=write), causes) if chart else [],
        noted=causes_shown(chart, causes, scope, visitor),
        by_place=by_place,
        map=_map(what, by_place),
        may_define=bool(what.version) and defines(visitor.user, what.key, visitor.on),
        choices=ScopeChoice(
            providers=providers_to_choose(visitor), patches=patches_to_choose(visitor), scope=scope
        ),
    )


@signed_in
def measure_csv(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The weeks of one measure as a file, small numbers withheld as on the page."""
    what, snapshot, scope = measure_for(key, visitor.user), latest_snapshot(), _scope(request, visitor)
    weeks = series(what, snapshot, scope) if snapshot else []
    causes = causes_of(what, scope, visitor.user)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{what.key}.csv"'
    file = csv.writer(response)
    file.writerow(("week_starts_on", "numerator", "denominator", "value", "causes"))
    for week in weeks:
        shown = (week.numerator, week.denominator, week.value) if not week.suppressed else ("", "", "")
        file.writerow((week.week_starts_on.isoformat(), *shown, causes_cell(causes, week.week_starts_on)))
    return response


def scope_in_words(scope: Scope) -> str:
    """Whose figures these are."""
    parts = [str(part) for part in (scope.patch, scope.provider) if part is not None]
    return " · ".join(parts) or _("All providers and patches")


def _scope(request: HttpRequest, visitor: Visitor) -> Scope:
    provider_id, patch_id = ids_asked_for(request)
    return scope_for(by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id)


def _whole_weeks(weeks: list[WeekFigure], visitor: Visitor) -> list[WeekFigure]:
    """Weeks that are over: one under way is not a figure yet."""
    return [week for week in weeks if (visitor.on - week.week_starts_on).days >= 7]


def _drawing(chart: Chart | None, what: Measure, causes: Sequence[Cause]) -> SafeString:
    if chart is None:
        return SafeString("")
    picture = drawn(what, chart, causes, identity="chart-title")
    return mark_safe(picture)  # noqa: S308  # drawn and escaped by ourselves


def _icons(chart: Chart | None) -> SafeString:
    if chart is None:
        return SafeString("")
    return mark_safe(variation_icon(chart) + assurance_icon(chart))  # noqa: S308


def _row(what: Measure, weeks: list[WeekFigure], causes: Sequence[Cause], visitor: Visitor) -> MeasureRow:
    weeks = _whole_weeks(weeks, visitor)
    chart, write = chart_with_causes(what, weeks, causes), writer(what)
    newest = weeks[-1] if weeks else None
    return MeasureRow(
        measure=what,
        newest=newest,
        value=write(newest.value) if newest and newest.value is not None else "",
        sentence=sentence(chart, write=write) if chart else "",
        icon=mark_safe(variation_icon(chart)) if chart else SafeString(""),  # noqa: S308
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigure:
    """The newest week of one provider or patch."""

    name: str
    query: str
    out_of: int
    value: str
    number: float | None
    patch: Area | None

    @property
    def suppressed(self) -> bool:
        """Whether there is a figure that is not shown."""
        return self.number is None


def _by_place(what: Measure, snapshot: Snapshot, visitor: Visitor) -> list[PlaceFigure]:
    """Each provider, then each patch, that somebody may choose. One query for each kind of place."""
    everything = scope_for(by=visitor.user, on=visitor.on, provider_id=None, patch_id=None)
    of_provider = series_by_provider(what, snapshot, everything)
    of_patch = series_by_patch(what, snapshot, everything)
    places: list[tuple[str, str, Area | None, list[WeekFigure]]] = [
        (each.short_name, f"provider={each.pk}", None, of_provider.get(each.pk, []))
        for each in providers_to_choose(visitor)
    ]
    places += [
        (each.name, f"patch={each.pk}", each, of_patch.get(each.pk, []))
        for each in patches_to_choose(visitor)
    ]
    write = writer(what)
    return [
        PlaceFigure(
            name=name,
            query=query,
            out_of=week.denominator,
            value=write(week.value) if week.value is not None else "",
            number=week.value,
            patch=patch,
        )
        for name, query, patch, weeks in places
        for week in _whole_weeks(weeks, visitor)[-1:]
    ]


def _map(what: Measure, by_place: Sequence[PlaceFigure]) -> SafeString:
    """The patches that have an edge, shaded by their newest figure; nothing where fewer than two do."""
    shapes = tuple(
        Shape(name=place.name, rings=rings_of(place.patch.boundary), value=place.number)
        for place in by_place
        if place.patch is not None and place.patch.boundary
    )
    if len(shapes) < 2:
        return SafeString("")
    drawn = PlacesChart(title=_(what.title), shapes=shapes, named=len(shapes) <= NAMED, write=writer(what))
    return mark_safe(drawn.svg("map-title"))  # noqa: S308  # drawn and escaped by ourselves
