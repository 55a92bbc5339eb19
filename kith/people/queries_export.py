"""A person's own copy of everything kept about them.

Source: UK GDPR article 15. It must reach them within a month; what is about somebody else, or could seriously
harm, is taken out by a person before it is sent (`docs/how-to/answer-a-subject-access-request.md`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import AuditRow, User
from kith.orgs.roles import DATA_CLASSES, Right, check_may
from kith.people.characteristics import CHARACTERISTICS
from kith.people.models import (
    CircleMember,
    Person,
    Relationship,
    SharingChoice,
)
from kith.people.queries import access_person, resolve
from kith.people.queries_audit import BECAUSE, looks_of
from kith.people.queries_characteristics import said_in
from kith.people.queries_content import Piece, all_contents_of
from kith.people.queries_names import names_of

# Why a whole record may leave the house.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "subject_access": "The person asked for a copy",
        "court_order": "A court ordered it",
        "complaint": "A complaint is looked into",
        "moved_away": "Another council takes over",
    }
)

# What a higher room adds: its name in the copy, and the rows it keeps about a person known by these ids.
Part = Callable[[frozenset[UUID]], Iterable[Mapping[str, object]]]


class ExportWithoutReason(Invalid):
    """A whole record leaves the house only for a stated reason."""

    code = "export_without_reason"


def export_person(
    *,
    by: User | None,
    at: datetime,
    on: date,
    person_id: UUID,
    reason: str,
    parts: Mapping[str, Part] | None = None,
) -> dict[str, Any]:
    """Everything kept about a person, fit for JSON: each class of data in words, who may see it, and who
    looked.

    Records that are linked as one person go together. Rooms above this one add theirs through ``parts``,
    which the door gives. Writes an audit row with the reason. Raises `NotPermitted`, `NotFound` or
    `ExportWithoutReason`.
    """
    role = check_may(by, "export person", None, on)
    if not reason.strip():
        raise ExportWithoutReason("Say why this record is exported, such as subject_access.")
    reads_who_looked = role is None or role.allows(Right.READ, 12)
    access_person(by=by, person_id=person_id, data_class=12 if reads_who_looked else 1, on=on, at=at)
    with as_house():  # the copy is whole: also what is held by others, whom the database hides from the user
        ids = resolve([person_id])[person_id]
        people = Person.objects.filter(pk__in=ids).order_by("opened_at")
        pieces = [piece for one in ids for piece in all_contents_of(one)]
        copy = {
            "made_at": at,
            "reason": reason,
            "records": [_record(person) for person in people],
            "text": _texts(pieces),
            "about": _about(pieces),
            "circle": _circle(ids),
            "shared": _shared(ids),
            "who_may_see": _who_may_see(ids),
            "who_looked": _who_looked(ids),
            **{name: list(part(ids)) for name, part in (parts or {}).items()},
        }
    audit.record(by=by, at=at, action="export.person", person_id=person_id, reason=reason)
    return dict(json.loads(json.dumps(copy, cls=DjangoJSONEncoder)))


def _record(person: Person) -> dict[str, object]:
    numbers = person.identifiers.order_by("pk").values("scheme", "value", "organisation__name")
    homes = person.residences.order_by("starts_on")
    return {
        "id": person.pk,
        "council": person.commissioner.name,
        "born_on": person.born_on,
        "died_on": person.died_on,
        "lives_alone": person.lives_alone,
        "opened_at": person.opened_at,
        "numbers": list(numbers),
        "homes": list(homes.values("household__street", "household__postcode", "starts_on", "until")),
    }


def _texts(pieces: Iterable[Piece]) -> dict[str, list[dict[str, object]]]:
    """Everything ever written, by the words of its class, corrected pieces too."""
    return {
        words: [
            {"kind": piece.kind, "text": piece.text, "written_at": piece.written_at, "id": piece.id,
             "corrects": piece.supersedes_id}
            for piece in pieces
            if piece.data_class == data_class and piece.kind not in CHARACTERISTICS
        ]
        for data_class, words in DATA_CLASSES.items()
    }  # fmt: skip


def _about(pieces: Iterable[Piece]) -> list[dict[str, object]]:
    """Every answer ever given about the person, and whose word it was."""
    return [
        {
            "what": CHARACTERISTICS[said.key].field,
            "answer": said.value,
            "said_by": said.said_by,
            "since": said.since,
            "written_at": said.written_at,
        }
        for said in (said_in(piece) for piece in pieces if piece.kind in CHARACTERISTICS)
    ]


def _circle(ids: Iterable[UUID]) -> list[dict[str, object]]:
    around = list(CircleMember.objects.filter(person__in=ids).order_by("starts_on", "pk"))
    names = names_of(place.member_id for place in around)
    return [
        {
            "name": names[place.member_id].full,
            "kind": place.kind,
            "is_carer": place.is_carer,
            "starts_on": place.starts_on,
            "until": place.until,
        }
        for place in around
    ]


def _shared(ids: Iterable[UUID]) -> list[dict[str, object]]:
    choices = SharingChoice.objects.filter(person__in=ids).order_by("id")
    return [
        {
            "what": DATA_CLASSES[choice.data_class],
            "with": choice.audience,
            "shared": choice.shared,
            "said_at": choice.recorded_at,
        }
        for choice in choices
    ]


def _who_may_see(ids: Iterable[UUID]) -> list[dict[str, object]]:
    held = Relationship.objects.filter(person__in=ids).order_by("starts_on", "pk")
    return [
        {
            "who": str(relationship.organisation or relationship.team or relationship.user),
            "because": BECAUSE.get(relationship.kind, relationship.kind),
            "starts_on": relationship.starts_on,
            "until": relationship.until,
        }
        for relationship in held.select_related("organisation", "team", "user")
    ]


def _who_looked(ids: Iterable[UUID]) -> list[dict[str, object]]:
    rows = AuditRow.objects.filter(person_id__in=ids).order_by("-recorded_at", "-id")
    return [asdict(look) for look in looks_of(rows)]
