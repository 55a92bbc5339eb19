"""Where a measure is run: DuckDB over Parquet, or PostgreSQL over the same tables. Same text, same answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import duckdb
import sqlglot

from kith.insight.facts.tables import TABLES
from kith.insight.measure import GROUPS, NUMBERS, Measure


class Row(NamedTuple):
    """One group of a measure's answer."""

    week_starts_on: date
    provider_key: str
    patch_key: str
    numerator: int
    denominator: int
    people: int


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def execute(self, sql: str) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows of the last statement."""


def over_parquet(measure: Measure, folder: Path) -> list[Row]:
    """The measure over the Parquet files of one snapshot."""
    with duckdb.connect(":memory:") as connection:
        for name in TABLES:
            file = folder / f"{name}.parquet"
            if not file.exists():  # a snapshot from before the table was
                continue
            path = str(file).replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608
        return _rows(connection.execute(_columns_named(measure)).fetchall())


def over_postgresql(measure: Measure, cursor: Cursor) -> list[Row]:
    """The measure over tables of the same names in PostgreSQL."""
    cursor.execute(as_postgresql(measure))
    return _rows(cursor.fetchall())


def as_postgresql(measure: Measure) -> str:
    """The measure's text in PostgreSQL's dialect."""
    return sqlglot.transpile(_columns_named(measure), read="duckdb", write="postgres")[0]


def _columns_named(measure: Measure) -> str:
    """The measure's columns in one order, whatever order its author chose."""
    columns = ", ".join((*GROUPS, *NUMBERS))
    return f"SELECT {columns} FROM ({measure.sql}) AS answer ORDER BY {', '.join(GROUPS)}"  # noqa: S608


def _rows(answer: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [
        Row(week, str(provider or ""), str(patch or ""), *(int(number or 0) for number in numbers))
        for week, provider, patch, *numbers in answer
    ]


def minutes_over_parquet(folder: Path, provider_key: str, patch_keys: list[str] | None) -> dict[str, int]:
    """The minutes of every verified visit, added up, and how many people they were for.

    An empty key means every provider, None every patch.
    """
    path = str(folder / "visits.parquet").replace("'", "''")
    text = f"""
        SELECT SUM(commissioned_minutes) AS commissioned_minutes,
               SUM(rostered_minutes) AS rostered_minutes,
               SUM(actual_minutes) AS actual_minutes,
               SUM(invoiced_minutes) AS invoiced_minutes,
               SUM(CASE WHEN verdict = 'missed' THEN rostered_minutes ELSE 0 END) AS missed_minutes,
               COUNT(DISTINCT person_key) AS people
        FROM read_parquet('{path}')
        WHERE verdict NOT IN ('', 'not_known')
          AND (? = '' OR provider_key = ?) AND (? OR list_contains(?, patch_key))
    """  # noqa: S608
    with duckdb.connect(":memory:") as connection:
        answer = connection.execute(text, [provider_key, provider_key, patch_keys is None, patch_keys or []])
        names = [column[0] for column in answer.description or ()]
        row = answer.fetchone() or (0,) * len(names)
    return {name: int(value or 0) for name, value in zip(names, row, strict=True)}
