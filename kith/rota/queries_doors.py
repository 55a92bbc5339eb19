"""Where people live on a day, for those who come to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.orgs.prepared import DAY, IDS, Prepared
from kith.orgs.queries import live
from kith.people.models import Residence
from kith.rota.planner import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A front door: where it is, its postcode, its street."""

    place: Place
    postcode: str
    street: str


_HOMES = Prepared(
    lambda people, on: Residence.objects.filter(live(on), person__pk__among=people).values_list(
        "person_id", "household__lat", "household__lon", "household__postcode", "household__street"
    ),
    people=IDS,
    on=DAY,
)


def doors_of(person_ids: Collection[UUID], on: date) -> dict[UUID, Door]:
    """The front door of each person on this day; nobody without a home is in it. One query."""
    return {
        person_id: Door(place=Place(lat=lat, lon=lon), postcode=postcode, street=street)
        for person_id, lat, lon, postcode, street in _HOMES(people=set(person_ids), on=on)
    }
