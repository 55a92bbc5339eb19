"""Who is around a person: unpaid carers, family, neighbours. Each of them is a person of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.queries import live
from kith.orgs.roles import Right
from kith.people.models import CircleMember
from kith.people.queries import access_person

WHO_THEY_ARE = 1


class NotInTheirCircle(Invalid):
    """Somebody cannot be in their own circle, or in it twice at once."""

    code = "not_in_their_circle"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody to add to a circle. ``kind`` is what they are to the person; 1 in ``ring_order`` is rung
    first.
    """

    member_id: UUID
    kind: str
    is_carer: bool = False
    ring_order: int | None = None
    starts_on: date | None = None


def add_to_circle(*, by: User | None, at: datetime, person_id: UUID, new: NewMember) -> CircleMember:
    """The place in the person's circle, from the day given or from today.

    It lets nobody see anything: that is the person's to choose. Raises `NotFound` unless the user may add
    to the person's record and see the other's name, or `NotInTheirCircle`.
    """
    on = london_day(at)
    access_person(by=by, person_id=person_id, data_class=WHO_THEY_ARE, right=Right.APPEND, on=on, at=at)
    access_person(by=by, person_id=new.member_id, data_class=WHO_THEY_ARE, on=on, at=at)
    with transaction.atomic():
        around = CircleMember.objects.select_for_update().filter(live(on), person=person_id)
        if person_id == new.member_id or around.filter(member=new.member_id).exists():
            raise NotInTheirCircle(
                "They are in this circle already, or it is their own. Choose somebody else."
            )
        place = CircleMember.objects.create(
            person_id=person_id,
            member_id=new.member_id,
            kind=new.kind,
            is_carer=new.is_carer,
            ring_order=new.ring_order,
            starts_on=new.starts_on or on,
        )
        _record(by, at, "add.circle_member", place)
    return place


def end_circle_place(*, by: User | None, at: datetime, place_id: int) -> CircleMember:
    """The place, ended today. Raises `NotFound` when there is none that the user may change."""
    on = london_day(at)
    place = CircleMember.objects.filter(Q(until__isnull=True) | Q(until__gt=on), pk=place_id).first()
    if place is None:
        raise NotFound
    access_person(by=by, person_id=place.person_id, data_class=WHO_THEY_ARE, right=Right.APPEND, on=on, at=at)
    with transaction.atomic():
        place.until = max(on, place.starts_on)
        place.save(update_fields=["until"])
        _record(by, at, "end.circle_member", place)
    return place


def _record(by: User | None, at: datetime, action: str, place: CircleMember) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=WHO_THEY_ARE,
        person_id=place.person_id,
        subject_kind="person",
        subject_id=place.member_id,
        detail={"is_carer": int(place.is_carer)},
    )
