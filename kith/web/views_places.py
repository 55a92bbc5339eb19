"""Places: each neighbourhood, what is asked for there, who is engaged for it and who shares its streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.errors import NotPermitted
from kith.core.small_numbers import FEWEST_SHOWN
from kith.orgs.models import Organisation
from kith.rota.queries_demand import PatchDemand, demand_by_patch
from kith.web.page import Visitor, render_page, signed_in
from kith.web.places_map import PlacesMap, places_map

STREETS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A neighbourhood as the page shows it. ``people`` is None where so few would point at somebody."""

    demand: PatchDemand
    people: int | None
    commissioned_percent: float
    contracted_percent: float

    @property
    def shared_streets(self) -> list[tuple[str, int]]:
        """Streets to which more than one provider comes, most providers first."""
        shared = [(street, count) for street, count in self.demand.streets.items() if count > 1]
        return sorted(shared, key=lambda row: (-row[1], row[0]))[:STREETS_SHOWN]

    @property
    def one_provider_share(self) -> float | None:
        """The share of its streets to which only one provider comes."""
        streets = self.demand.streets
        return sum(count == 1 for count in streets.values()) / len(streets) if streets else None


@signed_in
def neighbourhoods(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every neighbourhood of the visitor's council, on one page and a map.

    Raises `NotPermitted` to who works for no council.
    """
    council = _council(visitor)
    demands = demand_by_patch(visitor.on, council)
    rows = _rows(demands)
    return render_page(
        request,
        "kith/neighbourhoods.html",
        title=_("Places"),
        visitor=visitor,
        here="places",
        strip=council.name,
        rows=rows,
        week=week_starts_on(visitor.on),
        drawing=_map(demands),
        shared=sum(len(row.shared_streets) for row in rows),
    )


def _council(visitor: Visitor) -> Organisation:
    own = visitor.user.organisation
    if own is None or own.kind != Organisation.Kind.COUNCIL or not visitor.holds(*OFFICE):
        raise NotPermitted("This page is for the council's office. Ask whoever manages your account.")
    return own


OFFICE = ("commissioner", "broker", "social_worker", "trusted_assessor")


def _rows(demands: Sequence[PatchDemand]) -> list[PlaceRow]:
    minutes = [m for each in demands for m in (each.commissioned_minutes, each.contracted_minutes)]
    most = max(minutes, default=0) or 1
    return [
        PlaceRow(
            demand=each,
            people=each.people if each.people >= FEWEST_SHOWN else None,
            commissioned_percent=100 * each.commissioned_minutes / most,
            contracted_percent=100 * each.contracted_minutes / most,
        )
        for each in demands
    ]


def _map(demands: Sequence[PatchDemand]) -> PlacesMap | None:
    return places_map([each.patch for each in demands])
