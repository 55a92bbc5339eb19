"""Conditions on relationships: whether they count, whether they are an asker's, whether a person is close.

Each takes values, or slots that a prepared query leaves for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Field, OuterRef, Q, QuerySet

from kith.orgs.models import Team, TeamMember, TeamOrganisation, User
from kith.orgs.prepared import ID, Slot
from kith.orgs.queries import HeldRole, live
from kith.orgs.roles import Right
from kith.people.access import PRIVATE
from kith.people.models import CircleMember, Person, Relationship, Residence

Shape = tuple[tuple[str, bool, bool], ...]
PARTS = ("organisation", "area")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role somebody holds: in which organisation, if in any, and in which area alone, if in one."""

    role: str
    organisation: UUID | Slot | None
    area: UUID | Slot | None


def grant_of(held: HeldRole, user: User) -> Grant:
    """A role as it was granted; one that names no organisation is held in the user's own."""
    return Grant(role=held.key, organisation=held.organisation_id or user.organisation_id, area=held.area_id)


def shape_of(grants: Iterable[Grant]) -> Shape:
    """What a query depends on besides its values: the roles, and whether in an organisation and an area."""
    return tuple((each.role, each.organisation is not None, each.area is not None) for each in grants)


def values_of(grants: Iterable[Grant]) -> dict[str, Any]:
    """The values for the slots of `grants_in`."""
    named = ((f"{part}_{n}", getattr(each, part)) for n, each in enumerate(grants) for part in PARTS)
    return {name: value for name, value in named if value is not None}


def slots_of(shape: Shape) -> dict[str, Field[Any, Any]]:
    """The slots that a prepared query for grants of this shape takes."""
    parts = ((n, *part) for n, (_, *held) in enumerate(shape) for part in zip(PARTS, held, strict=True))
    return {f"{part}_{n}": ID for n, part, has in parts if has}


def grants_in(shape: Shape, slots: Mapping[str, Slot]) -> list[Grant]:
    """Grants of this shape, with slots for their organisations and areas."""
    return [
        Grant(role=role, organisation=slots.get(f"organisation_{n}"), area=slots.get(f"area_{n}"))
        for n, (role, *_) in enumerate(shape)
    ]


def live_relationships(
    reach: Q, on: date | Slot, at: datetime | Slot | None, right: Right
) -> QuerySet[Relationship]:
    """Those of the relationships that count on the day; an emergency only when the instant is given."""
    lasts = Q(until__isnull=True) | Q(until__gt=on)
    if right is Right.READ:
        lasts |= Q(read_until__gt=on)
    unexpired = Q(expires_at__isnull=True) | (Q(expires_at__gt=at) if at else Q(pk__in=()))
    return Relationship.objects.filter(reach, lasts, unexpired, starts_on__lte=on)


def held_by(user: UUID | Slot, grant: Grant, on: date | Slot) -> Q:
    """The condition that a relationship is the user's own, their organisation's, or a team's that either
    serves in.

    A grant in one area reaches only the people who live there; a relationship of the user's own reaches
    further.
    """
    serving = Q(members__in=TeamMember.objects.filter(live(on), user=user))
    shared = Q(pk__in=())
    if grant.organisation is not None:
        serving |= Q(
            organisations__in=TeamOrganisation.objects.filter(live(on), organisation=grant.organisation)
        )
        shared = Q(organisation=grant.organisation)
    shared |= Q(team__in=Team.objects.filter(live(on), serving).values("pk"))
    if grant.area is not None:
        shared &= Q(Exists(_living_in(grant.area, on).filter(person=OuterRef("person"))))
    return Q(user=user) | shared


def close_to(user: UUID | Slot, on: date | Slot, person: str = "person") -> Q:
    """Whether the person is the user, or somebody in whose circle either of them is, or who shares with
    them.
    """
    them = OuterRef(person)
    circle = CircleMember.objects.filter(
        live(on), Q(person=them, member__user=user) | Q(member=them, person__user=user)
    )
    private = Relationship.objects.filter(live(on), person=them, user=user, kind__in=PRIVATE)
    own = Person.objects.filter(pk=them, user=user)
    return Q(Exists(circle)) | Q(Exists(private)) | Q(Exists(own))


def _living_in(area: UUID | Slot, on: date | Slot) -> QuerySet[Residence]:
    """The residences, on this day, in a patch that is this area or lies inside it."""
    patch = "household__patches__"
    inside = Q(**{f"{patch}area": area}) | Q(**{f"{patch}area__parent": area})
    return Residence.objects.filter(
        live(on), live(on, patch), inside | Q(**{f"{patch}area__parent__parent": area})
    )
