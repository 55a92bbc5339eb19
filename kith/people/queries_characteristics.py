"""What people said of themselves, or others of them: what stands on a day, and all that was ever said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.orgs.roles import Right
from kith.people.access import Access, may_see, readable_kinds
from kith.people.characteristics import CHARACTERISTICS, Characteristic, SaidBy
from kith.people.queries import access_person
from kith.people.queries_content import Piece, contents_of

NAMES = 1
RECORD = "record characteristics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer: of what, whose word it is, from which day it holds, and who wrote it down when."""

    id: UUID
    key: str
    value: str
    said_by: SaidBy
    since: date
    written_at: datetime
    by_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question about somebody, what stands as its answer, the answers before, and whether one may add."""

    characteristic: Characteristic
    stands: Said | None
    before: Sequence[Said]
    may_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a reader may see of the answers about one person, and how they may see it."""

    access: Access
    asked: Sequence[Asked]
    own: bool


def standing_on(
    person_ids: Iterable[UUID], on: date, keys: Collection[str] = tuple(CHARACTERISTICS)
) -> Mapping[UUID, Mapping[str, Said]]:
    """What stands about each of these people on a day, by person and question; one query.

    For who has been given access to what is asked for, and for the house. Nobody was asked what is absent.
    """
    return {
        person_id: {each.key: each for each in said if each.since <= on}
        for person_id, said in said_of(person_ids, keys).items()
    }


def said_of(
    person_ids: Iterable[UUID], keys: Collection[str] = tuple(CHARACTERISTICS)
) -> Mapping[UUID, Sequence[Said]]:
    """Every answer about each of these people that none corrects, what stands last; one query.

    For whom `standing_on` is for.
    """
    found: dict[UUID, list[Said]] = {}
    for piece in contents_of(person_ids, keys):
        found.setdefault(piece.person_id, []).append(said_in(piece))
    return {person_id: sorted(said, key=_order) for person_id, said in found.items()}


def access_about(*, by: User, at: datetime, on: date, person_id: UUID) -> About:
    """What this reader may see of the answers about a person; writes an audit row.

    Raises `NotFound` where they may see nothing of it, or nobody of that name.
    """
    access = access_person(by=by, person_id=person_id, data_class=NAMES, on=on, at=at)
    readable = readable_kinds(access)
    keys = [key for key in CHARACTERISTICS if key in readable]
    if not keys:
        raise NotFound
    said = [said_in(piece) for piece in contents_of([person_id], keys)]
    return About(
        access=access,
        asked=[_asked(CHARACTERISTICS[key], said, on, access) for key in keys],
        own=access.person.user_id == by.pk,
    )


def said_in(piece: Piece) -> Said:
    """The answer that a piece of sealed text holds."""
    kept = json.loads(piece.text)
    return Said(
        id=piece.id,
        key=piece.kind,
        value=kept["value"],
        said_by=SaidBy(kept["said_by"]),
        since=date.fromisoformat(kept["since"]),
        written_at=piece.written_at,
        by_id=piece.by_id,
    )


def _asked(characteristic: Characteristic, said: Iterable[Said], on: date, access: Access) -> Asked:
    answers = sorted((each for each in said if each.key == characteristic.key), key=_order, reverse=True)
    stands = next((each for each in answers if each.since <= on), None)
    writes = any(RECORD in way.role.functions for way in access.ways)
    return Asked(
        characteristic=characteristic,
        stands=stands,
        before=[each for each in answers if each is not stands],
        may_answer=writes and may_see(access, characteristic.data_class, right=Right.APPEND),
    )


def _order(said: Said) -> tuple[date, datetime, UUID]:
    """The answer that holds from the latest day stands, and of those of one day the one written last."""
    return said.since, said.written_at, said.id
