import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.areas import (
    NotAnArea,
    boundary_around,
    holds,
    patch_of,
    read_areas,
    read_boundary,
    straight_metres,
    to_geojson,
    walking_metres,
    walking_minutes,
)
from kith.core.postcodes import read_postcodes

GEOGRAPHY = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography"


@dataclass(frozen=True)
class Place:
    lat: float
    lon: float


def square(west: float, south: float, size: float = 0.1) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_it_reads_named_areas_by_whatever_their_publisher_called_the_columns() -> None:
    areas = read_areas(
        collection(
            feature(polygon(square(-1.6, 53.7)), ward22_name="Armley", ward22_code="E05011385"),
            feature(polygon(square(-1.5, 53.7)), WD22NM="Beeston", WD22CD="E05011386"),
            feature(polygon(square(-1.4, 53.7))),
        )
    )

    assert [("E05011385", "Armley"), ("E05011386", "Beeston"), ("3", "3")] == [
        (a.code, a.name) for a in areas
    ]


def test_it_reads_one_feature_or_a_bare_polygon_as_one_area() -> None:
    assert ["x"] == [
        area.code for area in read_areas(json.dumps(feature(polygon(square(-1.6, 53.7))) | {"id": "x"}))
    ]
    bare = {"type": "MultiPolygon", "coordinates": [[square(-1.6, 53.7)], [square(-1.3, 53.7)]]}
    (area,) = read_areas(json.dumps(bare))
    assert holds(area.boundary, 53.75, -1.25)
    assert not holds(area.boundary, 53.75, -1.4)


def test_a_hole_holds_nobody_and_an_edge_does() -> None:
    boundary = read_boundary(polygon(square(-1.6, 53.7), square(-1.57, 53.73, 0.04)))

    assert not holds(boundary, 53.75, -1.55)
    assert holds(boundary, 53.7, -1.55)


def test_a_place_on_a_shared_edge_belongs_to_the_first_area() -> None:
    west, east = read_areas(
        collection(
            feature(polygon(square(-1.6, 53.7)), code="W"), feature(polygon(square(-1.5, 53.7)), code="E")
        )
    )

    assert west == patch_of(Place(53.75, -1.5), [west, east])
    assert east == patch_of(Place(53.75, -1.45), [west, east])
    assert patch_of(Place(53.75, -1.2), [west, east]) is None


SPIKE = [[-1.6, 53.7], [-1.5, 53.8], [-1.5, 53.6], [-1.6, 53.8], [-1.6, 53.7]]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nonsense", "This file is not GeoJSON."),
        ("[" * 100_000, "This file is not GeoJSON."),
        ("[1]", "This file is JSON and not GeoJSON."),
        (collection(), "This file holds no areas."),
        (collection(7), "Area 1 is not a polygon. Draw its edge and close it."),
        (collection(feature(None, name="Armley")), "Area 1 (Armley) is not a polygon."),
        (collection(feature({"type": "Point", "coordinates": [-1.5, 53.7]})), "Area 1 is not a polygon."),
        (collection(feature({"type": "Polygon"})), "Area 1 has points that cannot be read."),
        (
            collection(feature({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]})),
            "Area 1 has points that cannot be read.",
        ),
        (
            collection(feature({"type": "Polygon", "coordinates": 7})),
            "Area 1 has points that cannot be read.",
        ),
        (collection(feature(polygon())), "Area 1 has no ground in it."),
        (collection(feature(polygon([[-1.6, 53.7]] * 4))), "Area 1 has no ground in it."),
        (collection(feature(polygon(SPIKE))), "Area 1 has an edge that crosses itself"),
        (
            collection(feature(polygon(square(53.7, -1.6)))),
            "Area 1 reaches outside Great Britain. Give degrees",
        ),
        (collection(feature(polygon(square(430_000, 433_000, 10)))), "Area 1 reaches outside Great Britain."),
        (
            collection(*[feature(polygon(square(-1.6, 53.7)), code="X")] * 2),
            "Two areas have the code X. Give each its own.",
        ),
    ],
)
def test_it_says_what_is_wrong_with_a_file_and_how_to_mend_it(source: str, says: str) -> None:
    with pytest.raises(NotAnArea) as refused:
        read_areas(source)

    assert refused.value.message.startswith(says)


def test_an_edge_around_places_holds_them_all_and_can_be_saved() -> None:
    places = [Place(53.70 + n % 5 / 100, -1.60 + n / 100) for n in range(15)]

    boundary = read_boundary(to_geojson(boundary_around(places)))

    assert all(holds(boundary, place.lat, place.lon) for place in places)
    assert not holds(boundary, 53.6, -1.6)


@pytest.mark.parametrize("count", [1, 2])
def test_an_edge_around_one_or_two_places_is_still_an_area(count: int) -> None:
    places = [Place(53.7, -1.6), Place(53.71, -1.6)][:count]

    assert all(holds(boundary_around(places), place.lat, place.lon) for place in places)


def test_there_is_no_edge_around_nobody() -> None:
    with pytest.raises(NotAnArea, match="There are no places"):
        boundary_around([])


def test_a_degree_of_latitude_is_the_length_sailors_know() -> None:
    # A sixtieth of a degree is a sea mile, 1,852 m.
    assert 60 * 1_852 == pytest.approx(straight_metres(Place(53.0, -1.5), Place(54.0, -1.5)), rel=0.001)


def test_walking_is_longer_than_the_straight_line_and_takes_started_minutes() -> None:
    a, b = Place(53.795598, -1.590624), Place(53.795856, -1.57169)

    # 1,243 m: 0.018934 degrees of 65,670 m east and 0.000258 of 111,197 m north.
    assert 1_243 == pytest.approx(straight_metres(a, b), abs=2)
    assert round(straight_metres(a, b) * 1.3) == walking_metres(a, b)
    assert straight_metres(a, b) == walking_metres(a, b, detour=1.0)
    assert [0, 1, 1, 2] == [walking_minutes(metres) for metres in (0, 1, 80, 81)]


LATS, LONS = st.floats(50, 60), st.floats(-8, 1.7)
PLACES = st.builds(Place, LATS, LONS)


@given(PLACES, PLACES)
def test_it_is_as_far_there_as_back_and_nought_to_where_you_are(a: Place, b: Place) -> None:
    assert straight_metres(a, b) == straight_metres(b, a)
    assert 0 == straight_metres(a, a)


@pytest.mark.skipif(not GEOGRAPHY.is_dir(), reason="the public boundary files are not here")
def test_real_wards_hold_the_postcodes_their_publisher_puts_in_them() -> None:
    areas = read_areas((GEOGRAPHY / "leeds_wards22_boundaries.geojson").read_bytes())
    with (GEOGRAPHY / "leeds_postcodes_2025.csv").open("rb") as stream:
        points = list(read_postcodes(stream))[::20]

    assert 33 == len(areas)
    found = [patch_of(point, areas) for point in points]
    right = sum(area is not None and area.code == p.ward_code for area, p in zip(found, points, strict=True))
    assert right / len(points) > 0.95  # the boundaries are simplified, so some on the edges differ
