"""People who may be registered already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kith.core import nhs_number as nhs_numbers
from kith.core.dates import london_day
from kith.orgs.models import User
from kith.people.models import Identifier, Person, Residence
from kith.people.queries import findable_people
from kith.people.queries_names import PersonName, names_of
from kith.people.queries_search import search

ALIKE_ENOUGH = 0.8  # with the same address; with the same date of birth any likeness a search finds will do


class Because(StrEnum):
    """What two records have in common, the surest first."""

    NHS_NUMBER = "the same NHS number"
    BIRTHDAY = "a like name and the same date of birth"
    ADDRESS = "a like name and the same postcode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A record that may be of the same person, and why."""

    person_id: UUID
    name: PersonName
    because: Because


def possible_duplicates(
    *,
    by: User | None,
    at: datetime,
    name: str,
    born_on: date | None = None,
    nhs_number: str = "",
    postcode: str = "",
) -> list[Duplicate]:
    """The records the user may find that may be of somebody with this name, the surest first.

    Raises `NotAnNhsNumber`.
    """
    on = london_day(at)
    because: dict[UUID, Because] = {}
    if nhs_number:
        number = nhs_numbers.normalise(nhs_number)
        same = Identifier.objects.filter(scheme=Identifier.Scheme.NHS, value=number)
        for person in findable_people(by, on, at).filter(identifiers__in=same):
            because[person.pk] = Because.NHS_NUMBER
    alike = {found.person_id: found.alike for found in search(by, name, on, at)}
    for person_id in _born(on=born_on, among=alike):
        because.setdefault(person_id, Because.BIRTHDAY)
    for person_id in _living_at(postcode, among=alike):
        if alike[person_id] >= ALIKE_ENOUGH:
            because.setdefault(person_id, Because.ADDRESS)
    names = names_of(because)
    surest = sorted(because, key=lambda one: (list(Because).index(because[one]), names[one].full))
    return [Duplicate(person_id=one, name=names[one], because=because[one]) for one in surest]


def _born(*, on: date | None, among: dict[UUID, float]) -> list[UUID]:
    if on is None:
        return []
    return list(Person.objects.filter(pk__in=among, born_on=on).values_list("pk", flat=True))


def _living_at(postcode: str, *, among: dict[UUID, float]) -> list[UUID]:
    homes = Residence.objects.filter(person__in=among, until__isnull=True)
    plain = postcode.replace(" ", "").upper()
    return [
        person_id
        for person_id, lived in homes.values_list("person_id", "household__postcode")
        if plain and lived.replace(" ", "").upper() == plain
    ]
