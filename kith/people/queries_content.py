"""Reads what was written about people, decrypted. Whoever calls has been given access to the class it is
in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kith.orgs.prepared import IDS, Prepared, Row, Slot
from kith.people.models import Content, ContentKey
from kith.people.sealing import PersonKey, unwrap


class Piece(NamedTuple):
    """One piece of text about a person, readable."""

    id: UUID
    person_id: UUID
    kind: str
    data_class: int
    written_at: datetime
    recorded_at: datetime
    by_id: UUID | None
    supersedes_id: UUID | None
    text: str


ABOUT = Piece._fields[:-1]  # the text is sealed


def contents_of(person_ids: Iterable[UUID], kinds: Iterable[str]) -> list[Piece]:
    """What stands about these people, of these kinds, newest first; one query.

    A piece that a newer one corrects is left out, and so is all that a person whose key was destroyed had.
    """
    return list(_opened(_pieces(*kinds)(people=set(person_ids))))


@cache
def _newest(*kinds: str) -> Prepared:
    return Prepared(
        lambda people: (
            _standing(people, kinds)
            .filter(person__content_key__wrapped__isnull=False)
            .values_list("person_id", "kind", "sealed", "person__content_key__wrapped")
        ),
        people=IDS,
    )


def said_of(person_ids: Iterable[UUID], kinds: Iterable[str]) -> dict[tuple[UUID, str], str]:
    """The newest text that stands about each of these people, by person and kind; one query."""
    newest: dict[tuple[UUID, str], str] = {}
    keys: dict[UUID, PersonKey] = {}
    for person_id, kind, sealed, wrapped in _newest(*kinds)(people=set(person_ids)):
        if person_id not in keys:
            keys[person_id] = unwrap(person_id, bytes(wrapped or b""))
        if (person_id, kind) not in newest:
            newest[person_id, kind] = keys[person_id].open(kind, bytes(sealed))
    return newest


def all_contents_of(person_id: UUID) -> list[Piece]:
    """Everything ever written about a person, corrected pieces too, oldest first; one query."""
    return list(_opened(_readable(Content.objects.filter(person=person_id).order_by("written_at", "id"))))


def texts_of(content_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The text of these pieces by their id, as it now stands; two queries, and one more for each correction
    deep.

    A correction is read in place of what it corrects. A piece whose key was destroyed is not in the answer.
    """
    newest = {content_id: content_id for content_id in content_ids}
    corrected: dict[UUID, UUID] = dict(_CORRECTIONS(pieces=set(newest.values())))
    while corrected:
        newest = {asked: corrected.get(stood, stood) for asked, stood in newest.items()}
        corrected = dict(_CORRECTIONS(pieces=set(newest.values())))
    texts = {piece.id: piece.text for piece in _opened(_WITH_IDS(pieces=set(newest.values())))}
    return {asked: texts[stands] for asked, stands in newest.items() if stands in texts}


def keys_of(person_ids: Iterable[UUID]) -> dict[UUID, PersonKey]:
    """The key of each of these people that still has one; one query."""
    return {
        person_id: unwrap(person_id, bytes(wrapped)) for person_id, wrapped in _KEYS(people=set(person_ids))
    }


def _standing(person_ids: Collection[UUID] | Slot, kinds: Iterable[str]) -> QuerySet[Content]:
    """What no newer piece corrects, newest first."""
    standing = Content.objects.filter(
        person__pk__among=person_ids, kind__in=list(kinds), superseded_by__isnull=True
    )
    return standing.order_by("-written_at", "-id")


def _readable(pieces: QuerySet[Content]) -> QuerySet[Content, Row]:
    """What `_opened` takes of each piece: sealed, the wrapped key, and what the piece is about."""
    kept = pieces.filter(person__content_key__wrapped__isnull=False)
    return kept.values_list("sealed", "person__content_key__wrapped", *ABOUT)


@cache
def _pieces(*kinds: str) -> Prepared:
    return Prepared(lambda people: _readable(_standing(people, kinds)), people=IDS)


_KEYS = Prepared(
    lambda people: ContentKey.objects.filter(person__pk__among=people, wrapped__isnull=False).values_list(
        "person_id", "wrapped"
    ),
    people=IDS,
)
_WITH_IDS = Prepared(lambda pieces: _readable(Content.objects.filter(id__among=pieces)), pieces=IDS)
_CORRECTIONS = Prepared(
    lambda pieces: (
        Content.objects.filter(supersedes__id__among=pieces).order_by("id").values_list("supersedes_id", "id")
    ),
    pieces=IDS,
)


def _opened(rows: Iterable[Row]) -> Iterator[Piece]:
    """Each row readable. A person's key is unwrapped once, and forgotten when the reading is done."""
    keys: dict[UUID, PersonKey] = {}
    for sealed, wrapped, *about in rows:
        _, person_id, kind, *_ = about
        if person_id not in keys:
            keys[person_id] = unwrap(person_id, bytes(wrapped))
        yield Piece._make((*about, keys[person_id].open(kind, bytes(sealed))))
