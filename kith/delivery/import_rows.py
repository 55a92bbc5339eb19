"""Reading a call-monitoring extract: which rows can be visits at all, each other row with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO

from kith.core.dates import LONDON, ONE_MINUTE, london_day
from kith.core.table_cells import BadCell, Reader, text
from kith.core.table_times import duration_minutes, moment
from kith.core.tables import Column, Row, Table, read_table
from kith.core.usual_week import LONGEST_MINUTES

LONGEST = timedelta(hours=24)


def words(most: int) -> Reader[str]:
    """A reader of at most so many characters, with runs of space made one."""

    def read(cell: str) -> str:
        found = text(cell)
        if len(found) > most:
            raise BadCell(
                "too_many_characters", "“{cell}” has more than {most} characters.", cell=cell, most=most
            )
        return found

    return read


def name(cell: str) -> str:
    """A name as it is said: “Okafor, Grace” is Grace Okafor."""
    family, comma, first = words(60)(cell).partition(", ")
    return f"{first} {family}" if comma else family


COLUMNS = (
    Column(key="provider", read=words(60), names=("agency", "supplier", "provider name")),
    Column(
        key="person",
        read=words(40),
        names=("person reference", "client id", "customer id", "social care id", "service user id"),
    ),
    Column(
        key="person_name",
        read=name,
        names=("client", "client name", "customer name", "service user", "service user name"),
        required=False,
        may_be_bad=True,
    ),
    Column(key="worker", read=name, names=("carer", "care worker", "worker name", "carer name", "employee")),
    Column(
        key="commissioned_minutes",
        read=duration_minutes(high=LONGEST_MINUTES),
        names=("commissioned", "commissioned duration", "contracted minutes", "authorised minutes"),
        required=False,
        may_be_bad=True,
    ),
    Column(key="planned_start", read=moment(), names=("scheduled start", "planned start time", "planned in")),
    Column(key="planned_end", read=moment(), names=("scheduled end", "planned end time", "planned out")),
    Column(
        key="actual_start",
        read=moment(),
        names=("log in", "check in", "actual start time", "actual in"),
        required=False,
    ),
    Column(
        key="actual_end",
        read=moment(),
        names=("log out", "check out", "actual end time", "actual out"),
        required=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One row: who was to go to whom for which provider, and when; and when they were there, if they were."""

    row: Row
    provider: str
    person: str
    person_name: str | None
    worker: str
    commissioned_minutes: int | None
    planned_start: datetime
    planned_end: datetime
    actual_start: datetime | None
    actual_end: datetime | None

    @property
    def day(self) -> date:
        """The London day on which it was planned to start, to which it belongs."""
        return london_day(self.planned_start)

    @property
    def planned_minutes(self) -> int:
        """How long it was planned for, in whole minutes."""
        return (self.planned_end - self.planned_start) // ONE_MINUTE

    @property
    def stay(self) -> tuple[datetime, datetime] | None:
        """When somebody came and went, or None where the row says only what was planned."""
        if self.actual_start is None or self.actual_end is None:
            return None
        return self.actual_start, self.actual_end


def read_attendances(
    source: bytes | BinaryIO, mapping: Mapping[str, str] | None = None
) -> tuple[Table, list[Attendance]]:
    """The table, with its findings, and the rows that can be visits, in the order of the file.

    A row that ends before it starts, lasts longer than a day, stands twice, or has its worker in two places
    at once is refused. One that crosses midnight or a change of the clocks is used, and said to be so.
    ``mapping`` gives the header of a column where guessing by name is not wanted.
    """
    table = read_table(source, COLUMNS, mapping=mapping)
    possible = [Attendance(row=row, **row.values) for row in table]
    kept = [each for each in possible if _is_whole(table, each) and _runs_forward(table, each)]
    kept = list(_each_once(table, kept))
    kept = list(_one_place_at_a_time(table, kept))
    for each in kept:
        _say_what_is_unusual(table, each)
    return table, kept


def _is_whole(table: Table, each: Attendance) -> bool:
    """Whether the row has both ends of the visit, or neither."""
    for key, this, other in (
        ("actual_start", each.actual_start, each.actual_end),
        ("actual_end", each.actual_end, each.actual_start),
    ):
        if this is None and other is not None:
            table.refuse(each.row, key, "blank", "One end of the visit is known and the other is blank.")
            return False
    return True


def _runs_forward(table: Table, each: Attendance) -> bool:
    stays = [("planned", each.planned_start, each.planned_end)]
    if each.stay:
        stays.append(("actual", *each.stay))
    for kind, start, end in stays:
        if end < start or (kind == "planned" and end - start < ONE_MINUTE):
            how = f"leaves before it arrives ({_clock(start)}, {_clock(end)})"
            table.refuse(each.row, f"{kind}_end", "negative", f"The {kind} visit {how}.")
            return False
        if end - start > LONGEST or (kind == "planned" and end - start == LONGEST):
            table.refuse(each.row, f"{kind}_end", "too_long", f"The {kind} visit is longer than a day.")
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
    busy: defaultdict[tuple[str, str, date], list[Attendance]] = defaultdict(list)
    for each in rows:
        whose = (each.provider.casefold(), each.worker.casefold())
        days = {at.date() for at in each.stay or ()}
        others = (other for day in days for other in busy[*whose, day])
        clash = next((other for other in others if _overlap(each, other)), None)
        if clash is not None:
            where = f"{each.worker} was also at the visit of row {clash.row.number} at that time."
            table.refuse(each.row, None, "overlapping", where)
            continue
        for day in days:
            busy[*whose, day].append(each)
        yield each


def _overlap(one: Attendance, other: Attendance) -> bool:
    if one.stay is None or other.stay is None:
        return False
    return one.stay[0] < other.stay[1] and other.stay[0] < one.stay[1]


def _say_what_is_unusual(table: Table, each: Attendance) -> None:
    start, end = each.stay or (each.planned_start, each.planned_end)
    if london_day(start) != london_day(end):
        how = f"The visit crosses midnight; it belongs to {each.day:%d/%m/%Y}."
        table.find(each.row.number, "actual_end", "crosses_midnight", how)
    if start.astimezone(LONDON).utcoffset() != end.astimezone(LONDON).utcoffset():
        how = "The clocks change during the visit; elapsed minutes are counted."
        table.find(each.row.number, "actual_end", "crosses_clock_change", how)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
