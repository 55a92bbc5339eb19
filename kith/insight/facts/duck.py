"""The fact tables in DuckDB: empty and typed, or as views over Parquet files."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kith.insight.facts.tables import TABLES


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
