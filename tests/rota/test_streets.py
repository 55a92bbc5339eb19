"""Ways through a network of streets: who may go where, how far it is, and what the map leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.core.areas import straight_metres
from kith.rota.planner import Place
from kith.rota.street_build import Node, Way, build_streets
from kith.rota.street_map import ways_in
from kith.rota.street_rules import metres_per_minute, runs_one_way
from kith.rota.streets import MODES, NoStreets, Streets, load_streets

EXTRACT = Path(__file__).resolve().parents[3] / "shared" / "data" / "network" / "its-example.osm.pbf"
NORTH = 1 / 111_195  # a metre in degrees of latitude, on Kith's round Earth
EAST = NORTH / 0.5906  # a metre in degrees of longitude at 53.8 degrees north


def at(metres_east: float, metres_north: float) -> Place:
    """A door so far from the corner of the block."""
    return Place(lat=53.8 + metres_north * NORTH, lon=-1.6 + metres_east * EAST)


def way(highway: str, *corners: tuple[int, float, float], **tags: str) -> Way:
    """A way through numbered corners, placed in metres."""
    nodes = [Node(number, at(east, north).lat, at(east, north).lon) for number, east, north in corners]
    return Way(nodes=nodes, tags={"highway": highway, **tags})


A, B, C, D = (1, 0.0, 0.0), (2, 300.0, 0.0), (3, 300.0, 400.0), (4, 0.0, 400.0)
BLOCK = [way("residential", A, B), way("residential", B, C), way("footway", C, D), way("steps", D, A)]
CORNERS = [at(east, north) for _, east, north in (A, B, C, D)]


def block() -> Streets:
    return build_streets(BLOCK, source="a block")


def test_the_way_is_along_the_streets_and_not_across() -> None:
    legs = block().legs(CORNERS, "walk")
    assert 300 == legs.metres[0, 1]
    assert 700 == legs.metres[0, 2]  # 300 and 400, either way round: by the steps it takes longer
    assert 225 == legs.seconds[0, 1]  # 300 metres at 80 a minute
    assert 525 == legs.seconds[0, 2]


def test_steps_take_twice_as_long_and_the_quickest_way_counts() -> None:
    # 400 metres of steps at 40 a minute are 600 seconds; 1,000 metres round are 750.
    assert (400, 600) == (
        block().legs(CORNERS, "walk").metres[0, 3],
        block().legs(CORNERS, "walk").seconds[0, 3],
    )


def test_a_car_stays_on_the_road_and_is_not_led_where_it_cannot_go() -> None:
    legs = block().legs([CORNERS[0], CORNERS[2], at(0, 690)], "drive")
    assert 700 == legs.metres[0, 1]
    assert -1 == legs.metres[0, 2]  # more than 250 metres from any street


def test_of_a_one_way_street_the_longer_direction_counts() -> None:
    one_way = [way("residential", A, B, oneway="yes"), way("residential", B, C), way("residential", C, D, A)]
    legs = build_streets(one_way, source="").legs(CORNERS[:2], "drive")
    assert [[0, 1_100], [1_100, 0]] == legs.metres.tolist()
    assert 300 == build_streets(one_way, source="").legs(CORNERS[:2], "walk").metres[0, 1]


def test_an_island_is_not_part_of_the_network() -> None:
    island = way("residential", (8, 5_000.0, 0.0), (9, 5_100.0, 0.0))
    legs = build_streets([*BLOCK, island], source="").legs([CORNERS[0], at(5_000, 0)], "walk")
    assert -1 == legs.metres[0, 1]


def test_long_streets_have_doors_along_them() -> None:
    bends = tuple((10 + n, 30.0 * n, 0.0) for n in range(11))
    legs = build_streets([way("residential", *bends)], source="").legs([at(0, 0), at(150, 5)], "walk")
    assert abs(legs.metres[0, 1] - 150) <= 30


def test_what_was_asked_before_is_answered_the_same() -> None:
    streets = block()
    first = streets.legs(CORNERS, "walk")
    assert (streets.legs(CORNERS[:2], "walk").metres == first.metres[:2, :2]).all()
    assert (streets.legs(CORNERS, "walk").seconds == first.seconds).all()


def test_nobody_anywhere_is_an_empty_table() -> None:
    assert (0, 0) == block().legs([], "walk").metres.shape


@pytest.mark.parametrize(
    ("tags", "walk", "cycle", "drive"),
    [
        ({"highway": "residential"}, 80, 200, 320),
        ({"highway": "motorway"}, 0, 0, 1_300),
        ({"highway": "footway"}, 80, 0, 0),
        ({"highway": "footway", "bicycle": "designated"}, 80, 200, 0),
        ({"highway": "cycleway"}, 80, 200, 0),
        ({"highway": "cycleway", "foot": "no"}, 0, 200, 0),
        ({"highway": "steps"}, 40, 0, 0),
        ({"highway": "service", "access": "private"}, 0, 0, 0),
        ({"highway": "service", "access": "private", "foot": "permissive"}, 80, 0, 0),
        ({"highway": "tertiary", "motor_vehicle": "no"}, 80, 200, 0),
        ({"highway": "construction"}, 0, 0, 0),
        ({}, 0, 0, 0),
    ],
)
def test_who_may_go_where(tags: dict[str, str], walk: int, cycle: int, drive: int) -> None:
    assert (walk, cycle, drive) == tuple(metres_per_minute(tags, mode) for mode in MODES)


def test_roundabouts_and_motorways_run_one_way_unless_they_say_otherwise() -> None:
    assert 1 == runs_one_way({"highway": "tertiary", "junction": "roundabout"})
    assert 0 == runs_one_way({"highway": "motorway", "oneway": "no"})
    assert -1 == runs_one_way({"highway": "residential", "oneway": "-1"})


def test_it_is_kept_whole_and_read_again(tmp_path: Path) -> None:
    block().save(tmp_path / "streets.npz")
    read = load_streets(tmp_path / "streets.npz")
    assert "a block" == read.source
    assert (read.legs(CORNERS, "walk").metres == block().legs(CORNERS, "walk").metres).all()
    assert ["streets.npz"] == [each.name for each in tmp_path.iterdir()]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "streets.npz").write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(NoStreets, match="Build it again"):
        load_streets(tmp_path / "streets.npz")
    (tmp_path / "map.osm.pbf").write_bytes(b"not a map")
    with pytest.raises(NoStreets, match="no OpenStreetMap extract"):
        list(ways_in(tmp_path / "map.osm.pbf"))
    with pytest.raises(NoStreets, match="no street"):
        build_streets([way("construction", A, B)], source="")


@pytest.mark.skipif(not EXTRACT.exists(), reason="the piece of map is not here")
def test_a_real_piece_of_map_is_longer_by_street_than_as_the_crow_flies() -> None:
    streets = build_streets(ways_in(EXTRACT), source=EXTRACT.name)
    doors = [
        Place(lat=float(lat), lon=float(lon))
        for lat, lon in zip(streets.lat[::9], streets.lon[::9], strict=True)
    ]
    metres = streets.legs(doors, "walk").metres
    reached = [(a, b) for a in range(len(doors)) for b in range(a) if metres[a, b] > 250]
    ratios = [metres[a, b] / straight_metres(doors[a], doors[b]) for a, b in reached]
    assert len(reached) > 300
    assert 1.1 < sum(ratios) / len(ratios) < 1.8
