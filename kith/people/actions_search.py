"""Makes people findable: hashes of their names, nicknames, pieces of names and ends of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from kith.people.models import SearchKey
from kith.people.sealing import search_key
from kith.people.search_words import marks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """What somebody can be found by."""

    person_id: UUID
    names: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    postcode: str = ""


def index_people(*, people: Sequence[Findable]) -> int:
    """How many search keys these people now have. Keys they had before and should not have are gone.

    Part of the action that changed their names or numbers, which writes the audit row.
    """
    SearchKey.objects.filter(person__in=[person.person_id for person in people]).delete()
    hashed = cache(search_key)  # the same pieces of names come again and again
    column = SearchKey._meta.get_field("person")
    rows = [
        (person_column, hashed(mark))
        for person in people
        for person_column in [column.get_db_prep_save(person.person_id, connection)]
        for mark in marks_of(person.names, person.numbers, person.postcode)
    ]
    # Some forty keys a person: as model instances, a city would take longer than everything else about it.
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO people_searchkey (person_id, key) VALUES (%s, %s)", rows)
    return len(rows)
