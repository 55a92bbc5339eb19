"""Where people live on a day, for those who come to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.orgs.queries import live
from kith.people.models import Residence
from kith.rota.planner import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A front door: where it is, its postcode, its street."""

    place: Place
    postcode: str
    street: str


def doors_of(person_ids: Collection[UUID], on: date) -> dict[UUID, Door]:
    """The front door of each person on this day; nobody without a home is in it. One query."""
    homes = Residence.objects.filter(live(on), person__pk__among=set(person_ids)).select_related("household")
    return {
        home.person_id: Door(
            place=Place(lat=home.household.lat, lon=home.household.lon),
            postcode=home.household.postcode,
            street=home.household.street,
        )
        for home in homes
    }
