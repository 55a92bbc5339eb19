"""From a row of a return back to the record it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.brokerage.models import PackageLine
from kith.brokerage.models_placements import Placement
from kith.core.errors import Invalid
from kith.core.phrases import phrase
from kith.orgs.context import as_house
from kith.plans.models import Assessment, Request, Review

ROOMS: dict[str, tuple[type[Any], str]] = {
    "package_line": (PackageLine, phrase("Package line")),
    "placement": (Placement, phrase("Stay in a care home")),
    "request": (Request, phrase("Request")),
    "assessment": (Assessment, phrase("Assessment")),
    "review": (Review, phrase("Review")),
}


class NoSuchRecord(Invalid):
    """An event reference that leads to no record here."""

    code = "no_such_record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The record behind a row: what it is, of whom, and when and by whom it was written down."""

    what: str
    id: UUID
    person_id: UUID
    recorded_at: datetime
    by: str


def trace(reference: str) -> Traced:
    """The record that an event reference leads to, for the house.

    Raises `NoSuchRecord` for a reference that Kith did not give, or whose record is not here.
    """
    kind, _colon, key = reference.partition(":")
    model, what = ROOMS.get(kind, (None, ""))
    with as_house():
        record = model.objects.select_related("by").filter(pk=_id(key)).first() if model else None
    if record is None:
        raise NoSuchRecord(
            "No record has the reference “{reference}”. Copy one from a return that Kith made.",
            reference=reference,
        )
    return Traced(
        what=what,
        id=record.pk,
        person_id=record.person_id,
        recorded_at=record.recorded_at,
        by=record.by.display_name if record.by else "",
    )


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
