"""What people are called, for a whole page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kith.people.queries_content import said_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A person's full name, what they like to be called, and their initials."""

    full: str
    known_as: str
    initials: str


FORGOTTEN = PersonName(full="Name deleted", known_as="Name deleted", initials="–")


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, PersonName]:
    """The names of these people by id; one query however many they are.

    Somebody whose record was disposed of is there too, as `FORGOTTEN`.
    """
    wanted = set(person_ids)
    newest = said_of(wanted, ("name", "known_as"))
    return {person_id: _named(newest, person_id) for person_id in wanted}


def name_of(person_id: UUID) -> PersonName:
    """One person's name; one query."""
    return names_of([person_id])[person_id]


def _named(newest: dict[tuple[UUID, str], str], person_id: UUID) -> PersonName:
    full = newest.get((person_id, "name"))
    if full is None:
        return FORGOTTEN
    words = full.split()
    known_as = newest.get((person_id, "known_as")) or words[0]
    return PersonName(full=full, known_as=known_as, initials=(words[0][:1] + words[-1][:1]).upper())
