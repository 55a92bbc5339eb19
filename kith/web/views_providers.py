"""Providers: who cares under a council's contracts, and one provider's week in figures that open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.errors import NotFound
from kith.insight.measures import MEASURES
from kith.insight.queries import WeekFigure, latest_snapshot, series_by_provider
from kith.insight.queries_scopes import FIGURES, Scope, providers_of
from kith.insight.writing import writer
from kith.orgs.models import Organisation
from kith.orgs.roles import may
from kith.people.queries import visible_people
from kith.people.queries_names import PersonName, names_of
from kith.web import code_words, words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.provider_figures import KINDS, PlaceRow, place_rows
from kith.web.provider_figures import provider_week as read_week
from kith.web.scopes import patch_choice
from kith.web.sight import Sight, own_provider, sight_of

WEEK = timedelta(days=7)
ROWS_SHOWN = 200
SHOWN = ("rostered_v_actual", "punctuality", "continuity")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """A provider with its newest figures."""

    provider: Organisation
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place of a visit, with the person's name where the visitor may know it."""

    row: PlaceRow
    slot: str
    name: PersonName | None


@signed_in
def providers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The providers the visitor may compare, each with its newest whole week."""
    theirs = providers_seen(visitor)
    snapshot, own = latest_snapshot(), visitor.user.organisation
    council = own if own is not None and own.kind == Organisation.Kind.COUNCIL else None
    by_measure = {
        key: series_by_provider(MEASURES[key], snapshot, Scope(commissioner=council)) if snapshot else {}
        for key in SHOWN
        if key in MEASURES
    }
    rows = [
        ProviderRow(
            provider=provider,
            figures=tuple(
                (_(MEASURES[key].title), _newest(key, series.get(provider.pk, ()), visitor))
                for key, series in by_measure.items()
            ),
        )
        for provider in theirs
    ]
    return render_page(
        request,
        "kith/providers.html",
        title=_("Providers"),
        visitor=visitor,
        here="providers",
        strip=visitor.user.organisation.short_name if visitor.user.organisation else "",
        rows=rows,
        titles=[_(MEASURES[key].title) for key in by_measure],
        week=week_starts_on(visitor.on),
        snapshot=snapshot,
        may_read_quality=may(visitor.user, "R", FIGURES, visitor.on),
    )


@signed_in
def provider_week(request: HttpRequest, visitor: Visitor, organisation_id: UUID, week: date) -> HttpResponse:
    """One provider's week: each figure opens the visits it counts."""
    provider = next((each for each in providers_seen(visitor) if each.pk == organisation_id), None)
    if provider is None:
        raise NotFound()
    places = patch_choice(request, visitor, provider, everywhere=True)
    figures = read_week(provider, week, places.chosen)
    kind = request.GET.get("which", "")
    rows = place_rows(figures.due, kind, ROWS_SHOWN) if kind else []
    names = _names(visitor, rows)
    return render_page(
        request,
        "kith/provider_week.html",
        title=_("%(provider)s, week from %(day)s") % {"provider": provider.name, "day": words.day(week)},
        visitor=visitor,
        here="providers",
        provider=provider,
        week=week,
        figures=figures,
        places_shown=places,
        kind=kind if kind in (*KINDS, "all") else "",
        rows=[
            NamedPlace(row=row, slot=code_words.code(row.slot_key), name=names.get(row.person_id))
            for row in rows
        ],
        count=figures.count(kind) if kind else 0,
        board=own_provider(visitor) == provider,
        may_read_quality=may(visitor.user, "R", FIGURES, visitor.on),
        before=week - WEEK,
        after=week + WEEK,
    )


def providers_seen(visitor: Visitor) -> list[Organisation]:
    """A provider sees itself; a council those it has contracts with, where a role of it looks after them."""
    own = visitor.user.organisation
    if own is None or (sight_of(visitor) is Sight.NOTHING and not visitor.holds("council_finance")):
        return []
    return [own] if own_provider(visitor) else list(providers_of(own))


def _newest(key: str, series: Sequence[WeekFigure], visitor: Visitor) -> str:
    """The newest whole week's figure, or the words for one too small to show."""
    whole = [week for week in series if week.week_starts_on + WEEK <= visitor.on]
    if not whole:
        return ""
    value = whole[-1].value
    return writer(MEASURES[key])(value) if value is not None else _("not shown")


def _names(visitor: Visitor, rows: list[PlaceRow]) -> dict[UUID, PersonName]:
    """The names of those people whom the visitor may see."""
    about = {row.person_id for row in rows}
    if not about:
        return {}
    seen = visible_people(visitor.user, visitor.on, visitor.at).filter(pk__in=about)
    return names_of(seen.values_list("pk", flat=True))
