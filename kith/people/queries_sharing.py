"""What a person has said about sharing, for their own page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kith.orgs.queries import live
from kith.people.access import FAMILY, newest_choices
from kith.people.models import Relationship, SharingChoice


def choices_of(person_id: UUID) -> Mapping[tuple[str, int], bool]:
    """What stands, by audience and class of data; what is not there was never said. One query."""
    return newest_choices(SharingChoice.objects.filter(person=person_id).order_by("id"))


def family_of(person_id: UUID, on: date) -> QuerySet[Relationship]:
    """The users whom the person lets see what they share with family, on this day."""
    links = Relationship.objects.filter(live(on), person=person_id, kind=FAMILY)
    return links.select_related("user").order_by("starts_on", "pk")
