"""Who is around a person, and whom somebody looks after."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from kith.orgs.queries import live
from kith.people.models import CircleMember


def circle_of(person_id: UUID, on: date) -> QuerySet[CircleMember]:
    """The people around a person on a day, who is rung first leading. The caller has checked access."""
    around = CircleMember.objects.filter(live(on), person=person_id)
    return around.order_by(F("ring_order").asc(nulls_last=True), "starts_on", "pk")


def carers_of(person_id: UUID, on: date) -> QuerySet[CircleMember]:
    """The unpaid carers in a person's circle on a day."""
    return circle_of(person_id, on).filter(is_carer=True)


def cared_for_by(person_id: UUID, on: date) -> QuerySet[CircleMember]:
    """The places somebody has as an unpaid carer in others' circles on a day."""
    return CircleMember.objects.filter(live(on), member=person_id, is_carer=True).order_by("starts_on", "pk")
