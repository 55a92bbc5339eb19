"""The quality of one provider: how its care stands beside that of others, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.errors import NotFound
from kith.core.spc_words import assurance_icon, sentence, variation_icon
from kith.insight.drill import reaches_people
from kith.insight.packs.document import Grid
from kith.insight.packs.reader import Reader
from kith.insight.quality.compared import in_words
from kith.insight.quality.provider import Quality, councils_of, held, qualities
from kith.insight.queries import WeekFigure, latest_snapshot
from kith.insight.queries_scopes import FIGURES
from kith.insight.writing import writer
from kith.orgs.models import Organisation
from kith.orgs.roles import check_may
from kith.web.page import Visitor, render_page, signed_in
from kith.web.views_providers import WEEK, providers_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityShown:
    """One measure of the provider, as it is written and drawn."""

    key: str
    heading: str
    title: str
    owner: str
    definition: str
    value: str
    newest: WeekFigure | None
    icons: SafeString
    says: str
    funnel: SafeString
    beside: str
    behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """One cell of a table, under its heading; without text it is withheld."""

    text: str | None
    heading: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GridShown:
    """A table of what else is held, its cells under their headings."""

    grid: Grid
    cells: tuple[tuple[CellShown, ...], ...]


@signed_in
def provider_quality(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponse:
    """One provider's care: continuity, punctuality, missed and short visits, then whatever else is held.

    A council sees all of its providers by name, a provider itself beside others that are not named.
    """
    provider = next((each for each in providers_seen(visitor) if each.pk == organisation_id), None)
    if provider is None:
        raise NotFound()
    check_may(visitor.user, "R", FIGURES, visitor.on)
    own = visitor.user.organisation == provider
    councils = councils_of(provider) if own else [visitor.user.organisation]
    council = _chosen(request, councils)
    snapshot, reader = latest_snapshot(), Reader(by=visitor.user, at=visitor.at)
    found = (
        qualities(provider=provider, council=council, snapshot=snapshot, reader=reader, named=not own)
        if snapshot and council
        else []
    )
    return render_page(
        request,
        "kith/provider_quality.html",
        title=_("%(provider)s: quality of care") % {"provider": provider.name},
        visitor=visitor,
        here="providers",
        provider=provider,
        own=own,
        council=council,
        councils=councils if len(councils) > 1 else [],
        snapshot=snapshot,
        week=week_starts_on(visitor.on) - WEEK,
        qualities=[_shown(each, visitor) for each in found],
        grids=[_grid(each) for each in held(provider=provider, snapshot=snapshot, reader=reader)],
    )


def _grid(grid: Grid) -> GridShown:
    return GridShown(
        grid=grid,
        cells=tuple(
            tuple(
                CellShown(text=text, heading=heading, numeric=place in grid.numeric)
                for place, (text, heading) in enumerate(zip(row, grid.headings, strict=True))
            )
            for row in grid.rows
        ),
    )


def _chosen(request: HttpRequest, councils: Sequence[Organisation | None]) -> Organisation | None:
    """The council an address asks for, else the first; None for a provider without a contract.

    Raises `NotFound` for one that is none of them.
    """
    asked = request.GET.get("council", "")
    for council in councils:
        if council is not None and asked in ("", str(council.pk)):
            return council
    if asked:
        raise NotFound()
    return None


def _shown(each: Quality, visitor: Visitor) -> QualityShown:
    what, chart, write = each.measure, each.chart, writer(each.measure)
    drawn = each.funnel.svg(f"funnel-{what.key}") if each.funnel else ""
    value = each.newest.value if each.newest else None
    return QualityShown(
        key=what.key,
        heading=_(each.heading),
        title=_(what.title),
        owner=_(what.owner),
        definition=_("Counted: %(numerator)s. Out of: %(denominator)s.")
        % {"numerator": _(what.numerator), "denominator": _(what.denominator)},
        value=write(value) if value is not None else "",
        newest=each.newest,
        icons=mark_safe(variation_icon(chart) + assurance_icon(chart)) if chart else SafeString(""),  # noqa: S308
        says=sentence(chart, write=write) if chart else "",
        funnel=mark_safe(drawn),  # noqa: S308  # drawn and escaped by ourselves
        beside=in_words(each.funnel) if each.funnel else "",
        behind=each.newest is not None and reaches_people(visitor.user, what, visitor.on),
    )
