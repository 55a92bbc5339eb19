"""Drawing many areas at once, as a council publishes them or as somebody drew them on a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.orgs.actions import create_area
from kith.orgs.models import Area, Organisation, User
from kith.orgs.queries import live
from kith.orgs.roles import check_may


class WhichCouncil(Invalid):
    """It is not clear whose areas these are."""

    code = "which_council"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArea:
    """An area by name, with its edge as a GeoJSON polygon in degrees."""

    name: str
    boundary: dict[str, Any]


def draw_areas(
    *, by: User | None, at: datetime, kind: Area.Kind, council: str, starts_on: date, areas: Sequence[NewArea]
) -> list[Area]:
    """The areas that were new: one whose council, kind and name are known that day is left as it is.

    ``council`` names the commissioner and may be empty where there is only one. Raises `NotPermitted` or
    `WhichCouncil`.
    """
    check_may(by, "manage areas", None, london_day(at))
    commissioner = _council_named(council)
    known = set(
        Area.objects.filter(live(starts_on), kind=kind, commissioner=commissioner).values_list(
            "name", flat=True
        )
    )
    with transaction.atomic():
        return [
            create_area(
                by=by,
                at=at,
                kind=kind,
                name=area.name,
                commissioner=commissioner,
                starts_on=starts_on,
                boundary=area.boundary,
            )
            for area in areas
            if area.name not in known
        ]


def _council_named(name: str) -> Organisation:
    councils = list(Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).order_by("name"))
    asked = name.casefold()
    meant = [each for each in councils if asked in ("", each.name.casefold(), each.short_name.casefold())]
    if len(meant) == 1:
        return meant[0]
    known = ", ".join(each.name for each in councils) or "none"
    raise WhichCouncil("Say whose areas these are. Councils here: {known}.", council=name, known=known)
