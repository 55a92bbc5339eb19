"""Whose names a user may read, or find: for the pages that show many people at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.orgs.models import User
from kith.orgs.prepared import DAY, ID, INSTANT, TEXT, Prepared, Slot
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, Limit, Right, Role
from kith.people.access import NAMES, PRIVATE, UNASKED, audiences_of, kinds_finding, kinds_giving
from kith.people.models import Person, SharingChoice
from kith.people.reach import (
    Grant,
    Shape,
    close_to,
    grant_of,
    grants_in,
    held_by,
    live_relationships,
    shape_of,
    slots_of,
    values_of,
)

KindsOf = Callable[[Role], frozenset[str]]  # the kinds of relationship through which a role reaches a name

readable: KindsOf = partial(kinds_giving, right=Right.READ, data_class=NAMES)


def visible_people(by: User | None, on: date, at: datetime | None = None) -> QuerySet[Person]:
    """The people whose name a user may read on this day; one queryset, to be narrowed further.

    Emergency access, which is counted in minutes, is included only when ``at`` is given. The house sees
    everybody.
    """
    return Person.objects.all() if by is None else _named(by, on, at, readable)


def findable_people(by: User | None, on: date, at: datetime | None = None) -> QuerySet[Person]:
    """The people a user may find by name: those of `visible_people`, and for some roles others of their
    council.
    """
    return Person.objects.all() if by is None else _named(by, on, at, kinds_finding)


def visible_ids(by: User, on: date, at: datetime) -> frozenset[UUID]:
    """The ids of `visible_people`, worked out once for all who hold the same roles. Two queries."""
    grants = [grant_of(held, by) for held in roles_of(by, on) if held.key in ROLES]
    rows = _ids_of(shape_of(grants))(
        user=by.pk,
        on=on,
        at=at,
        as_user=f"user:{by.pk}",
        as_organisation=f"organisation:{by.organisation_id}",
        **values_of(grants),
    )
    return frozenset(person_id for (person_id,) in rows)


def opening_of(
    by: User | None, found: Collection[UUID], on: date, at: datetime | None = None
) -> frozenset[UUID]:
    """Whose record opens to a user, of people they found: all, unless a role of theirs finds more than it
    opens. One query, or two.
    """
    roles = [ROLES[held.key] for held in roles_of(by, on) if held.key in ROLES] if by and found else []
    if all(kinds_finding(role) == readable(role) for role in roles):
        return frozenset(found)
    return frozenset(visible_people(by, on, at).filter(pk__in=found).values_list("pk", flat=True))


def _named(by: User, on: date, at: datetime | None, kinds_of: KindsOf) -> QuerySet[Person]:
    """The people whose name reaches the user through the kinds of relationship that each of their roles
    has.
    """
    grants = [grant_of(held, by) for held in roles_of(by, on)]
    return _reached(by.pk, grants, on, at, kinds_of, lambda role: audiences_of(role, by))


@cache
def _ids_of(shape: Shape) -> Prepared:
    """The query of `visible_ids` for grants of this shape."""

    def build(user: Slot, on: Slot, at: Slot, as_user: Slot, as_organisation: Slot, **slots: Slot) -> Any:
        reached = _reached(
            user,
            grants_in(shape, slots),
            on,
            at,
            readable,
            lambda role: (role.key, as_organisation, as_user),
        )
        return reached.values_list("pk")

    return Prepared(build, user=ID, on=DAY, at=INSTANT, as_user=TEXT, as_organisation=TEXT, **slots_of(shape))


def _reached(
    user: UUID | Slot,
    grants: Iterable[Grant],
    on: date | Slot,
    at: datetime | Slot | None,
    kinds_of: KindsOf,
    audiences: Callable[[Role], Iterable[str | Slot]],
) -> QuerySet[Person]:
    named = Q(pk__in=())
    for grant in grants:
        role = ROLES.get(grant.role)
        if role:
            reach = Q(kind__in=kinds_of(role)) & held_by(user, grant, on)
            through = (
                live_relationships(reach, on, at, Right.READ)
                .filter(person=OuterRef("pk"))
                .filter(Q(kind__in=PRIVATE) | ~close_to(user, on))
            )
            named |= Q(Exists(through.filter(Q(kind__in=UNASKED) | _shared(role, audiences(role)))))
    return Person.objects.filter(named)


def _shared(role: Role, audiences: Iterable[str | Slot]) -> Q:
    """The condition on a relationship that its person's choices let the role read their name."""
    said = _newest_choices_about(NAMES, audiences).filter(person=OuterRef("person"))
    shared = Q(~Exists(said.filter(shared=False)))
    if Limit.BY_CHOICE in role.limits(NAMES):
        shared &= Q(Exists(said.filter(shared=True)))
    return shared


def _newest_choices_about(data_class: int, audiences: Iterable[str | Slot]) -> QuerySet[SharingChoice]:
    newer = SharingChoice.objects.filter(
        person=OuterRef("person"), audience=OuterRef("audience"), data_class=data_class, pk__gt=OuterRef("pk")
    )
    about = SharingChoice.objects.filter(data_class=data_class, audience__in=list(audiences))
    return about.exclude(Exists(newer))
