"""Which streets may be walked, cycled and driven, and how fast, by OpenStreetMap's tags.

Source: the OpenStreetMap wiki's access defaults for the United Kingdom. Speeds are of whole journeys in
towns, junctions and lights with them; they are our assumptions, as those of the straight line are.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kith.core.areas import WALKING_METRES_PER_MINUTE
from kith.workforce.models import TravelMode

Tags = Mapping[str, str]

CYCLING_METRES_PER_MINUTE = 200
STEPS_METRES_PER_MINUTE = 40
DRIVING_METRES_PER_MINUTE: Mapping[str, int] = MappingProxyType(
    {
        "motorway": 1_300,
        "motorway_link": 700,
        "trunk": 600,
        "trunk_link": 450,
        "primary": 450,
        "primary_link": 400,
        "secondary": 420,
        "secondary_link": 380,
        "tertiary": 400,
        "tertiary_link": 360,
        "unclassified": 360,
        "residential": 320,
        "living_street": 160,
        "service": 200,
    }
)
_NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "construction", "proposed", "raceway", "bus_guideway"})
_ONLY_ON_FOOT = frozenset({"footway", "pedestrian", "steps", "corridor", "path", "platform", "bridleway"})
_OTHER_PATHS = frozenset({"cycleway", "track", "path", "bridleway", "footway", "pedestrian"})
_SHUT = frozenset({"no", "private", "customers", "delivery", "agricultural", "forestry", "military"})
_OPEN = frozenset({"yes", "designated", "permissive", "destination"})


def metres_per_minute(tags: Tags, mode: str) -> int:
    """How fast one goes along such a way by a mode; 0 where it is no way for it."""
    highway = tags.get("highway", "")
    if mode == TravelMode.WALK:
        return _on_foot(highway, tags)
    if mode == TravelMode.CYCLE:
        return _by_cycle(highway, tags)
    open_to_cars = _may(tags, "motorcar", "motor_vehicle", "vehicle", "access")
    return DRIVING_METRES_PER_MINUTE.get(highway, 0) if open_to_cars is not False else 0


def runs_one_way(tags: Tags) -> int:
    """1 where cars go only in the direction drawn, -1 only against it, 0 both ways."""
    said = tags.get("oneway", "")
    if said == "-1":
        return -1
    implied = said == "" and (tags.get("junction") == "roundabout" or tags.get("highway") == "motorway")
    return 1 if said in {"yes", "true", "1"} or implied else 0


def _on_foot(highway: str, tags: Tags) -> int:
    known = highway in DRIVING_METRES_PER_MINUTE or highway in _ONLY_ON_FOOT or highway in _OTHER_PATHS
    said = _may(tags, "foot", "access")
    if not known or said is False or (highway in _NOT_ON_FOOT and said is not True):
        return 0
    return STEPS_METRES_PER_MINUTE if highway == "steps" else WALKING_METRES_PER_MINUTE


def _by_cycle(highway: str, tags: Tags) -> int:
    said = _may(tags, "bicycle", "vehicle", "access")
    if said is False or highway in _NOT_ON_FOOT or highway == "steps":
        return 0
    if highway in _ONLY_ON_FOOT:
        return CYCLING_METRES_PER_MINUTE if _may(tags, "bicycle") else 0
    return CYCLING_METRES_PER_MINUTE if highway in DRIVING_METRES_PER_MINUTE or highway in _OTHER_PATHS else 0


def _may(tags: Tags, *keys: str) -> bool | None:
    """What the first of these tags says, from the most particular to the most general; None if none does."""
    for key in keys:
        said = tags.get(key, "")
        if said in _SHUT:
            return False
        if said in _OPEN:
            return True
    return None
