"""Whom a file is about, by the numbers it knows them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from kith.core.nhs_number import normalise, valid
from kith.core.table_cells import text
from kith.core.tables import Column
from kith.people.models import Identifier, Person

SCHEMES = (Identifier.Scheme.NHS, Identifier.Scheme.COUNCIL)
COUNCIL_NAMES = ("LA person unique identifier", "LA_Person_Unique_Identifier", "council id", "reference")
COLUMNS = (
    Column(key="person", read=text, names=COUNCIL_NAMES, required=False),
    Column(key="NHS number", read=text, names=("NHS_Number",), required=False),
)
"""The two columns by which a row says whom it is about; either will do."""


def numbers_in(row: Mapping[str, str | None]) -> list[str]:
    """The numbers that a row of `COLUMNS` gives, the council's first; an NHS number as its ten digits."""
    nhs = row["NHS number"]
    return [each for each in (row["person"], normalise(nhs) if nhs and valid(nhs) else nhs) if each]


def whom(row: Mapping[str, str | None], people: Mapping[str, UUID]) -> UUID | None:
    """Whom a row of `COLUMNS` is about, by the first of its numbers that somebody has; None for nobody."""
    return next((people[number] for number in numbers_in(row) if number in people), None)


def people_by_number(numbers: Iterable[str]) -> Mapping[str, UUID]:
    """Who has each of these numbers, the NHS's, a council's or our own id; two queries. For the house.

    A number that two councils gave to two people names neither of them, and none names somebody whose record
    was disposed of.
    """
    wanted = set(numbers)
    named: defaultdict[str, set[UUID]] = defaultdict(set)
    known = Identifier.objects.filter(scheme__in=SCHEMES, value__in=wanted)
    for value, person_id in known.values_list("value", "person_id"):
        named[value].add(person_id)
    ids = [number for each in wanted if (number := _id(each)) is not None]
    kept = Person.objects.filter(pk__in=ids, content_key__wrapped__isnull=False)
    return {
        **{str(person_id): person_id for person_id in kept.values_list("pk", flat=True)},
        **{value: person_id for value, (person_id, *others) in named.items() if not others},
    }


def _id(number: str) -> UUID | None:
    try:
        return UUID(number)
    except ValueError:
        return None
