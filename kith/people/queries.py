"""Who may see whom. `access_person` is the only way a door gets a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.errors import NotFound
from kith.orgs import audit
from kith.orgs.models import User
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
from kith.people.reach import close_to, grant_of, held_by, live_relationships

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
    relationships = list(reaching(by, held, on, at, right).filter(person=person_id).select_related("person"))
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
    reach = Q(pk__in=())
    for grant in held:
        role = ROLES.get(grant.key)
        if role:
            reach |= Q(kind__in=kinds_through(role)) & held_by(by.pk, grant_of(grant, by), on)
    return live_relationships(reach, on, at, right).annotate(close_to_user=close_to(by.pk, on))


def _why_not(relationships: Collection[Relationship], ways: Collection[Way]) -> str:
    """The code of a refusal, for the audit only: the user is told nothing but that there is nothing here."""
    if not relationships:
        return "no_relationship"
    return "no_right" if ways else "close_to_user"
