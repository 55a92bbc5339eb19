"""Registers people: who they are, where they live, and that their council is now responsible for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.people.actions_access import NewRelationship, open_relationships
from kith.people.actions_content import NewContent, write_contents
from kith.people.actions_households import NewHome, open_households
from kith.people.actions_identifiers import NewIdentifier, add_identifiers
from kith.people.actions_search import index_people
from kith.people.models import ContentKey, Identifier, Person, Residence
from kith.people.sealing import new_key

BATCH = 2_000


class NotAPerson(Invalid):
    """What was given cannot be somebody's record: no name, or born after today."""

    code = "not_a_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to register. Numbers may be left empty; an unpaid carer who draws on no care is a person
    too.
    """

    name: str
    commissioner: Organisation
    home: NewHome | None = None
    address: str = ""
    phone: str = ""
    known_as: str = ""
    communication: str = ""
    born_on: date | None = None
    lives_alone: bool | None = None
    nhs_number: str = ""
    council_reference: str = ""
    provider_references: Mapping[UUID, str] = field(default_factory=dict)
    starts_on: date | None = None
    user: User | None = None
    id: UUID = field(default_factory=uuid.uuid4)


def register_people(*, by: User | None, at: datetime, people: Sequence[NewPerson]) -> list[Person]:
    """The people just registered, in the order given, each with a key of their own and findable by name.

    Their council may see them from the day they start, and so may they themselves when they have a sign-in.
    Raises `NotPermitted`, `NotAPerson`, `NotAnNhsNumber`, or `IdentifierTaken` when a number is already
    somebody's; then nobody is registered.
    """
    on = london_day(at)
    check_may(by, "register people", None, on)
    for person in people:
        _check(person, on)
    with transaction.atomic(), as_house():
        homes = [person.home for person in people if person.home]
        open_households(at=at, homes=homes, starts_on=min((p.starts_on or on for p in people), default=on))
        registered = Person.objects.bulk_create([_person(person, at) for person in people], batch_size=BATCH)
        _give_keys(people)
        write_contents(by=by, at=at, pieces=[piece for person in people for piece in _texts(person, at)])
        _give_homes(people, on)
        add_identifiers(identifiers=[number for person in people for number in _identifiers(person)])
        index_people(person_ids=[person.id for person in people])
        relationships = [new for person in people for new in _relationships(person, on)]
        open_relationships(by=by, at=at, relationships=relationships)
        audit.record(
            by=by,
            at=at,
            action="register.person",
            data_class=1,
            subject_kind="person",
            person_id=people[0].id if len(people) == 1 else None,
            detail={"people": len(people)},
        )
    return registered


def _check(person: NewPerson, on: date) -> None:
    if not person.name.strip():
        raise NotAPerson("This person has no name. Give the name they use, or one to recognise them by.")
    if person.born_on is not None and person.born_on > on:
        raise NotAPerson(
            "The date of birth, {born_on:%d/%m/%Y}, has not come yet. Check the year.",
            born_on=person.born_on,
        )


def _person(person: NewPerson, at: datetime) -> Person:
    return Person(
        id=person.id,
        commissioner=person.commissioner,
        born_on=person.born_on,
        lives_alone=person.lives_alone,
        opened_at=at,
        user=person.user,
    )


def _give_keys(people: Iterable[NewPerson]) -> None:
    ContentKey.objects.bulk_create(
        [ContentKey(person_id=person.id, wrapped=new_key(person.id)[1]) for person in people],
        batch_size=BATCH,
    )


def _give_homes(people: Iterable[NewPerson], on: date) -> None:
    Residence.objects.bulk_create(
        [
            Residence(person_id=person.id, household_id=person.home.id, starts_on=person.starts_on or on)
            for person in people
            if person.home
        ],
        batch_size=BATCH,
    )


def _texts(person: NewPerson, at: datetime) -> Iterator[NewContent]:
    texts = {
        "name": person.name.strip(),
        "known_as": person.known_as.strip(),
        "address": person.address,
        "phone": person.phone,
        "communication": person.communication,
    }
    for kind, text in texts.items():
        if text:
            yield NewContent(person_id=person.id, kind=kind, text=text, written_at=at)


def _identifiers(person: NewPerson) -> Iterator[NewIdentifier]:
    if person.nhs_number:
        yield NewIdentifier(person_id=person.id, scheme=Identifier.Scheme.NHS, value=person.nhs_number)
    if person.council_reference:
        yield NewIdentifier(
            person_id=person.id,
            scheme=Identifier.Scheme.COUNCIL,
            value=person.council_reference,
            organisation_id=person.commissioner.pk,
        )
    for organisation_id, value in person.provider_references.items():
        yield NewIdentifier(
            person_id=person.id,
            scheme=Identifier.Scheme.PROVIDER,
            value=value,
            organisation_id=organisation_id,
        )


def _relationships(person: NewPerson, on: date) -> Iterator[NewRelationship]:
    starts_on = person.starts_on or on
    source = f"person:{person.id}"
    yield NewRelationship(
        person_id=person.id,
        organisation_id=person.commissioner.pk,
        kind="commissioner",
        source=source,
        starts_on=starts_on,
    )
    if person.user is not None:
        yield NewRelationship(
            person_id=person.id, user_id=person.user.pk, kind="self", source=source, starts_on=starts_on
        )
