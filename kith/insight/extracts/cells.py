"""The different cells of a column, each read once, in tables that are joined back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from kith.core.table_cells import BadCell, Reader
from kith.insight.extracts.days import day_order
from kith.insight.extracts.files import Loaded
from kith.insight.extracts.kinds import Field
from kith.insight.extracts.sql import literal, name

PSEUDONYM_LETTERS = 16
_ADVICE = {"month_first": " Where the whole file has it so, say month_first = true of it in mapping.toml."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What a source's table of text is turned into values with."""

    loaded: Loaded
    typed: str
    secret: str
    providers: Mapping[str, str]
    month_first: bool | None = None


def has(work: Typing, field: Field) -> bool:
    """Whether the source has a column for this field."""
    return field.key in work.loaded.recognised.columns


def cells_of(work: Typing, field: Field, part: str = "") -> str:
    """The table of a column's different cells, or of a part of them."""
    return f"cells_{work.loaded.raw}_{field.key}{part}"


def _reader_of(work: Typing, field: Field) -> Reader[Any]:
    if field.how == "secret":
        return lambda cell: pseudonym(work.secret, cell)
    if field.how == "provider":
        return lambda cell: work.providers[cell]
    if field.read is None:
        raise TypeError(f"{field.key} has no reader.")
    return field.read


def pseudonym(secret: str, cell: str) -> str:
    """What stands in the facts for whom a cell names: the same in every run with the same secret."""
    digest = hmac.new(secret.encode(), cell.upper().encode(), hashlib.sha256)
    return digest.hexdigest()[:PSEUDONYM_LETTERS]


def read_different(connection: duckdb.DuckDBPyConnection, work: Typing, field: Field) -> None:
    """Read each different cell of a column, and note the rows of those that cannot be read."""
    cells, raw, key = cells_of(work, field), name(work.loaded.raw), name(field.key)
    texts = different_texts(connection, f"SELECT {key} AS text FROM {raw}")
    read = _reader_of(work, field)
    if field.type == pa.date32():
        order = day_order(texts, month_first=work.month_first)
        keep_read(connection, cells, texts, lambda cell: read(order(cell)), field.type)
    else:
        keep_read(connection, cells, texts, read, field.type)
    note_bad(connection, work, field, cells, f"SELECT row_number, {key} AS text FROM {raw}")


def different_texts(connection: duckdb.DuckDBPyConnection, texts: str) -> list[str]:
    """The different texts a query answers."""
    query = f"SELECT DISTINCT text FROM ({texts}) WHERE text IS NOT NULL"
    return [text for [text] in connection.execute(query).fetchall()]


def keep_read(
    connection: duckdb.DuckDBPyConnection, table: str, texts: list[str], read: Reader[Any], kind: pa.DataType
) -> None:
    """Keep in a table what each text was read as: its value, or why there is none."""
    values, codes, messages = [], [], []
    for text in texts:
        value, code, message = _tried(read, text)
        values.append(value)
        codes.append(code)
        messages.append(message)
    batch = pa.table(
        {
            "text": pa.array(texts, pa.string()),
            "value": pa.array(values, kind),
            "code": pa.array(codes, pa.string()),
            "message": pa.array(messages, pa.string()),
        }
    )
    connection.register("batch", batch)
    connection.execute(f"CREATE TABLE {name(table)} AS SELECT * FROM batch")
    connection.unregister("batch")


def _tried(read: Reader[Any], text: str) -> tuple[Any, str | None, str | None]:
    try:
        return (read(cell) if (cell := text.strip()) else None), None, None
    except BadCell as bad:
        return None, bad.reason, bad.message + _ADVICE.get(bad.reason, "")


def note_bad(
    connection: duckdb.DuckDBPyConnection, work: Typing, field: Field, cells: str, texts: str
) -> None:
    """A finding for each row whose cell was read as bad. The row stands, unless it needs the cell."""
    recognised = work.loaded.recognised
    if connection.execute(f"SELECT 1 FROM {name(cells)} WHERE code IS NOT NULL LIMIT 1").fetchone() is None:
        return
    connection.execute(
        f"""
        INSERT INTO findings
        SELECT {literal(recognised.source.name)}, texts.row_number, {literal(recognised.columns[field.key])},
            bad.code, bad.message, {not field.required}
        FROM ({texts}) AS texts JOIN {name(cells)} AS bad USING (text) WHERE bad.code IS NOT NULL
        """
    )


def joined(table: str, alias: str, text: str) -> str:
    """A join of a table of cells, under a name, by the text."""
    return f"LEFT JOIN {name(table)} AS {name(alias)} ON {name(alias)}.text = {text}"
