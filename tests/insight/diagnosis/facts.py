"""Fact tables for the analyses: by hand, and straight from the demonstration's made-up years."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from kith.demo.history import Journey, journeys
from kith.demo.options import Options
from kith.insight.facts.duck import empty_tables
from kith.insight.facts.tables import TABLES

Row = Mapping[str, Any]


def tables(**rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    """A connection with every fact table; those named have these rows."""
    connection = duckdb.connect(":memory:")
    empty_tables(connection)
    for name, held in rows.items():
        connection.register("given", pa.Table.from_pylist(list(held), schema=TABLES[name].schema))
        connection.execute(f"INSERT INTO {name} SELECT * FROM given")
        connection.unregister("given")
    return connection


def of_history(options: Options) -> duckdb.DuckDBPyConnection:
    """The fact tables of a demonstration's years before its first week, without a database."""
    lived = journeys(options)
    return tables(
        people=[_person(each) for each in lived],
        packages=[row for each in lived for row in _packages(each)],
        reviews=[row for each in lived for row in _reviews(each)],
        placements=[
            {"person_key": _key(each), "kind": "residential", "starts_on": each.placed_on}
            for each in lived
            if each.placed_on
        ],
    )


def _key(journey: Journey) -> str:
    return f"p{journey.index}"


def _person(journey: Journey) -> Row:
    return {
        "person_key": _key(journey),
        "born_year": 1930 + journey.index % 30,
        "first_on": journey.stretches[0].starts_on,
        "died_on": journey.died_on,
    }


def _packages(journey: Journey) -> Iterable[Row]:
    for stretch in journey.stretches:
        yield {
            "person_key": _key(journey),
            "provider_type": journey.tier,
            "starts_on": stretch.starts_on,
            "until": stretch.until,
            "weekly_minutes": stretch.weekly_minutes,
            "workers": stretch.workers,
        }


def _reviews(journey: Journey) -> Iterable[Row]:
    for day in journey.reviewed_on:
        yield {
            "review_key": f"{_key(journey)}-{day}",
            "person_key": _key(journey),
            "on_day": day,
            "area_key": journey.area,
        }
