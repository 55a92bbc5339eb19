"""Makes people findable: hashes of their names, nicknames, pieces of names, ends of numbers and postcodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from operator import itemgetter
from uuid import UUID

from django.db import connection

from kith.people.models import Identifier, Residence, SearchKey
from kith.people.queries_content import contents_of
from kith.people.sealing import search_key
from kith.people.search_words import mark_of_postcode, marks_of_name, marks_of_number

NAMES, NUMBERS = ("name", "known_as"), ("phone",)
FINDABLE_BY = frozenset({*NAMES, *NUMBERS})


def index_people(*, person_ids: Collection[UUID]) -> int:
    """How many search keys these people now have, by what stands about them; old ones are gone.

    Part of the action that changed a name, a number or a home, which writes the audit row.
    """
    SearchKey.objects.filter(person__in=person_ids).delete()
    hashed = cache(search_key)  # the same pieces of names come again and again
    column = SearchKey._meta.get_field("person")
    rows = [
        (person, hashed(mark))
        for person_id, marks in _marks(person_ids).items()
        for person in [column.get_db_prep_save(person_id, connection)]
        for mark in marks
    ]
    rows.sort(key=itemgetter(1))  # in the order of the index, which then grows at its end
    # Some forty keys a person: as model instances, a city would take longer than everything else about it.
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO people_searchkey (person_id, key) VALUES (%s, %s)", rows)
    return len(rows)


def _marks(person_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Every mark by which each of these people may be found; three queries."""
    marks: dict[UUID, set[str]] = defaultdict(set)
    for piece in contents_of(person_ids, FINDABLE_BY):
        marks[piece.person_id] |= (marks_of_name if piece.kind in NAMES else marks_of_number)(piece.text)
    numbers = Identifier.objects.filter(person__in=person_ids).values_list("person_id", "value")
    for person_id, number in numbers:
        marks[person_id] |= marks_of_number(number)
    homes = Residence.objects.filter(person__in=person_ids, until__isnull=True)
    for person_id, postcode in homes.values_list("person_id", "household__postcode"):
        marks[person_id].add(mark_of_postcode(postcode))
    return marks
