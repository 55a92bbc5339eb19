"""A source's table of text into a table of values.

A column of three million days holds a few hundred different ones: those are read by the readers of ``core``,
which every other file is read by too, and joined back.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from kith.insight.extracts.cells import Typing, cells_of, has, joined, read_different
from kith.insight.extracts.kinds import Field
from kith.insight.extracts.moments import (
    clock_half,
    day_half,
    moment_columns,
    note_nights,
    read_halves,
    stage_moment,
)  # fmt: skip
from kith.insight.extracts.sql import literal, name


def read_cells(connection: duckdb.DuckDBPyConnection, work: Typing) -> None:
    """Make the table ``typed`` of a source, with a finding for each cell that could not be read."""
    fields = [field for field in work.loaded.recognised.kind.fields if has(work, field)]
    for field in fields:
        if field.how in ("cells", "secret", "provider"):
            read_different(connection, work, field)
    moments = [field for field in fields if field.how == "moment"]
    orders = read_halves(connection, work, moments)
    stage = _stage(connection, work, fields)
    for field in moments:
        stage = stage_moment(connection, work, field, stage, orders[field.key])
    note_nights(connection, work, moments, stage)
    _finish(connection, work, moments, stage)


def _stage(connection: duckdb.DuckDBPyConnection, work: Typing, fields: list[Field]) -> str:
    """A table of every field but moments as a value, and of the days and times of day of moments."""
    parts, joins = ["raw.row_number"], []
    for field in fields:
        key = field.key
        if field.how == "words":
            parts.append(f"nullif(trim(raw.{name(key)}), '') AS {name(key)}")
        elif field.how == "moment":
            parts.append(f"raw.{name(key)} AS {name(key + '_text')}")
            for part, half in (("_day", day_half(field)), ("_clock", clock_half(field))):
                joins.append(joined(cells_of(work, field, part), f"read_{key}{part}", half))
                parts.append(f"{name(f'read_{key}{part}')}.value AS {name(f'{key}{part}_read')}")
        else:
            joins.append(joined(cells_of(work, field), f"read_{key}", f"raw.{name(key)}"))
            parts.append(f"{name('read_' + key)}.value AS {name(key)}")
    stage = f"stage_{work.loaded.raw}"
    connection.execute(
        f"CREATE TABLE {name(stage)} AS SELECT {', '.join(parts)} "
        f"FROM {name(work.loaded.raw)} AS raw {' '.join(joins)}"
    )
    return stage


def _finish(connection: duckdb.DuckDBPyConnection, work: Typing, moments: list[Field], stage: str) -> None:
    """The table ``typed``: every field of the kind, moments in UTC with their London days."""
    recognised = work.loaded.recognised
    parts = [f"{literal(recognised.source.name)} AS file", "stage.row_number"]
    joins = []
    for field in recognised.kind.fields:
        if field in moments:
            parts += moment_columns(field)
            joins.append(
                joined(cells_of(work, field), f"odd_{field.key}", f"stage.{name(field.key + '_odd')}")
            )
        else:
            parts += [f"stage.{name(field.key)}"] if has(work, field) else _absent(field)
    connection.execute(
        f"CREATE TABLE {name(work.typed)} AS SELECT {', '.join(parts)} "
        f"FROM {name(stage)} AS stage {' '.join(joins)}"
    )


def _absent(field: Field) -> list[str]:
    typed = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.date32(): "DATE", pa.bool_(): "BOOLEAN"}
    if field.how == "moment":
        return [f"NULL::TIMESTAMP AS {name(field.key)}", f"NULL::DATE AS {name(field.key + '_day')}"]
    return [f"NULL::{typed[field.type]} AS {name(field.key)}"]
