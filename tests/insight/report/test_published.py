"""Published files that say too little: nothing is said of them, and the report is made."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from kith.insight.facts.duck import empty_tables
from kith.insight.report.published import published


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        empty_tables(connection)
        yield connection


def days(facts: duckdb.DuckDBPyConnection, *, weeks: int, in_each: int) -> None:
    facts.execute(
        "INSERT INTO hospital_days BY NAME "
        "SELECT 'RR8' AS place_key, 400 + week AS waiting, 50 AS discharged, "
        "(DATE '2025-01-06' + (7 * week + day)::INTEGER)::DATE AS on_day "
        f"FROM range({weeks}) AS weeks(week), range({in_each}) AS days(day)"
    )


def test_a_hospital_that_publishes_three_days_a_week_has_no_weeks(facts: duckdb.DuckDBPyConnection) -> None:
    days(facts, weeks=30, in_each=3)
    assert [] == list(published(facts))


@pytest.mark.parametrize(("weeks", "told"), [(11, []), (12, ["hospital_rr8"])])
def test_a_hospital_is_told_of_from_twelve_weeks_on(
    facts: duckdb.DuckDBPyConnection, weeks: int, told: list[str]
) -> None:
    days(facts, weeks=weeks, in_each=7)
    assert told == [result.key for result in published(facts)]


def test_money_that_all_came_back_is_no_market(facts: duckdb.DuckDBPyConnection) -> None:
    facts.execute(
        "INSERT INTO supplier_payments BY NAME SELECT 'Aire' AS provider_key, 'Adults' AS unit, "
        "unnest([100000, -100000]) AS pence, DATE '2024-01-15' AS paid_on"
    )
    assert [] == list(published(facts))
