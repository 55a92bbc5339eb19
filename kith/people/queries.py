"""Who may see whom. `access_person` is the only way a door gets a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.core.errors import NotFound
from kith.orgs import audit
from kith.orgs.models import Team, TeamMember, TeamOrganisation, User
from kith.orgs.queries import HeldRole, live, roles_of
from kith.orgs.roles import ROLES, Limit, Right, Role
from kith.people.access import (
    NAMES,
    PRIVATE,
    UNASKED,
    Access,
    Way,
    audiences_of,
    giving,
    kinds_finding,
    kinds_giving,
    kinds_through,
    may_see,
    newest_choices,
    readable_kinds,
    ways_of,
)
from kith.people.models import CircleMember, Person, PersonLink, Relationship, Residence, SharingChoice

__all__ = [
    "Access",
    "access_person",
    "findable_people",
    "is_close",
    "live_links",
    "may_see",
    "opening_of",
    "readable_kinds",
    "resolve",
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
    relationships = list(_reaching(by, held, on, at, right).filter(person=person_id).select_related("person"))
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


def visible_people(by: User | None, on: date, at: datetime | None = None) -> QuerySet[Person]:
    """The people whose name a user may read on this day; one queryset, to be narrowed further.

    Emergency access, which is counted in minutes, is included only when ``at`` is given. The house sees
    everybody.
    """
    if by is None:
        return Person.objects.all()
    return _named(by, on, at, partial(kinds_giving, right=Right.READ, data_class=NAMES))


def findable_people(by: User | None, on: date, at: datetime | None = None) -> QuerySet[Person]:
    """The people a user may find by name: those of `visible_people`, and for some roles others of their
    council.
    """
    return Person.objects.all() if by is None else _named(by, on, at, kinds_finding)


def opening_of(
    by: User | None, found: Collection[UUID], on: date, at: datetime | None = None
) -> frozenset[UUID]:
    """Whose record opens to a user, of people they found: all, unless a role of theirs finds more than it
    opens. One query, or two.
    """
    roles = [ROLES[held.key] for held in roles_of(by, on) if held.key in ROLES] if by and found else []
    if all(kinds_finding(role) == kinds_giving(role, Right.READ, NAMES) for role in roles):
        return frozenset(found)
    return frozenset(visible_people(by, on, at).filter(pk__in=found).values_list("pk", flat=True))


def is_close(by: User, person: Person, on: date) -> bool:
    """Whether the user is the person, or so close to them that a colleague has to do the work."""
    return Person.objects.filter(_close_to(by, on, "pk"), pk=person.pk).exists()


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


def _named(
    by: User, on: date, at: datetime | None, kinds_of: Callable[[Role], frozenset[str]]
) -> QuerySet[Person]:
    """The people whose name reaches the user through the kinds of relationship that each of their roles
    has.
    """
    named = Q(pk__in=())
    for grant in roles_of(by, on):
        role = ROLES.get(grant.key)
        if role:
            named |= _named_to(by, grant, role, kinds_of(role), on, at)
    return Person.objects.filter(named)


def _named_to(
    by: User, grant: HeldRole, role: Role, kinds: frozenset[str], on: date, at: datetime | None
) -> Q:
    """The condition on a person that this grant lets the user read their name."""
    through = (
        _live(Q(kind__in=kinds) & _held_by(by, grant, on), on, at, Right.READ)
        .filter(person=OuterRef("pk"))
        .filter(Q(kind__in=PRIVATE) | ~_close_to(by, on))
    )
    said = _newest_choices_about(NAMES, audiences_of(role, by)).filter(person=OuterRef("person"))
    shared = Q(~Exists(said.filter(shared=False)))
    if Limit.BY_CHOICE in role.limits(NAMES):
        shared &= Q(Exists(said.filter(shared=True)))
    return Q(Exists(through.filter(Q(kind__in=UNASKED) | shared)))


def _newest_choices_about(data_class: int, audiences: Iterable[str]) -> QuerySet[SharingChoice]:
    newer = SharingChoice.objects.filter(
        person=OuterRef("person"), audience=OuterRef("audience"), data_class=data_class, pk__gt=OuterRef("pk")
    )
    about = SharingChoice.objects.filter(data_class=data_class, audience__in=list(audiences))
    return about.exclude(Exists(newer))


def _reaching(
    by: User, held: Iterable[HeldRole], on: date, at: datetime, right: Right
) -> QuerySet[Relationship]:
    """The live relationships that reach the user in these roles, and whether each person is close to them."""
    reach = Q(pk__in=())
    for grant in held:
        role = ROLES.get(grant.key)
        if role:
            reach |= Q(kind__in=kinds_through(role)) & _held_by(by, grant, on)
    return _live(reach, on, at, right).annotate(close_to_user=_close_to(by, on))


def _live(reach: Q, on: date, at: datetime | None, right: Right) -> QuerySet[Relationship]:
    """Those of the relationships that count on the day; an emergency only when the instant is given."""
    lasts = Q(until__isnull=True) | Q(until__gt=on)
    if right is Right.READ:
        lasts |= Q(read_until__gt=on)
    unexpired = Q(expires_at__isnull=True) | (Q(expires_at__gt=at) if at else Q(pk__in=()))
    return Relationship.objects.filter(reach, lasts, unexpired, starts_on__lte=on)


def _held_by(by: User, grant: HeldRole, on: date) -> Q:
    """The condition that a relationship is the user's own, their organisation's, or a team's that either
    serves in.

    A grant in one area reaches only the people who live there; a relationship of the user's own reaches
    further.
    """
    organisation_id = grant.organisation_id or by.organisation_id
    serving = Q(members__in=TeamMember.objects.filter(live(on), user=by)) | Q(
        organisations__in=TeamOrganisation.objects.filter(live(on), organisation=organisation_id)
    )
    shared = Q(organisation=organisation_id) if organisation_id else Q(pk__in=())
    shared |= Q(team__in=Team.objects.filter(live(on), serving).values("pk"))
    if grant.area_id is not None:
        shared &= Q(Exists(_living_in(grant.area_id, on).filter(person=OuterRef("person"))))
    return Q(user=by) | shared


def _living_in(area_id: UUID, on: date) -> QuerySet[Residence]:
    """The residences, on this day, in a patch that is this area or lies inside it."""
    patch = "household__patches__"
    inside = Q(**{f"{patch}area": area_id}) | Q(**{f"{patch}area__parent": area_id})
    return Residence.objects.filter(
        live(on), live(on, patch), inside | Q(**{f"{patch}area__parent__parent": area_id})
    )


def _close_to(by: User, on: date, person: str = "person") -> Q:
    """Whether the person is the user, or somebody in whose circle either of them is, or who shares with
    them.
    """
    them = OuterRef(person)
    circle = CircleMember.objects.filter(
        live(on), Q(person=them, member__user=by) | Q(member=them, person__user=by)
    )
    private = Relationship.objects.filter(live(on), person=them, user=by, kind__in=PRIVATE)
    own = Person.objects.filter(pk=them, user=by)
    return Q(Exists(circle)) | Q(Exists(private)) | Q(Exists(own))


def _why_not(relationships: Collection[Relationship], ways: Collection[Way]) -> str:
    """The code of a refusal, for the audit only: the user is told nothing but that there is nothing here."""
    if not relationships:
        return "no_relationship"
    return "no_right" if ways else "close_to_user"
