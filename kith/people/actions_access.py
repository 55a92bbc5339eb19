"""Opens and ends the relationships through which anybody sees a person. Work makes them, and its end ends
them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.people.models import Relationship

BATCH = 2_000


class NotARelationship(Invalid):
    """A relationship has one holder: an organisation, a team or a user; and it does not end before it
    starts.
    """

    code = "not_a_relationship"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelationship:
    """Who may see whom, why, what made it so, and from which day until which."""

    person_id: UUID
    kind: str
    source: str
    starts_on: date
    until: date | None = None
    read_until: date | None = None
    organisation_id: UUID | None = None
    team_id: UUID | None = None
    user_id: UUID | None = None

    def __post_init__(self) -> None:
        if sum(holder is not None for holder in (self.organisation_id, self.team_id, self.user_id)) != 1:
            raise NotARelationship("Give exactly one of organisation, team and user.", source=self.source)
        if self.until is not None and self.until < self.starts_on:
            raise NotARelationship(
                "This ends on {until:%d/%m/%Y}, before it starts. Give a later end.",
                source=self.source,
                until=self.until,
            )

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two of them the same: holder, person, kind and source."""
        return (self.person_id, self.kind, self.source, self.organisation_id, self.team_id, self.user_id)


def open_relationships(
    *, by: User | None, at: datetime, relationships: Sequence[NewRelationship]
) -> list[Relationship]:
    """The relationships, open: new rows, or those that stand with their dates widened to hold these.

    For other actions, in their transaction: whoever calls has checked that ``by`` may do what makes them.
    Opening the same again changes nothing.
    """
    wanted: dict[tuple[object, ...], NewRelationship] = {}
    for new in relationships:
        wanted[new.identity] = _wider(wanted[new.identity], new) if new.identity in wanted else new
    with transaction.atomic(), as_house():  # the rows belong to others, who cannot be shown to this user
        standing = _standing(wanted.values())
        changed = [row for row in map(_widen, standing, (wanted[_identity(row)] for row in standing)) if row]
        Relationship.objects.bulk_update(changed, ["starts_on", "until", "read_until"], batch_size=500)
        known = {_identity(row) for row in standing}
        opened = Relationship.objects.bulk_create(
            [_row(new, at) for identity, new in wanted.items() if identity not in known], batch_size=BATCH
        )
        _record(by, at, "open.relationship", len(opened) + len(changed), [*opened, *changed])
    return standing + opened


def end_relationships(
    *,
    by: User | None,
    at: datetime,
    until: date,
    source: str | None = None,
    sources: Collection[str] = (),
    read_until: date | None = None,
) -> int:
    """How many relationships that these sources made now end on this day, the first that no longer counts.

    ``read_until`` leaves days of grace for reading. For other actions, in their transaction.
    """
    named = {*sources, *([source] if source else [])}
    with transaction.atomic(), as_house():  # the rows belong to others, who cannot be shown to this user
        ending = list(
            Relationship.objects.select_for_update().filter(source__in=named, ended_at__isnull=True)
        )
        for row in ending:
            row.until = max(row.starts_on, until if row.until is None else min(row.until, until))
            row.read_until, row.ended_at = read_until, at
        Relationship.objects.bulk_update(ending, ["until", "read_until", "ended_at"], batch_size=500)
        _record(by, at, "end.relationship", len(ending), ending)
    return len(ending)


def _standing(wanted: Iterable[NewRelationship]) -> list[Relationship]:
    """The open rows among those wanted, locked until the transaction ends."""
    by_identity = {new.identity for new in wanted}
    rows = Relationship.objects.select_for_update().filter(
        source__in={new.source for new in wanted}, ended_at__isnull=True
    )
    return [row for row in rows if _identity(row) in by_identity]


def _identity(row: Relationship) -> tuple[object, ...]:
    return (row.person_id, row.kind, row.source, row.organisation_id, row.team_id, row.user_id)


def _wider(one: NewRelationship, other: NewRelationship) -> NewRelationship:
    return NewRelationship(
        person_id=one.person_id,
        kind=one.kind,
        source=one.source,
        starts_on=min(one.starts_on, other.starts_on),
        until=_later(one.until, other.until),
        read_until=_more_grace(one.read_until, other.read_until),
        organisation_id=one.organisation_id,
        team_id=one.team_id,
        user_id=one.user_id,
    )


def _widen(row: Relationship, new: NewRelationship) -> Relationship | None:
    """The row with dates that hold both, or None when they already did."""
    before = (row.starts_on, row.until, row.read_until)
    row.starts_on = min(row.starts_on, new.starts_on)
    row.until = _later(row.until, new.until)
    row.read_until = _more_grace(row.read_until, new.read_until)
    return None if before == (row.starts_on, row.until, row.read_until) else row


def _later(one: date | None, other: date | None) -> date | None:
    """The later of two ends; no end is later than any."""
    return None if one is None or other is None else max(one, other)


def _more_grace(one: date | None, other: date | None) -> date | None:
    """The later of two days of grace; none is none."""
    return max((day for day in (one, other) if day), default=None)


def _row(new: NewRelationship, at: datetime) -> Relationship:
    return Relationship(
        person_id=new.person_id,
        organisation_id=new.organisation_id,
        team_id=new.team_id,
        user_id=new.user_id,
        kind=new.kind,
        source=new.source,
        starts_on=new.starts_on,
        until=new.until,
        read_until=new.read_until,
        opened_at=at,
    )


def _record(by: User | None, at: datetime, action: str, count: int, rows: Sequence[Relationship]) -> None:
    """One audit row, naming the relationship when there is just one."""
    if not count:
        return
    only = rows[0] if count == 1 else None
    audit.record(
        by=by,
        at=at,
        action=action,
        subject_kind="relationship",
        subject_id=only.pk if only else "",
        person_id=only.person_id if only else None,
        detail={"count": count, "kinds": sorted({row.kind for row in rows})},
    )
