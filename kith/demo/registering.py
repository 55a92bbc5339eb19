"""The people of the demonstration, made up and registered: who draws on care, and their unpaid carers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from kith.core.nhs_number import test_number
from kith.core.phone_numbers import drama_mobile
from kith.demo.answers import answer
from kith.demo.asked import ask
from kith.demo.cast import Cast
from kith.demo.options import Options
from kith.demo.places import PatchPlan
from kith.demo.residents import CarerSpec, Resident, residents_of
from kith.people.actions import NewPerson, register_people
from kith.people.actions_circle import NewMember, add_to_circle
from kith.people.actions_content import NewContent, write_contents
from kith.people.actions_households import NewHome

T = TypeVar("T")
BATCH = 400
A_GENERATION = 29 * 365  # days


def make_up_residents(patches: Sequence[PatchPlan], options: Options, providers: int) -> list[Resident]:
    """The people of every patch, shared out evenly. The first of them is Ada."""
    residents: list[Resident] = []
    for number, patch in enumerate(patches):
        count = (options.people * (number + 1)) // len(patches) - len(residents)
        residents += residents_of(
            patch=number,
            doors=patch.doors,
            count=min(count, len(patch.doors)),
            first_index=len(residents),
            today=options.now.date(),
            providers=providers,
            rng=Random(f"{options.seed}:residents:{number}"),
        )
    return [_as_ada(residents[0]), *residents[1:]]


def _as_ada(resident: Resident) -> Resident:
    wilf = CarerSpec(name="Wilf Holroyd", kind="husband", phone_index=0, at_home=True)
    return replace(
        resident,
        name="Ada Holroyd",
        known_as="Ada",
        lives_alone=False,
        carer=wilf,
        allergy="Penicillin",
        risk="Falls: wears a pendant",
        service_type="home_care",
        what_matters="I want to get to the chapel coffee morning on my own two feet. "
        "I don't want a stream of strangers.",
    )


def register(residents: Sequence[Resident], cast: Cast, options: Options) -> list[UUID]:
    """Everybody who draws on care, and their carers, as people with doors, numbers and circles."""
    at = options.settled_at
    ids: list[UUID] = []
    for batch in in_batches(residents):
        people = [_person(resident, cast, options) for resident in batch]
        register_people(by=None, at=at, people=people)
        answer(people, options)
        ask(
            ((person.id, options.settled_at.date(), resident.service_type == "reablement")
             for resident, person in zip(batch, people, strict=True)),
            options,
        )  # fmt: skip
        ids += [person.id for person in people]
        _register_carers(list(zip(batch, people, strict=True)), cast, options)
        write_contents(
            by=None,
            at=at,
            pieces=[
                NewContent(person_id=person.id, kind=kind, text=text, written_at=at)
                for resident, person in zip(batch, people, strict=True)
                for kind, text in _texts(resident)
                if text
            ],
        )
    return ids


def _texts(resident: Resident) -> Iterator[tuple[str, str]]:
    yield "what_matters", resident.what_matters
    yield "allergy", resident.allergy
    yield "risk", resident.risk
    yield "home_entry", f"Key safe by the door, code {1000 + resident.index * 37 % 9000}"


def _person(resident: Resident, cast: Cast, options: Options) -> NewPerson:
    door = resident.door
    return NewPerson(
        id=options.id_of("person", resident.index),
        name=resident.name,
        known_as=resident.known_as,
        commissioner=cast.council,
        home=NewHome(postcode=door.postcode, lat=door.lat, lon=door.lon, street=door.street),
        address=f"{door.number} {door.street}, {door.postcode}",
        phone=drama_mobile(resident.index % 1000),
        born_on=resident.born_on,
        lives_alone=resident.lives_alone,
        nhs_number=test_number(resident.index),
        council_reference=f"C{100_000 + resident.index}",
        starts_on=options.settled_at.date(),
        user=cast.users["ada"] if resident.index == 0 else None,
    )


def _register_carers(pairs: Sequence[tuple[Resident, NewPerson]], cast: Cast, options: Options) -> None:
    """Unpaid carers are people too; those at home share the front door."""
    carers: list[tuple[Resident, NewPerson, NewPerson]] = []
    for resident, person in pairs:
        if resident.carer:
            carer = NewPerson(
                id=options.id_of("carer", resident.index),
                name=resident.carer.name,
                commissioner=cast.council,
                home=person.home if resident.carer.at_home else None,
                address=person.address if resident.carer.at_home else "",
                phone=drama_mobile((resident.carer.phone_index + 500) % 1000),
                born_on=_carers_birth(resident),
                starts_on=options.settled_at.date(),
                user=cast.users["wilf"] if resident.index == 0 else None,
            )
            carers.append((resident, person, carer))
    register_people(by=None, at=options.settled_at, people=[carer for _, _, carer in carers])
    for resident, person, carer in carers:
        add_to_circle(
            by=None,
            at=options.settled_at,
            person_id=person.id,
            new=NewMember(
                member_id=carer.id,
                kind=resident.carer.kind if resident.carer else "",
                is_carer=True,
                ring_order=1,
            ),
        )


def _carers_birth(resident: Resident) -> date:
    """Husbands, wives and sisters are as old; a child or a neighbour is a generation younger."""
    peer = resident.carer is not None and resident.carer.kind in {"wife", "husband", "sister"}
    return resident.born_on + timedelta(days=0 if peer else A_GENERATION)


def in_batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as one action takes well."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
