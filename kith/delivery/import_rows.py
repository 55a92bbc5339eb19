"""Reading a call-monitoring extract: which rows can be visits at all, each other row with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from kith.core.dates import LONDON, london_day
from kith.core.table_cells import text
from kith.core.table_times import moment
from kith.core.tables import Column, Row, Table, read_table

LONGEST = timedelta(hours=24)
COLUMNS = (
    Column(key="provider", read=text, names=("agency", "supplier", "provider name")),
    Column(key="person", read=text, names=("person reference", "client id", "customer id", "social care id")),
    Column(key="worker", read=text, names=("carer", "care worker", "worker name", "carer name", "employee")),
    Column(key="planned_start", read=moment(), names=("scheduled start", "planned start time", "planned in")),
    Column(key="planned_end", read=moment(), names=("scheduled end", "planned end time", "planned out")),
    Column(key="actual_start", read=moment(), names=("log in", "check in", "actual start time", "actual in")),
    Column(key="actual_end", read=moment(), names=("log out", "check out", "actual end time", "actual out")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One row: who went to whom for which provider, when that was planned, and when it was."""

    row: Row
    provider: str
    person: str
    worker: str
    planned_start: datetime
    planned_end: datetime
    actual_start: datetime
    actual_end: datetime


def read_attendances(source: bytes | BinaryIO) -> tuple[Table, list[Attendance]]:
    """The table, with its findings, and the rows that can be visits, in the order of the file.

    A row that ends before it starts, lasts longer than a day, stands twice, or has its worker in two places
    at once is refused. One that crosses midnight or a change of the clocks is used, and said to be so.
    """
    table = read_table(source, COLUMNS)
    possible = [_attendance(row) for row in table]
    kept = [each for each in possible if _runs_forward(table, each)]
    kept = list(_each_once(table, kept))
    kept = list(_one_place_at_a_time(table, kept))
    for each in kept:
        _say_what_is_unusual(table, each)
    return table, kept


def _attendance(row: Row) -> Attendance:
    return Attendance(row=row, **{column.key: row[column.key] for column in COLUMNS})


def _runs_forward(table: Table, each: Attendance) -> bool:
    for name, start, end in (
        ("planned", each.planned_start, each.planned_end),
        ("actual", each.actual_start, each.actual_end),
    ):
        if end < start or (name == "planned" and end == start):
            words = f"leaves before it arrives ({_clock(start)}, {_clock(end)})"
            table.refuse(each.row, f"{name}_end", "negative", f"The {name} visit {words}.")
            return False
        if end - start > LONGEST:
            table.refuse(each.row, f"{name}_end", "too_long", f"The {name} visit is longer than a day.")
            return False
    return True


def _each_once(table: Table, rows: list[Attendance]) -> Iterator[Attendance]:
    first: dict[tuple[object, ...], int] = {}
    for each in rows:
        key = (each.provider.casefold(), each.person, each.worker.casefold(), each.planned_start)
        if key in first:
            table.refuse(each.row, None, "repeated", f"This visit stands in row {first[key]} already.")
            continue
        first[key] = each.row.number
        yield each


def _one_place_at_a_time(table: Table, rows: list[Attendance]) -> Iterator[Attendance]:
    """The rows whose worker was nowhere else meanwhile: of two that overlap, the first is used."""
    busy: defaultdict[tuple[str, str], list[Attendance]] = defaultdict(list)
    for each in rows:
        others = busy[each.provider.casefold(), each.worker.casefold()]
        clash = next((other for other in others if _overlap(each, other)), None)
        if clash is not None:
            words = f"{each.worker} was also at the visit of row {clash.row.number} at that time."
            table.refuse(each.row, None, "overlapping", words)
            continue
        others.append(each)
        yield each


def _overlap(one: Attendance, other: Attendance) -> bool:
    return one.actual_start < other.actual_end and other.actual_start < one.actual_end


def _say_what_is_unusual(table: Table, each: Attendance) -> None:
    start, end = each.actual_start, each.actual_end
    if london_day(start) != london_day(end):
        words = f"The visit crosses midnight; it belongs to {london_day(each.planned_start):%d/%m/%Y}."
        table.find(each.row.number, "actual_end", "crosses_midnight", words)
    if start.astimezone(LONDON).utcoffset() != end.astimezone(LONDON).utcoffset():
        words = "The clocks change during the visit; elapsed minutes are counted."
        table.find(each.row.number, "actual_end", "crosses_clock_change", words)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
