"""Writes text about people, encrypted under each person's own key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, Refused
from kith.orgs.facts import uuid7
from kith.orgs.models import User
from kith.orgs.roles import Right
from kith.people.actions_search import FINDABLE_BY, index_people
from kith.people.content_kinds import data_class_of
from kith.people.models import Content
from kith.people.queries import access_person
from kith.people.queries_content import keys_of


class RecordDisposed(Refused):
    """The person's key was destroyed, so nothing more can be written about them."""

    code = "record_disposed"


class NothingWritten(Invalid):
    """The text is empty."""

    code = "nothing_written"


class NotTheirs(Invalid):
    """A correction names a piece that is about somebody else, of another kind, or corrected already."""

    code = "correction_of_another"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContent:
    """A piece of text to keep. ``written_at`` is when it was written, perhaps on a phone without signal."""

    person_id: UUID
    kind: str
    text: str
    written_at: datetime
    supersedes_id: UUID | None = None


def write_contents(*, by: User | None, at: datetime, pieces: Sequence[NewContent]) -> list[Content]:
    """Keep these pieces, in order; one query for the keys and one for the rows.

    For other actions: whoever calls has checked that ``by`` may do what the text is part of, and stands for
    it in its own transaction and audit row. A door calls `write_content`. Raises `UnknownKind`, or
    `RecordDisposed` when a person's key has been destroyed.
    """
    keys = keys_of({piece.person_id for piece in pieces})
    for piece in pieces:
        if piece.person_id not in keys:
            raise RecordDisposed(
                "This record was disposed of. Register the person again to write about them.",
                person_id=piece.person_id,
            )
    return Content.objects.bulk_create(
        [
            Content(
                id=uuid7(),
                person_id=piece.person_id,
                kind=piece.kind,
                data_class=data_class_of(piece.kind),
                sealed=keys[piece.person_id].seal(piece.kind, piece.text),
                written_at=piece.written_at,
                by=by,
                supersedes_id=piece.supersedes_id,
                recorded_at=at,
            )
            for piece in pieces
        ],
        batch_size=2_000,
    )


def write_content(
    *,
    by: User | None,
    at: datetime,
    person_id: UUID,
    kind: str,
    text: str,
    written_at: datetime | None = None,
    supersedes_id: UUID | None = None,
) -> Content:
    """The piece of text just kept about a person, for a door: whoever writes must be let add to its class.

    Raises `NotFound`, `UnknownKind`, `NothingWritten`, `RecordDisposed`, or `NotTheirs` when it would
    correct a piece that is about somebody else or of another kind.
    """
    if not text.strip():
        raise NothingWritten("There is nothing written here. Write something, or go back.", kind=kind)
    data_class = data_class_of(kind)
    access_person(
        by=by, person_id=person_id, data_class=data_class, right=Right.APPEND, on=london_day(at), at=at
    )
    with transaction.atomic():
        if supersedes_id is not None:
            _check_corrects(supersedes_id, person_id, kind)
        piece = NewContent(
            person_id=person_id,
            kind=kind,
            text=text.strip(),
            written_at=written_at or at,
            supersedes_id=supersedes_id,
        )
        [written] = write_contents(by=by, at=at, pieces=[piece])
        if kind in FINDABLE_BY:
            index_people(person_ids=[person_id])
    return written


def _check_corrects(content_id: UUID, person_id: UUID, kind: str) -> None:
    standing = Content.objects.filter(pk=content_id, person=person_id, kind=kind, superseded_by__isnull=True)
    if not standing.exists():
        raise NotTheirs(
            "What this corrects has been corrected since. Open the record again and correct the newer text.",
            content_id=content_id,
        )
