"""People to test with: Ada draws on care, Wilf is her husband and her carer, both at 12 Mill Road."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from kith.people.actions import NewPerson, register_people
from kith.people.actions_access import NewRelationship, open_relationships
from kith.people.actions_households import NewHome
from kith.people.models import Person, Relationship, SharingChoice
from tests.factories import NOW, STARTED_ON, Cast

MILL_ROAD = NewHome(postcode="ZZ1 1AA", lat=53.80, lon=-1.60, street="Mill Road")


def new_person(cast: Cast, name: str = "Ada Okafor", **given: Any) -> NewPerson:
    values = {"home": MILL_ROAD, "address": "12 Mill Road", "starts_on": STARTED_ON, **given}
    return NewPerson(name=name, commissioner=cast.council, **values)


def register(cast: Cast, name: str = "Ada Okafor", **given: Any) -> Person:
    """Somebody the council is responsible for."""
    return register_people(by=None, at=NOW, people=[new_person(cast, name, **given)])[0]


def relate(
    person: Person | UUID,
    kind: str,
    *,
    starts_on: date = STARTED_ON,
    until: date | None = None,
    read_until: date | None = None,
    source: str = "",
    **holder: Any,
) -> Relationship:
    """A relationship to the person, held by organisation=, team= or user=."""
    return open_relationships(
        by=None,
        at=NOW,
        relationships=[
            NewRelationship(
                person_id=person.pk if isinstance(person, Person) else person,
                kind=kind,
                source=source or f"test:{uuid4()}",
                starts_on=starts_on,
                until=until,
                read_until=read_until,
                **{f"{name}_id": who.pk for name, who in holder.items()},
            )
        ],
    )[0]


def choose(person: Person, data_class: int, audience: str, shared: bool, *, cast: Cast) -> SharingChoice:
    """What the person said, just now, about who should see a class of data."""
    return SharingChoice.objects.create(
        person=person,
        data_class=data_class,
        audience=audience,
        shared=shared,
        by=cast.ada,
        recorded_at=NOW,
    )
