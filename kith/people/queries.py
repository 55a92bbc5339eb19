"""Who may see whom. `access_person` is the only way a door gets a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.errors import NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.prepared import DAY, ID, INSTANT, Prepared, Slot
from kith.orgs.queries import HeldRole, roles_of
from kith.orgs.roles import ROLES, Right
from kith.people.access import (
    Access,
    Way,
    giving,
    kinds_through,
    may_see,
    newest_choices,
    readable_kinds,
    ways_of,
)
from kith.people.models import Person, PersonLink, Relationship, SharingChoice
from kith.people.queries_visible import findable_people, opening_of, visible_ids, visible_people
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

__all__ = [
    "Access",
    "access_person",
    "findable_people",
    "is_close",
    "live_links",
    "may_see",
    "opening_of",
    "reaching",
    "readable_kinds",
    "resolve",
    "visible_ids",
    "visible_people",
]

RELATIONSHIP = tuple(field.attname for field in Relationship._meta.concrete_fields)
PERSON = tuple(field.attname for field in Person._meta.concrete_fields)
VERBS: Mapping[Right, str] = {Right.READ: "see", Right.APPEND: "add_to", Right.DECIDE: "decide_about"}


def access_person(
    *,
    by: User | None,
    person_id: UUID,
    data_class: int,
    right: Right | str = Right.READ,
    on: date,
    at: datetime,
    in_window: bool = False,
) -> Access:
    """The person, and by which role and relationship the user may do this with that class of data; four
    queries.

    Writes one audit row, allowed or refused: so call it before the transaction of an action begins, or a
    refusal is rolled back with its row. ``in_window`` is for who has checked that a visit is near enough
    for the home entry code. Raises `NotFound`, the same whether there is no such person or they are not
    this user's to see.
    """
    if by is None:
        return _for_the_house(person_id)
    right = Right(right)
    held = roles_of(by, on)
    relationships = _reaching_one(by, held, on, at, right, person_id)
    choices = newest_choices(SharingChoice.objects.filter(person=person_id).order_by("id"))
    ways = ways_of(held, relationships, by, on)
    way = giving(ways, choices, right, data_class, in_window=in_window)
    audit.record(
        by=by,
        at=at,
        action=f"{VERBS[right]}.person",
        person_id=person_id,
        data_class=data_class,
        relationship_id=way.relationship.pk if way else None,
        role=way.role.key if way else "",
        allowed=way is not None,
        reason=way.relationship.kind if way else _why_not(relationships, ways),
    )
    if way is None:
        raise NotFound
    return Access(
        person=way.relationship.person,
        role=way.role,
        relationship=way.relationship,
        ways=ways,
        choices=choices,
    )


def is_close(by: User, person: Person, on: date) -> bool:
    """Whether the user is the person, or so close to them that a colleague has to do the work."""
    return Person.objects.filter(close_to(by.pk, on, "pk"), pk=person.pk).exists()


def resolve(person_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """For each of these ids, every id of the same person, itself included; two queries at most for each
    link deep.

    Records stay apart until somebody says they are one person, and are apart again when the link is ended.
    Seeing one record gives nobody the other: narrow the answer to `visible_people`.
    """
    wanted = set(person_ids)
    group = {person_id: {person_id} for person_id in wanted}
    edge = set(wanted)
    while edge:
        links = (
            live_links()
            .filter(Q(person__in=edge) | Q(same_as__in=edge))
            .values_list("person_id", "same_as_id")
        )
        found = {one for pair in links for one in pair} - group.keys()
        for one, other in links:
            joined = group.setdefault(one, {one}) | group.setdefault(other, {other})
            for person_id in joined:
                group[person_id] = joined
        edge = found
    return {person_id: frozenset(group[person_id]) for person_id in wanted}


def live_links() -> QuerySet[PersonLink]:
    """The links between records that nobody has ended."""
    return PersonLink.objects.filter(ends__isnull=True, ended_by__isnull=True)


def _for_the_house(person_id: UUID) -> Access:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return Access(person=person, role=None, relationship=None, ways=(), choices={})


def reaching(
    by: User, held: Iterable[HeldRole], on: date, at: datetime, right: Right
) -> QuerySet[Relationship]:
    """The live relationships that reach the user in these roles, and whether each person is close to them."""
    return _reached(by.pk, [grant_of(each, by) for each in held], on, at, right)


def _reaching_one(
    by: User, held: Iterable[HeldRole], on: date, at: datetime, right: Right, person_id: UUID
) -> list[Relationship]:
    """Those of `reaching` that are about one person, who is loaded. One query."""
    grants = [grant_of(each, by) for each in held]
    rows = _to_one(shape_of(grants), right)(user=by.pk, on=on, at=at, person=person_id, **values_of(grants))
    found = []
    for *fields, is_close_to_user in rows:
        relationship = Relationship.from_db("default", RELATIONSHIP, fields[: len(RELATIONSHIP)])
        relationship.person = Person.from_db("default", PERSON, fields[len(RELATIONSHIP) :])
        relationship.close_to_user = is_close_to_user  # type: ignore[attr-defined]
        found.append(relationship)
    return found


@cache
def _to_one(shape: Shape, right: Right) -> Prepared:
    """The query of `_reaching_one` for grants of this shape."""

    def build(user: Slot, on: Slot, at: Slot, person: Slot, **slots: Slot) -> Any:
        reached = _reached(user, grants_in(shape, slots), on, at, right).filter(person=person)
        about_them = (f"person__{name}" for name in PERSON)
        return reached.values_list(*RELATIONSHIP, *about_them, "close_to_user")

    return Prepared(build, user=ID, on=DAY, at=INSTANT, person=ID, **slots_of(shape))


def _reached(
    user: UUID | Slot, grants: Iterable[Grant], on: date | Slot, at: datetime | Slot, right: Right
) -> QuerySet[Relationship]:
    reach = Q(pk__in=())
    for grant in grants:
        role = ROLES.get(grant.role)
        if role:
            reach |= Q(kind__in=kinds_through(role)) & held_by(user, grant, on)
    return live_relationships(reach, on, at, right).annotate(close_to_user=close_to(user, on))


def _why_not(relationships: Collection[Relationship], ways: Collection[Way]) -> str:
    """The code of a refusal, for the audit only: the user is told nothing but that there is nothing here."""
    if not relationships:
        return "no_relationship"
    return "no_right" if ways else "close_to_user"
