"""How deprived the neighbourhoods are in which people live."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kith.core.deprivation import fifth
from kith.orgs.models import PostcodePoint, SmallArea
from kith.people.models import Residence


def deprivation_of(person_ids: Collection[UUID]) -> dict[UUID, int]:
    """The fifth of neighbourhoods in which each of these people's newest home lies, 1 the most deprived.

    Whose postcode or small area is not known is not there. Three queries. For the house.
    """
    homes = dict(
        Residence.objects.filter(person__pk__among=set(person_ids))
        .order_by("starts_on", "pk")
        .values_list("person_id", "household__postcode")
    )
    points = PostcodePoint.objects.filter(postcode__in=set(homes.values()))
    small_areas = dict(points.exclude(lsoa_code="").values_list("postcode", "lsoa_code"))
    deciles = dict(
        SmallArea.objects.filter(lsoa_code__in=set(small_areas.values())).values_list("lsoa_code", "decile")
    )
    return {
        person_id: fifth(deciles[small_areas[postcode]])
        for person_id, postcode in homes.items()
        if small_areas.get(postcode) in deciles
    }
