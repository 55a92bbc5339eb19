"""The fact tables in DuckDB: empty and typed, or as views over Parquet files."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import duckdb

from kith.insight.facts.tables import TABLES
from kith.insight.facts.tables_care import PEOPLE
from kith.insight.facts.tables_published import BENCHMARKS, HOSPITAL_DAYS, SUPPLIER_PAYMENTS

PUBLISHED = (SUPPLIER_PAYMENTS, HOSPITAL_DAYS, BENCHMARKS)


@lru_cache(maxsize=1)
def at_hand() -> duckdb.DuckDBPyConnection:
    """An empty DuckDB for this process, to take cursors from: starting one takes longer than asking it."""
    return duckdb.connect(":memory:")


def empty_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every fact table, with no rows."""
    for table in TABLES.values():
        connection.register("shape", table.schema.empty_table())
        connection.execute(f"CREATE TABLE {table.name} AS SELECT * FROM shape")  # noqa: S608
        connection.unregister("shape")


def views_over(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make every fact table a view over its Parquet file; one whose file is missing is empty."""
    for table in TABLES.values():
        path = folder / f"{table.name}.parquet"
        if path.exists():
            text = str(path).replace("'", "''")
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{text}')")  # noqa: S608
        else:
            connection.register("shape", table.schema.empty_table())
            connection.execute(f"CREATE TABLE {table.name} AS SELECT * FROM shape")  # noqa: S608
            connection.unregister("shape")


def narrow_to_patches(connection: duckdb.DuckDBPyConnection, patches: Collection[str]) -> None:
    """From now on, only what is about these patches: rows that name one, and rows about a person who lives in
    one. What others publish stays; what names neither is in nobody's patch.
    """
    connection.execute("CREATE TEMP TABLE own_patches AS SELECT unnest(?) AS patch_key", [sorted(patches)])
    for table in (PEOPLE, *(each for each in TABLES.values() if each is not PEOPLE)):
        if table in PUBLISHED:
            continue
        if "patch_key" in table.columns:
            held = "patch_key IN (SELECT patch_key FROM own_patches)"
        elif "person_key" in table.columns:
            held = "person_key IN (SELECT person_key FROM own_people)"
        else:
            held = "FALSE"
        connection.execute(f"CREATE TEMP TABLE own_{table.name} AS SELECT * FROM {table.name} WHERE {held}")  # noqa: S608
    for table in TABLES.values():
        if table not in PUBLISHED:
            connection.execute(f"CREATE TEMP VIEW {table.name} AS SELECT * FROM own_{table.name}")  # noqa: S608


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The rows in every fact table."""
    counted = {}
    for name in TABLES:
        [rows] = connection.execute(f"SELECT count(*) FROM {name}").fetchone() or (0,)  # noqa: S608
        counted[name] = int(rows)
    return counted


def columns_not_known(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """By table that has rows, the columns in which no row says anything."""
    found = {}
    for table in TABLES.values():
        counts = ", ".join(f"count(nullif(CAST({name} AS VARCHAR), ''))" for name in table.columns)
        [rows, *known] = connection.execute(f"SELECT count(*), {counts} FROM {table.name}").fetchone() or (0,)  # noqa: S608
        empty = tuple(name for name, count in zip(table.columns, known, strict=False) if not count)
        if rows and empty:
            found[table.name] = empty
    return found


def write_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write every fact table of a connection to Parquet; the rows in each."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {}
    for table in TABLES.values():
        path = str(folder / f"{table.name}.parquet").replace("'", "''")
        done = connection.execute(f"COPY {table.name} TO '{path}' (COMPRESSION zstd)").fetchone()
        rows[table.name] = int(done[0]) if done else 0
    return rows
