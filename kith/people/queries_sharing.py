"""What a person has said about sharing: what stands, with whom, and how it came to be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, User
from kith.orgs.queries import live
from kith.orgs.roles import DATA_CLASSES, ROLES, Limit, Right
from kith.people.access import AT_WORK, CHOOSES, COMMISSIONER, FAMILY, SELF, is_shared, newest_choices
from kith.people.actions_sharing import chooses_for
from kith.people.models import CircleMember, Person, Relationship, SharingChoice
from kith.people.queries import access_person
from kith.people.queries_names import PersonName, name_of, names_of

NAMES = 1
NEWEST = 60
FAMILY_PARTS = tuple(part for part in DATA_CLASSES if Limit.BY_CHOICE in ROLES[FAMILY].limits(part))
WORK_PARTS = (2, 4, 5, 6, 7)  # a name and the times of visits are what care cannot be brought without

Choices = Mapping[tuple[str, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A user the person shares with, since when, which parts they see now, and whether they may choose."""

    user: User
    since: date
    sees: frozenset[int]
    chooses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """An organisation that works with the person, and the parts the person keeps from it."""

    organisation: Organisation
    kept_back: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One choice that was made: when, by whom, with whom it shares which part, or no longer."""

    at: datetime
    by: User
    audience: str
    part: int
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Everything the person's own page about sharing shows. ``own`` is false for who chooses for them."""

    person: Person
    name: PersonName
    own: bool
    with_family: frozenset[int]
    relatives: Sequence[Relative]
    could_share_with: Sequence[tuple[User, PersonName]]
    at_work: Sequence[AtWork]
    changes: Sequence[Change]


def sharing_of(*, by: User, at: datetime, person_id: UUID) -> Sharing:
    """What the person shares, for themselves or who chooses for them. Raises `NotFound` to anybody else."""
    on = london_day(at)
    person = _chosen_for(by, at, on, person_id)
    with as_house():  # links and relationships are held by others, whom the database hides from the user
        choices = newest_choices(SharingChoice.objects.filter(person=person).order_by("id"))
        relatives = _relatives(person, choices, on)
        return Sharing(
            person=person,
            name=name_of(person.pk),
            own=person.user_id == by.pk,
            with_family=frozenset(part for part in FAMILY_PARTS if choices.get((FAMILY, part))),
            relatives=relatives,
            could_share_with=_others_around(person, {each.user.pk for each in relatives}, on),
            at_work=_at_work(person, choices, on),
            changes=_changes(person),
        )


def _chosen_for(by: User, at: datetime, on: date, person_id: UUID) -> Person:
    if chooses_for(by, person_id, on):
        return Person.objects.get(pk=person_id)
    access = access_person(by=by, person_id=person_id, data_class=NAMES, right=Right.APPEND, on=on, at=at)
    if access.relationship is None or access.relationship.kind != SELF:
        raise NotFound
    return access.person


def _relatives(person: Person, choices: Choices, on: date) -> list[Relative]:
    held = Relationship.objects.filter(live(on), person=person, kind__in=(FAMILY, CHOOSES))
    links = list(held.select_related("user").order_by("starts_on", "pk"))
    choosing = {link.user_id for link in links if link.kind == CHOOSES}
    return [
        Relative(
            user=link.user,
            since=link.starts_on,
            sees=frozenset(p for p in FAMILY_PARTS if is_shared(choices, ROLES[FAMILY], link.user, p)),
            chooses=link.user_id in choosing,
        )
        for link in links
        if link.kind == FAMILY and link.user
    ]


def _others_around(person: Person, already: set[UUID], on: date) -> list[tuple[User, PersonName]]:
    """People of the circle who can sign in and with whom nothing is shared yet."""
    around = CircleMember.objects.filter(live(on), person=person, member__user__is_active=True)
    members = [place.member for place in around.select_related("member__user") if place.member.user]
    names = names_of([member.pk for member in members])
    return [(m.user, names[m.pk]) for m in members if m.user and m.user_id not in already]


def _at_work(person: Person, choices: Choices, on: date) -> list[AtWork]:
    working = Relationship.objects.filter(live(on), AT_WORK | Q(kind=COMMISSIONER), person=person)
    found = Organisation.objects.filter(pk__in=working.values("organisation")).order_by("name")
    return [
        AtWork(
            organisation=one,
            kept_back=frozenset(
                part for part in WORK_PARTS if choices.get((f"organisation:{one.pk}", part)) is False
            ),
        )
        for one in found
    ]


def _changes(person: Person) -> list[Change]:
    rows = SharingChoice.objects.filter(person=person).select_related("by").order_by("-id")[:NEWEST]
    return [
        Change(at=row.recorded_at, by=row.by, audience=row.audience, part=row.data_class, shared=row.shared)
        for row in rows
    ]
