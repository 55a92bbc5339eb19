"""Areas on the map: boundaries, what they hold, and how far it is to walk.

Boundaries are GeoJSON in degrees (WGS 84, longitude first), as councils publish wards and as people draw a
patch. Distances are whole metres.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from kith.core.errors import Invalid
from kith.core.postcodes import in_britain

EARTH_RADIUS_METRES = 6_371_009
WALKING_METRES_PER_MINUTE = 80  # 4.8 km/h, the usual planning figure
DETOUR = 1.3  # streets are longer than the straight line by about this
_METRES_PER_DEGREE = math.pi * EARTH_RADIUS_METRES / 180

Boundary = Polygon | MultiPolygon


class NotAnArea(Invalid):
    """This is not a boundary that can hold anyone."""

    code = "not_an_area"


class Placed(Protocol):
    """Anything with a place, in degrees."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named boundary."""

    code: str
    name: str
    boundary: Boundary


def read_areas(geojson: str | bytes) -> tuple[Area, ...]:
    """The areas of a GeoJSON file: a collection, one feature or a bare polygon.

    A feature's code is the first of its properties (or its id) that is called code or ends in one ("code",
    "ward22_code", "WD22CD"), and its name likewise. An area without a code is known by its place in the file.
    Raises `NotAnArea`, naming the feature and what to mend.
    """
    features = _features(_parsed(geojson))
    areas = tuple(_area(feature, place) for place, feature in enumerate(features, start=1))
    if not areas:
        raise NotAnArea("This file holds no areas. Draw at least one.")
    codes = [area.code for area in areas]
    for code in codes:
        if codes.count(code) > 1:
            raise NotAnArea("Two areas have the code {area}. Give each its own.", area=code)
    return areas


def read_boundary(geometry: Mapping[str, Any], *, called: str = "This area") -> Boundary:
    """One boundary from a GeoJSON Polygon or MultiPolygon; `called` is how a message names it.

    Raises `NotAnArea`.
    """
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise NotAnArea("{area} is not a polygon. Draw its edge and close it.", area=called)
    try:
        boundary = shape(dict(geometry))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise NotAnArea("{area} has points that cannot be read. Draw it again.", area=called) from error
    return _checked(boundary, called)


def holds(boundary: Boundary, lat: float, lon: float) -> bool:
    """Whether a place is inside this boundary or on its edge."""
    return bool(boundary.covers(Point(lon, lat)))


def patch_of(point: Placed, areas: Iterable[Area]) -> Area | None:
    """The area that holds this place: the first in the order given, so that an edge belongs to one."""
    return next((area for area in areas if holds(area.boundary, point.lat, point.lon)), None)


def boundary_around(points: Sequence[Placed], *, margin_metres: int = 50) -> Boundary:
    """An edge drawn close around these places, this far outside the outermost.

    For drawing a patch that has members and no boundary. Raises `NotAnArea` when there are no places.
    """
    if not points:
        raise NotAnArea("There are no places to draw an edge around.")
    # A degree of longitude is shorter than one of latitude: work in metres, or the margin would be lopsided.
    east = _METRES_PER_DEGREE * math.cos(math.radians(sum(point.lat for point in points) / len(points)))
    metres = shapely.MultiPoint([(point.lon * east, point.lat * _METRES_PER_DEGREE) for point in points])
    edge = shapely.concave_hull(metres, ratio=0.4).buffer(margin_metres).simplify(margin_metres / 10)
    degrees = shapely.transform(edge, lambda xy: xy / (east, _METRES_PER_DEGREE))
    return _checked(degrees, "This edge")


def to_geojson(boundary: Boundary) -> dict[str, Any]:
    """A boundary as GeoJSON, to about a tenth of a metre."""
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.set_precision(boundary, 1e-6)))
    return geometry


def straight_metres(a: Placed, b: Placed) -> int:
    """Whole metres between two places as the crow flies, over a round Earth."""
    north = math.radians(b.lat - a.lat)
    east = math.radians(b.lon - a.lon)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(east / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, chord))))


def walking_metres(a: Placed, b: Placed, *, detour: float = DETOUR) -> int:
    """Whole metres to walk between two places: the straight line times a factor for the streets' detours."""
    return round(straight_metres(a, b) * detour)


def walking_minutes(metres: int) -> int:
    """Whole minutes to walk this far at 80 metres a minute; a started minute counts."""
    return -(-metres // WALKING_METRES_PER_MINUTE)


def _parsed(geojson: str | bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(geojson)
    except (ValueError, RecursionError) as error:
        raise NotAnArea("This file is not GeoJSON. Export it again as GeoJSON in degrees.") from error
    if not isinstance(parsed, dict):
        raise NotAnArea("This file is JSON and not GeoJSON. Export it again as GeoJSON in degrees.")
    return parsed


def _features(parsed: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    features = parsed.get("features")
    if parsed.get("type") == "FeatureCollection" and isinstance(features, list):
        return [feature if isinstance(feature, dict) else {} for feature in features]
    return [parsed if parsed.get("type") == "Feature" else {"geometry": parsed}]


def _area(feature: Mapping[str, Any], place: int) -> Area:
    properties = feature.get("properties")
    named = (
        {str(key).lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    )
    code = _property(named, ("code", "cd")) or str(feature.get("id") or place)
    name = _property(named, ("name", "nm")) or code
    geometry = feature.get("geometry")
    called = f"Area {place}" if name == str(place) else f"Area {place} ({name})"
    boundary = read_boundary(geometry if isinstance(geometry, dict) else {}, called=called)
    return Area(code=code, name=name, boundary=boundary)


def _property(named: Mapping[str, Any], endings: tuple[str, ...]) -> str | None:
    return next((str(value) for key, value in named.items() if key.endswith(endings) and value), None)


def _checked(boundary: BaseGeometry, called: str) -> Boundary:
    if not isinstance(boundary, Polygon | MultiPolygon) or boundary.area == 0:
        raise NotAnArea("{area} has no ground in it. Draw it with at least three corners.", area=called)
    west, south, east, north = boundary.bounds
    if not (in_britain(south, west) and in_britain(north, east)):
        raise NotAnArea(
            "{area} reaches outside Great Britain. Give degrees, with the longitude first.", area=called
        )
    if not boundary.is_valid:
        why = shapely.is_valid_reason(boundary).split("[")[0].lower()
        raise NotAnArea(
            "{area} has an edge that crosses itself ({why}). Draw it again.", area=called, why=why
        )
    shapely.prepare(boundary)
    return boundary
