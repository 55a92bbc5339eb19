"""Reading organisations, neighbourhoods, teams and who holds which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.db.models import F, Q, QuerySet
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from kith.orgs.models import Area, Organisation, PostcodePoint, RoleGrant, Team, User
from kith.orgs.prepared import DAY, ID, Prepared, Slot

# A postcode further away than this says nothing about the ward of a door: about 500 m north to south.
NEARBY_DEGREES = 0.0045


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role held on a day: its key in ``roles_table.py``, in which organisation, and in which area alone."""

    key: str
    organisation_id: UUID | None
    area_id: UUID | None


def live(on: date | Slot, prefix: str = "") -> Q:
    """The condition that a dated row counts on this day: it has started and its end has not come."""
    until = f"{prefix}until"
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": on})
    )


_GRANTS = Prepared(
    lambda user, on: (
        RoleGrant.objects.filter(live(on), user=user)
        .order_by("granted_at", "pk")
        .values_list("role", "organisation_id", "area_id")
    ),
    user=ID,
    on=DAY,
)


def roles_of(user: User, on: date) -> tuple[HeldRole, ...]:
    """The roles a user holds on this day, in the order they were granted."""
    if not user.is_active:
        return ()
    return tuple(
        HeldRole(key=key, organisation_id=organisation_id, area_id=area_id)
        for key, organisation_id, area_id in _GRANTS(user=user.pk, on=on)
    )


def demonstration_users() -> QuerySet[User]:
    """Who may be signed in as with one click, in demo mode, by organisation and name."""
    users = User.objects.filter(is_demo=True, is_active=True).select_related("organisation")
    return users.order_by("organisation__name", "display_name", "pk")


def teams_of(user: User, on: date) -> QuerySet[Team]:
    """The teams a user is in on this day."""
    return (
        Team.objects.filter(live(on), live(on, "members__"), members__user=user)
        .order_by("name", "pk")
        .distinct()
    )


def teams_served_by(organisation: Organisation, on: date) -> QuerySet[Team]:
    """The teams an organisation serves in on this day."""
    return (
        Team.objects.filter(live(on), live(on, "organisations__"), organisations__organisation=organisation)
        .order_by("name", "pk")
        .distinct()
    )


def patches_on(on: date, commissioner: Organisation | None = None) -> QuerySet[Area]:
    """The patches that stand on this day, of one commissioner or of all, by name."""
    patches = Area.objects.filter(live(on), kind=Area.Kind.PATCH).order_by("name", "pk")
    return patches if commissioner is None else patches.filter(commissioner=commissioner)


def patch_at(lat: float, lon: float, on: date) -> Area | None:
    """The patch in which a point lies on this day, or None. See `patches_at`."""
    return patches_at([(lat, lon)], on)[0]


def patches_at(points: Iterable[tuple[float, float]], on: date) -> list[Area | None]:
    """For each (latitude, longitude) the patch it lies in on this day, or None, in the order given.

    A drawn boundary decides; where a patch is made of whole wards, the ward of the nearest postcode does.
    """
    patches = list(patches_on(on))
    drawn = [(patch, shape(patch.boundary)) for patch in patches if patch.boundary]
    for _, boundary in drawn:
        shapely.prepare(boundary)
    by_ward = {code: patch for patch in patches if not patch.boundary for code in patch.ward_codes}
    return [
        _drawn_around(drawn, lat, lon) or (_of_ward(by_ward, lat, lon) if by_ward else None)
        for lat, lon in points
    ]


def _drawn_around(drawn: list[tuple[Area, BaseGeometry]], lat: float, lon: float) -> Area | None:
    point = shapely.Point(lon, lat)
    return next((patch for patch, boundary in drawn if boundary.covers(point)), None)


def _of_ward(by_ward: dict[str, Area], lat: float, lon: float) -> Area | None:
    """The patch of the ward that the nearest postcode is in."""
    # At England's latitude a degree of longitude is about 0.6 of a degree of latitude, so its square is 0.36.
    away = (F("lat") - lat) * (F("lat") - lat) + (F("lon") - lon) * (F("lon") - lon) * 0.36
    nearest = (
        PostcodePoint.objects.filter(
            lat__range=(lat - NEARBY_DEGREES, lat + NEARBY_DEGREES),
            lon__range=(lon - NEARBY_DEGREES / 0.6, lon + NEARBY_DEGREES / 0.6),
        )
        .order_by(away, "postcode")
        .first()
    )
    return by_ward.get(nearest.ward_code) if nearest else None
