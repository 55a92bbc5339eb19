"""Days with times. Most of them differ; their days and times of day do not, so each half is read once.

What halves cannot tell - serial numbers, zones, the days on which clocks change - is read whole, one by one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa

from kith.core.table_cells import BadCell
from kith.core.table_times import day as day_reader
from kith.core.table_times import moment as moment_reader
from kith.insight.extracts.cells import Typing, cells_of, different_texts, keep_read, note_bad
from kith.insight.extracts.findings import note_rows
from kith.insight.extracts.kinds import Field
from kith.insight.extracts.sql import name

CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[ap]m)?", re.IGNORECASE)
SOME_DAY = "2000-01-03"  # a winter's day, on which London keeps UTC
SHORTEST_STAMP = 12  # letters: 1/1/26 08:15; a time alone, with am or pm, is shorter

_MOMENT, _DAY = moment_reader(), day_reader()


def read_halves(connection: duckdb.DuckDBPyConnection, work: Typing, field: Field) -> None:
    """Read the different days and the different times of day of a moment; neither is bad by itself."""
    for part, text, read, kind in (
        ("_day", day_half(field), _plain_day, pa.date32()),
        ("_clock", clock_half(field), _plain_clock, pa.int64()),
    ):
        texts = different_texts(connection, f"SELECT {text} AS text FROM {name(work.loaded.raw)} AS raw")
        keep_read(connection, cells_of(work, field, part), texts, read, kind)


def day_half(field: Field) -> str:
    """What stands before the first space or T of a cell that has a time after it; nothing in a time alone."""
    cell, gap = _gap(field)
    return f"CASE WHEN {gap} > 0 THEN {cell}[:{gap} - 1] END"


def clock_half(field: Field) -> str:
    """What stands after it; all of a time alone."""
    cell, gap = _gap(field)
    return f"CASE WHEN {gap} > 0 THEN {cell}[{gap} + 1:] ELSE {cell} END"


def _gap(field: Field) -> tuple[str, str]:
    cell = f"raw.{name(field.key)}"
    return (
        cell,
        f"CASE WHEN length({cell}) < 12 THEN 0 ELSE greatest(strpos({cell}, ' '), strpos({cell}, 'T')) END",
    )


def _plain_day(text: str) -> date | None:
    try:
        return _DAY(text)
    except BadCell:
        return None


def _plain_clock(text: str) -> int | None:
    """Seconds after midnight of a time of day with no zone beside it."""
    if not CLOCK.fullmatch(text):
        return None
    try:
        at = _MOMENT(f"{SOME_DAY} {text}")
    except BadCell:
        return None
    return at.hour * 3600 + at.minute * 60 + at.second


def stage_moment(connection: duckdb.DuckDBPyConnection, work: Typing, field: Field, stage: str) -> str:
    """The same as a view with the London time of a moment, and the text of one that halves cannot tell."""
    key, day, staged = field.key, _day_of(work, field), f"{stage}_{field.key}"
    text, its_day, clock = (name(key + part) for part in ("_text", "_day_read", "_clock_read"))
    alone = f"({its_day} IS NULL AND {clock} IS NOT NULL)"
    after = _local(field.after) if field.after in work.loaded.recognised.columns else "NULL::TIMESTAMP"
    connection.execute(
        f"""
        CREATE VIEW {name(staged)} AS
        WITH dated AS (
            SELECT *, {alone} AS alone, coalesce({its_day}, {day})::TIMESTAMP + to_seconds({clock}) AS told
            FROM {name(stage)}
        ), timed AS (
            SELECT *, coalesce(alone AND told < {after}, false) AS next_day,
                CASE WHEN next_day THEN told + INTERVAL 1 DAY ELSE told END AS local
            FROM dated
        )
        SELECT * EXCLUDE (alone, told, next_day, local),
            local AS {_local(key)}, next_day AS {name(key + "_next_day")},
            CASE WHEN {text} IS NULL OR NOT (local IS NULL OR {_clocks_change("local")}) THEN NULL
                WHEN alone THEN strftime(local, '%Y-%m-%d') || ' ' || {text}  -- no day, no moment
                ELSE {text} END AS {name(key + "_odd")}
        FROM timed
        """
    )
    _read_odd_moments(connection, work, field, staged)
    return staged


def _local(key: str) -> str:
    return name(key + "_local")


def _read_odd_moments(connection: duckdb.DuckDBPyConnection, work: Typing, field: Field, stage: str) -> None:
    """Read one by one the moments that their halves do not tell, and note what was done with times alone."""
    odd, cells = name(field.key + "_odd"), cells_of(work, field)
    texts = f"SELECT row_number, {odd} AS text FROM {name(stage)} WHERE {odd} IS NOT NULL"
    keep_read(connection, cells, different_texts(connection, texts), _in_naive_utc, field.type)
    note_bad(connection, work, field, cells, texts)
    if field.after:
        note_rows(
            connection, file=work.loaded.recognised.source.name, used=True, code="over_midnight",
            rows=f"SELECT row_number FROM {name(stage)} WHERE {name(field.key + '_next_day')}",
            column=work.loaded.recognised.columns[field.key],
            message="It ended after midnight: the time was taken as the next day's.",
        )  # fmt: skip


def _day_of(work: Typing, field: Field) -> str:
    """The day a time alone is on: the row's own, or else that of the moment it belongs to."""
    columns = work.loaded.recognised.columns
    kinds = {each.key for each in work.loaded.recognised.kind.fields}
    days = [name("on_day")] if "on_day" in columns and "on_day" in kinds else []
    for other in ("planned_start", field.after):
        if other and other != field.key and other in columns:
            days.append(f"{_local(other)}::DATE")
    return f"coalesce({', '.join(days)}, NULL::DATE)" if days else "NULL::DATE"


def _in_naive_utc(text: str) -> datetime:
    return _MOMENT(text).astimezone(UTC).replace(tzinfo=None)


def _clocks_change(local: str) -> str:
    """Whether a London time is on a day on which clocks change: the last Sundays of March and October."""
    return f"(month({local}) IN (3, 10) AND day({local}) > 24 AND dayofweek({local}) = 0)"


def moment_columns(field: Field) -> list[str]:
    """A moment in UTC, and its London day."""
    key, odd = field.key, f"{name('odd_' + field.key)}.value"
    local = f"stage.{_local(key)}"
    is_odd = f"stage.{name(key + '_odd')} IS NOT NULL"
    return [
        f"CASE WHEN {is_odd} THEN {odd} ELSE timezone('UTC', timezone('Europe/London', {local})) END "
        f"AS {name(key)}",
        f"CASE WHEN {is_odd} THEN timezone('Europe/London', timezone('UTC', {odd}))::DATE "
        f"ELSE {local}::DATE END AS {name(key + '_day')}",
    ]
