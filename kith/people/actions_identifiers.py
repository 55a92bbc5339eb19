"""The numbers others know people by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.core import nhs_number
from kith.core.errors import Invalid
from kith.core.phrases import say
from kith.people.models import Identifier

BATCH = 2_000


class IdentifierTaken(Invalid):
    """A number names one person, and this one names another already."""

    code = "identifier_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIdentifier:
    """A number by which the NHS (no organisation), a council or a provider knows a person."""

    person_id: UUID
    scheme: Identifier.Scheme
    value: str
    organisation_id: UUID | None = None


def add_identifiers(*, identifiers: Sequence[NewIdentifier]) -> list[Identifier]:
    """These numbers, kept; NHS numbers as their ten digits.

    Part of the action that knows whose they are, which writes the audit row.
    Raises `NotAnNhsNumber`, or `IdentifierTaken` when a number names somebody already or is given twice.
    """
    rows = [
        Identifier(
            person_id=new.person_id,
            scheme=new.scheme,
            value=_normalised(new),
            organisation_id=new.organisation_id,
        )
        for new in identifiers
    ]
    _refuse_taken(rows)
    return Identifier.objects.bulk_create(rows, batch_size=BATCH)


def _normalised(new: NewIdentifier) -> str:
    return nhs_number.normalise(new.value) if new.scheme == Identifier.Scheme.NHS else new.value.strip()


def _refuse_taken(rows: Sequence[Identifier]) -> None:
    taken: set[tuple[str, str, UUID | None]] = set(
        Identifier.objects.filter(value__in=[row.value for row in rows]).values_list(
            "scheme", "value", "organisation_id"
        )
    )
    for row in rows:
        name = (row.scheme, row.value, row.organisation_id)
        if name in taken:
            # The message says which number and not whose: the other person may not be this user's to see.
            raise IdentifierTaken(
                "The {scheme_name} {value} is on another record. Look for that person, or check the number.",
                scheme=row.scheme,
                scheme_name=say(row.get_scheme_display()),
                value=row.value,
            )
        taken.add(name)
