"""Giving people to a social worker or a team to look after, and taking them back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound, NotPermitted
from kith.orgs.models import Team, User
from kith.orgs.queries import live
from kith.orgs.roles import check_may
from kith.people.access import ALLOCATION, COMMISSIONER
from kith.people.actions_access import NewRelationship, end_relationships, open_relationships
from kith.people.models import Person, Relationship
from kith.people.queries import is_close


class NotTheirsToAllocate(NotPermitted):
    """Nobody gives a person to themselves, or to somebody close to that person."""

    code = "not_theirs_to_allocate"


def allocate_people(
    *,
    by: User | None,
    at: datetime,
    person_ids: Collection[UUID],
    to: User | Team,
    until: date | None = None,
) -> list[Relationship]:
    """The allocations, from today: through them the user, or everybody in the team, looks after these people.

    Whoever allocates works for the council that is responsible. Raises `NotPermitted`,
    `NotTheirsToAllocate`, or `NotFound` when one of the people is not their council's.
    """
    on = london_day(at)
    check_may(by, "open access", None, on)
    _check_whose(by, person_ids, on)
    if isinstance(to, User):
        _check_to(by, to, person_ids, on)
    to_user = isinstance(to, User)
    new = [
        NewRelationship(
            person_id=person_id,
            kind=ALLOCATION,
            source=_source(person_id, to),
            starts_on=on,
            until=until,
            user_id=to.pk if to_user else None,
            team_id=None if to_user else to.pk,
        )
        for person_id in person_ids
    ]
    with transaction.atomic():
        return open_relationships(by=by, at=at, relationships=new)


def end_allocations(*, by: User | None, at: datetime, person_ids: Collection[UUID], of: User | Team) -> int:
    """How many allocations end today. Raises `NotPermitted` or `NotFound` as `allocate_people` does."""
    on = london_day(at)
    check_may(by, "open access", None, on)
    _check_whose(by, person_ids, on)
    sources = [_source(person_id, of) for person_id in person_ids]
    return end_relationships(by=by, at=at, sources=sources, until=on)


def _check_whose(by: User | None, person_ids: Collection[UUID], on: date) -> None:
    """Raises `NotFound` unless the council of who allocates is responsible for every one of these people."""
    if by is None:
        return
    theirs = Relationship.objects.filter(
        live(on), organisation=by.organisation_id, kind=COMMISSIONER, person__in=person_ids
    )
    if theirs.values("person").distinct().count() != len(set(person_ids)):
        raise NotFound


def _check_to(by: User | None, to: User, person_ids: Collection[UUID], on: date) -> None:
    if by is not None and to.pk == by.pk:
        raise NotTheirsToAllocate("You cannot give yourself somebody to look after. Ask a colleague to.")
    for person in Person.objects.filter(pk__in=person_ids):
        if is_close(to, person, on):
            raise NotTheirsToAllocate(
                "One of these people is close to whom you chose. Choose somebody else.", person_id=person.pk
            )


def _source(person_id: UUID, to: User | Team) -> str:
    return f"allocation:{person_id.hex}:{to.pk.hex}"
