"""Days with times. Most of them differ; their days and times of day do not, so each half is read once.

What halves cannot tell - serial numbers, zones, the days on which clocks change - is read whole, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial

import duckdb
import pyarrow as pa

from kith.core.table_cells import BadCell
from kith.core.table_times import day as day_reader
from kith.core.table_times import moment as moment_reader
from kith.insight.extracts.cells import Typing, cells_of, different_texts, keep_read, note_bad
from kith.insight.extracts.clocks import clock_of
from kith.insight.extracts.days import Order, day_order
from kith.insight.extracts.findings import note_rows
from kith.insight.extracts.kinds import Field
from kith.insight.extracts.sql import name

NEAR_ITS_PLAN = 6  # hours within which a start alone is looked for beyond midnight
LONGEST_OVER_MIDNIGHT = 16  # hours: a longer time from start to end is a slip of two cells, not a night
SHORTEST_STAMP = 12  # letters: 1/1/26 08:15; a time alone, with am or pm, is shorter

_MOMENT, _DAY = moment_reader(), day_reader()


def read_halves(
    connection: duckdb.DuckDBPyConnection, work: Typing, fields: Sequence[Field]
) -> dict[str, Order]:
    """Read the different days and the different times of day of moments; neither half is bad by itself.

    Returns how the column of each field orders its days and months.
    """
    orders: dict[str, Order] = {}
    for field in fields:
        days = different_texts(connection, _half(work, day_half(field)))
        orders[field.key] = order = day_order(days, month_first=work.month_first)
        keep_read(connection, cells_of(work, field, "_day"), days, partial(_plain_day, order), pa.date32())
    of_field = {field: different_texts(connection, _half(work, clock_half(field))) for field in fields}
    clock = clock_of({text for texts in of_field.values() for text in texts})
    for field, texts in of_field.items():
        keep_read(connection, cells_of(work, field, "_clock"), texts, clock.read, pa.int64())
    if clock.note:
        note_rows(
            connection, file=work.loaded.recognised.source.name, column="", code="clock_by_decimals",
            rows=f"SELECT {work.loaded.recognised.header_row} AS row_number", message=clock.note, used=True,
        )  # fmt: skip
    return orders


def _half(work: Typing, half: str) -> str:
    return f"SELECT {half} AS text FROM {name(work.loaded.raw)} AS raw"


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
    mark = f"greatest(strpos({cell}, ' '), strpos({cell}, 'T'))"
    return cell, f"CASE WHEN length({cell}) < {SHORTEST_STAMP} THEN 0 ELSE {mark} END"


def _plain_day(order: Order, text: str) -> date | None:
    try:
        return _DAY(order(text))
    except BadCell:
        return None


def stage_moment(
    connection: duckdb.DuckDBPyConnection, work: Typing, field: Field, stage: str, order: Order
) -> str:
    """The same as a view with the London time of a moment, and the text of one that halves cannot tell."""
    key, day, staged = field.key, _day_of(work, field), f"{stage}_{field.key}"
    text, its_day, clock = (name(key + part) for part in ("_text", "_day_read", "_clock_read"))
    alone = f"({its_day} IS NULL AND {clock} IS NOT NULL)"
    connection.execute(
        f"""
        CREATE VIEW {name(staged)} AS
        WITH dated AS (
            SELECT *, {alone} AS alone, coalesce({its_day}, {day})::TIMESTAMP + to_seconds({clock}) AS told
            FROM {name(stage)}
        ), timed AS (
            SELECT *, CASE WHEN alone THEN {_days_away(work, field)} ELSE 0 END AS away,
                told + to_days(away) AS local
            FROM dated
        )
        SELECT * EXCLUDE (alone, told, away, local),
            local AS {_local(key)}, away <> 0 AS {name(key + "_moved")},
            CASE WHEN {text} IS NULL OR NOT (local IS NULL OR {_clocks_change("local")}) THEN NULL
                WHEN alone THEN strftime(local, '%Y-%m-%d %H:%M:%S')  -- no day, no moment
                ELSE {text} END AS {name(key + "_odd")}
        FROM timed
        """
    )
    _read_odd_moments(connection, work, field, staged, order)
    return staged


def _days_away(work: Typing, field: Field) -> str:
    """How many days from the row's own a time alone is, judged by the moment it comes after or lies near.

    An end before its start is the next day's, unless that made it longer than any night, or the hour came
    twice. A start lies on the side of midnight on which it is near its plan.
    """
    columns = work.loaded.recognised.columns
    if field.after in columns:
        start = _local(field.after)
        return (
            f"CASE WHEN told < {start} AND told + INTERVAL {24 - LONGEST_OVER_MIDNIGHT} HOUR <= {start} "
            f"AND NOT {_came_twice('told')} THEN 1 ELSE 0 END"
        )
    if field.near in columns:
        plan, far = _local(field.near), f"INTERVAL {24 - NEAR_ITS_PLAN} HOUR"
        return f"CASE WHEN told + {far} <= {plan} THEN 1 WHEN told - {far} >= {plan} THEN -1 ELSE 0 END"
    return "0"


def _local(key: str) -> str:
    return name(key + "_local")


def _read_odd_moments(
    connection: duckdb.DuckDBPyConnection, work: Typing, field: Field, stage: str, order: Order
) -> None:
    """Read one by one the moments that their halves do not tell."""
    odd, cells = name(field.key + "_odd"), cells_of(work, field)
    texts = f"SELECT row_number, {odd} AS text FROM {name(stage)} WHERE {odd} IS NOT NULL"
    different = different_texts(connection, texts)
    keep_read(connection, cells, different, lambda text: _in_naive_utc(order(text)), field.type)
    note_bad(connection, work, field, cells, texts)


def note_nights(
    connection: duckdb.DuckDBPyConnection, work: Typing, fields: Sequence[Field], stage: str
) -> None:
    """Note what was done with times beyond midnight, and with those that came twice."""
    columns = work.loaded.recognised.columns
    asked = [(field, *night) for field in fields for night in _nights(field)]
    if not asked:
        return
    # One look at all of them, since most files have few of these and each look is at every row.
    any_of = ", ".join(f"bool_or({where})" for _field, _code, where, _message in asked)
    found = connection.execute(f"SELECT {any_of} FROM {name(stage)}").fetchone() or ()
    for (field, code, where, message), is_there in zip(asked, found, strict=True):
        if is_there:
            note_rows(
                connection, file=work.loaded.recognised.source.name, column=columns[field.key], code=code,
                message=message, used=True, rows=f"SELECT row_number FROM {name(stage)} WHERE {where}",
            )  # fmt: skip


def _nights(field: Field) -> Iterator[tuple[str, str, str]]:
    """The findings a night may give: their code, where they are, and what is said."""
    moved = "It is beyond midnight: the time was taken as the neighbouring day's."
    yield "over_midnight", name(field.key + "_moved"), moved
    twice = "The clocks went back and this time came twice: the first was taken."
    yield "came_twice", _came_twice(_local(field.key)), twice


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
    try:
        return _MOMENT(text).astimezone(UTC).replace(tzinfo=None)
    except BadCell as bad:
        if bad.reason != "not_a_date":
            raise
        raise BadCell(
            "not_a_time",
            "“{cell}” is no time, nor a day with one. Write it like 08:15 or 31/03/2026 08:15.",
            cell=text,
        ) from None


def _clocks_change(local: str) -> str:
    """Whether a London time is on a day on which clocks change: the last Sundays of March and October."""
    return f"(month({local}) IN (3, 10) AND day({local}) > 24 AND dayofweek({local}) = 0)"


def _came_twice(local: str) -> str:
    """Whether a London time came twice that night: from one to two, on the last Sunday of October."""
    return f"({_clocks_change(local)} AND month({local}) = 10 AND hour({local}) = 1)"


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
