"""What could not be used as it stands, row by row: kept whole, counted, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kith.insight.extracts.sql import literal

EXAMPLES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of trouble in one file: in how many rows, whether they were used all the same, and which."""

    file: str
    column: str
    code: str
    rows: int
    used: bool
    first_rows: tuple[int, ...]
    example: str


def open_findings(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty table."""
    connection.execute(
        "CREATE TABLE findings (file VARCHAR, row_number BIGINT, column_name VARCHAR, code VARCHAR, "
        "message VARCHAR, used BOOLEAN)"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One finding: its row and heading, what is wrong, and whether the row is used all the same."""

    row_number: int
    column: str
    code: str
    message: str
    used: bool


def note(connection: duckdb.DuckDBPyConnection, *, file: str, notes: Sequence[Note]) -> None:
    """Keep these findings of one file."""
    if not notes:
        return
    batch = {
        "file": [file] * len(notes),
        "row_number": [each.row_number for each in notes],
        "column_name": [each.column for each in notes],
        "code": [each.code for each in notes],
        "message": [each.message for each in notes],
        "used": [each.used for each in notes],
    }
    connection.register("notes", pa.table(batch))
    connection.execute("INSERT INTO findings BY NAME SELECT * FROM notes")
    connection.unregister("notes")


def note_rows(
    connection: duckdb.DuckDBPyConnection, *, file: str, rows: str, column: str, code: str, message: str,
    used: bool,
) -> int:  # fmt: skip
    """Keep one finding for each row number a query answers; how many there were."""
    done = connection.execute(
        f"INSERT INTO findings SELECT {literal(file)}, row_number, {literal(column)}, {literal(code)}, "
        f"{literal(message)}, {used} FROM ({rows})"
    ).fetchone()
    return int(done[0]) if done else 0


def summarise(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Every kind of finding, file by file, the most frequent first."""
    rows = connection.execute(
        f"""
        SELECT file, column_name, code, used, count(*) AS times,
            list(row_number ORDER BY row_number)[1:{EXAMPLES_SHOWN}], arg_min(message, row_number)
        FROM findings GROUP BY file, column_name, code, used ORDER BY file, times DESC, code, column_name
        """
    ).fetchall()
    return [
        Found(
            file=file,
            column=column,
            code=code,
            rows=times,
            used=used,
            first_rows=tuple(first),
            example=example,
        )
        for file, column, code, used, times, first, example in rows
    ]
