"""Engines outside the installation: a PostgreSQL, or a Spark cluster; and their dialects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import psycopg
import pyarrow as pa
import pyarrow.csv as pc
import sqlglot
from pyarrow.dataset import dataset

from kith.core.errors import Invalid
from kith.insight.facts.shape import FactTable
from kith.insight.facts.tables import TABLES

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Gives the rows of a text in DuckDB's dialect over the fact tables."""

Dialect = Literal["postgres", "spark"]
ROWS_AT_ONCE = 100_000
POSTGRESQL_TYPES = {
    pa.string(): "text",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
    pa.bool_(): "boolean",
}


class SparkMissing(Invalid):
    """`KITH_FIGURES` names a Spark, and what speaks to it is not installed."""

    code = "spark_missing"

    def __init__(self) -> None:
        super().__init__(
            "KITH_FIGURES names a Spark. Install pyspark and Java 17 beside Kith, or name no engine."
        )


def in_dialect(text: str, dialect: Dialect) -> str:
    """A text in DuckDB's dialect as another engine understands it."""
    return sqlglot.transpile(text, read="duckdb", write=dialect)[0]


def files(folder: Path) -> Iterator[tuple[FactTable, Path]]:
    """The tables of a snapshot; one from before a table was has no file of it."""
    for table in TABLES.values():
        path = folder / f"{table.name}.parquet"
        if path.exists():
            yield table, path


@contextmanager
def copied_to_postgresql(address: str, folder: Path) -> Iterator[Ask]:
    """A PostgreSQL with the facts in temporary tables, which go with the connection."""
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for table, path in files(folder):
            cursor.execute(f"CREATE TEMPORARY TABLE {table.name} ({columns_in_postgresql(table)})")
            with cursor.copy(f"COPY {table.name} FROM STDIN (FORMAT csv)") as copy:
                rows = dataset(path, schema=table.schema)
                for batch in rows.to_batches(batch_size=ROWS_AT_ONCE):
                    copy.write(_as_csv(batch))
            cursor.execute(f"ANALYZE {table.name}")
        yield lambda text: cursor.execute(in_dialect(text, "postgres")).fetchall()


def columns_in_postgresql(table: FactTable) -> str:
    """The columns of a table, as PostgreSQL makes them."""
    return ", ".join(f"{name} {POSTGRESQL_TYPES[column.type]}" for name, column in table.columns.items())


def _as_csv(batch: pa.RecordBatch) -> bytes:
    """Rows for COPY: every text in quotation marks, so that an empty one is not a null."""
    written = BytesIO()
    pc.write_csv(batch, written, pc.WriteOptions(include_header=False, quoting_style="needed"))
    return written.getvalue()


@contextmanager
def on_spark(address: str, folder: Path) -> Iterator[Ask]:
    """A Spark cluster with the facts as views over the files, which its workers read for themselves."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkMissing from None
    session = SparkSession.builder.master(address).appName("kith").getOrCreate()
    try:
        for table, path in files(folder):
            session.read.parquet(str(path)).createOrReplaceTempView(table.name)
        yield lambda text: session.sql(in_dialect(text, "spark")).collect()
    finally:
        session.stop()
