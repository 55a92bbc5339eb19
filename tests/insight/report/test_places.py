"""Care on a map: matched by code or name, small numbers withheld, and the rest said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kith.insight.facts.duck import empty_tables
from kith.insight.report.places import Edged, NotAMap, areas_of, places

UNTIL = date(2026, 4, 6)
GEOGRAPHY = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "geography"


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        empty_tables(connection)
        yield connection


def package(facts: duckdb.DuckDBPyConnection, patch: str, people: int, minutes: int, **dates: Any) -> None:
    """So many people in a place, each with so many minutes a week."""
    for n in range(people):
        facts.execute(
            "INSERT INTO packages BY NAME SELECT ? AS person_key, ? AS patch_key, ? AS weekly_minutes, "
            "?::DATE AS starts_on, ?::DATE AS until",
            [f"{patch}{n}", patch, minutes, dates.get("starts_on", date(2026, 1, 5)), dates.get("until")],
        )


def square(west: float) -> list[list[float]]:
    return [[west, 53.8], [west + 0.1, 53.8], [west + 0.1, 53.9], [west, 53.9], [west, 53.8]]


def feature(code: str, name: str, west: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"lsoa_name": name, "lsoa_code": code, "rank": 3},
        "geometry": {"type": "Polygon", "coordinates": [square(west)]},
    }


def written(folder: Path, *features: dict[str, Any]) -> dict[str, Sequence[Edged]]:
    """The areas of a file of these features, by its name."""
    file = folder / "lsoa.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return {file.name: areas_of(file)}


def test_a_package_without_a_patch_is_where_its_person_lives(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    package(facts, "", 12, 420)
    facts.execute("INSERT INTO people BY NAME SELECT person_key, 'E01' AS patch_key FROM packages")
    maps = written(tmp_path, feature("E01", "Leeds 001A", -1.7))
    (found,) = places(facts, maps, until=UNTIL, names={})
    assert (("Leeds 001A", 12, 420.0),) == found.tables[0].rows


def test_a_place_is_found_by_its_code_or_its_name(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    package(facts, "E01", 12, 420)
    package(facts, "Leeds 002b", 10, 600)
    package(facts, "E01", 5, 900, until=date(2026, 4, 5))  # over before the end
    package(facts, "E03", 4, 100)
    package(facts, "E99", 11, 100)  # has no edge
    maps = written(
        tmp_path, feature("E01", "Leeds 001A", -1.7), feature("E02", "Leeds 002B", -1.6),
        feature("E03", "Leeds 003C", -1.5), feature("E04", "Nobody here", -1.4),
    )  # fmt: skip
    (found,) = places(facts, maps, until=UNTIL, names={})
    assert (
        ("Leeds 001A", 12, 420.0),
        ("Leeds 002B", 10, 600.0),
        ("Leeds 003C", None, None),
    ) == found.tables[0].rows
    assert "Highest: Leeds 002B 600; lowest: Leeds 001A 420. 1 withheld." in found.answer
    assert "11 people live in places that have no edge in lsoa.geojson" in found.limits[1]
    assert found.pictures[0].svg("map").startswith("<svg")


def test_a_map_of_somewhere_else_says_nothing(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    package(facts, "E01", 12, 420)
    maps = written(tmp_path, feature("E77", "Elsewhere", -1.7))
    assert [] == list(places(facts, maps, until=UNTIL, names={}))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"features": []}', '{"features": [{"geometry": null}]}', '{"features": 3}',
     '{"features": [{"geometry": {"type": "Point", "coordinates": [0, 0]}, "properties": {}}]}',
     '{"features": [{"geometry": {"type": "Polygon", "coordinates": [["x"]]}, "properties": {}}]}'],
)  # fmt: skip
def test_a_file_without_areas_is_refused_by_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotAMap, match="It holds no areas"):
        areas_of(file)


def test_a_patch_of_ones_own_goes_by_its_name(facts: duckdb.DuckDBPyConnection) -> None:
    package(facts, "key-of-millgate", 10, 300)
    ring = tuple((lon, lat) for lon, lat in square(-1.6))
    maps = {"patches": [Edged(called=("key-of-millgate",), rings=(ring,))]}
    (found,) = places(facts, maps, until=UNTIL, names={"key-of-millgate": "Millgate"})
    assert (("Millgate", 10, 300.0),) == found.tables[0].rows


def test_the_small_areas_of_leeds_are_drawn(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = GEOGRAPHY / "leeds_lsoa21_boundaries.geojson"
    if not file.exists():
        pytest.skip("The boundaries of Leeds are not beside this checkout.")
    areas = areas_of(file)
    for number, area in enumerate(areas):
        package(facts, area.called[1], 9 + number % 5, 300 + number)
    (found,) = places(facts, {file.name: areas}, until=UNTIL, names={})
    assert len(areas) == len(found.tables[0].rows)
    assert len(areas) <= found.pictures[0].svg("leeds").count("<path")
