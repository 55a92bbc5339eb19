"""A provider's own week as a table: the columns that are understood, and what each row says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from kith.core.dates import ONE_DAY, london_day, london_time
from kith.core.phrases import say
from kith.core.postcodes import NotAPostcode, in_britain, normalise, to_degrees
from kith.core.table_cells import BadCell, Reader, text, whole_number
from kith.core.table_times import day, duration_minutes, minute_of_day, moment
from kith.core.tables import Column, Row, Table, read_table
from kith.rota.planner import Place
from kith.rota.shadow_reading import Attendance, Reading
from kith.workforce.models import TravelMode

When = int | datetime
"""Minutes after midnight of the row's own day, or an instant."""

NOT_PLANNED = frozenset({"cancelled", "canceled", "suspended", "withdrawn", "not required"})
_MODES = {
    TravelMode.WALK: ("walk", "walks", "walker", "walking", "foot", "on foot", "bus"),
    TravelMode.CYCLE: ("cycle", "cycles", "cycling", "cyclist", "bike", "bicycle"),
    TravelMode.DRIVE: ("drive", "drives", "driver", "driving", "car", "by car"),
}
_TWO = frozenset({"2", "two", "y", "yes", "true", "double", "double handed", "double-handed", "double up"})
_ONE = frozenset({"1", "one", "n", "no", "false", "single", "single handed", "single-handed"})


def when(cell: str) -> When:
    """A day and a time, or a time of day. Raises `BadCell`."""
    try:
        return _moment(cell)
    except BadCell as bad:
        if bad.reason != "not_a_date":
            raise
        return minute_of_day(cell)


_moment: Reader[datetime] = moment()


def postcode(cell: str) -> str:
    """A postcode as it stands on an envelope. Raises `BadCell`."""
    try:
        return normalise(cell)
    except NotAPostcode as error:
        raise BadCell("not_a_postcode", error.text, **error.fields) from error


def how_many(cell: str) -> int:
    """How many workers a visit takes, 1 to 4; a mark for two says two. Raises `BadCell`."""
    mark = text(cell).casefold()
    if mark in _TWO | _ONE:
        return 2 if mark in _TWO else 1
    return whole_number(1, 4)(cell)


def travel_mode(cell: str) -> str:
    """How a worker travels. Raises `BadCell`."""
    said = text(cell).casefold()
    mode = next((mode for mode, words in _MODES.items() if said in words), None)
    if mode is None:
        raise BadCell("not_listed", "“{cell}” is not one of: walk, cycle, drive.", cell=cell)
    return mode


COLUMNS = (
    Column(
        key="person",
        read=text,
        names=("person id", "person ref", "person reference", "client", "client id", "client ref",
               "customer id", "service user", "service user id", "service user ref", "social care id"),
    ),
    Column(
        key="worker",
        read=text,
        names=("worker id", "worker ref", "care worker", "carer", "carer id", "carer ref", "employee",
               "employee id", "staff", "staff id", "staff member", "worker 1", "carer 1", "first worker"),
    ),
    Column(
        key="planned_start",
        read=when,
        names=("starts", "start", "start time", "rostered start", "planned start time", "scheduled start",
               "scheduled start time", "rota start", "planned in", "from", "time"),
    ),
    Column(
        key="planned_end",
        read=when,
        names=("ends", "end", "end time", "rostered end", "planned end time", "scheduled end",
               "scheduled end time", "rota end", "planned out", "to", "finish"),
        required=False,
    ),
    Column(
        key="planned_minutes",
        read=duration_minutes(),
        names=("rostered minutes", "planned duration", "scheduled duration", "rota minutes", "minutes",
               "duration", "length"),
        required=False,
    ),
    Column(
        key="on_day",
        read=day(),
        names=("day", "date", "visit date", "call date", "planned date", "scheduled date", "rota date"),
        required=False,
    ),
    Column(
        key="postcode",
        read=postcode,
        names=("post code", "visit postcode", "client postcode", "person postcode", "pcds"),
        required=False,
    ),
    Column(key="easting", read=whole_number(1, 700_000), names=("eastings", "x"), required=False),
    Column(key="northing", read=whole_number(1, 1_300_000), names=("northings", "y"), required=False),
    Column(
        key="workers",
        read=how_many,
        names=("workers needed", "carers", "number of workers", "number of carers", "two workers",
               "double up", "double handed", "doubleup"),
        required=False,
    ),
    Column(
        key="second_worker",
        read=text,
        names=("worker 2", "carer 2", "second carer", "other worker", "double up with"),
        required=False,
    ),
    Column(
        key="worker_postcode",
        read=postcode,
        names=("worker home postcode", "home postcode", "carer postcode", "staff postcode"),
        required=False,
        may_be_bad=True,
    ),
    Column(
        key="travel_mode",
        read=travel_mode,
        names=("mode", "travel", "transport", "travels by", "mode of travel"),
        required=False,
        may_be_bad=True,
    ),
    Column(key="outcome", read=text, names=("status", "visit status", "call status"), required=False),
    Column(
        key="visit",
        read=text,
        names=("visit id", "visit ref", "visit reference", "call id", "booking id", "booking ref",
               "appointment id", "event id"),
        required=False,
    ),
)  # fmt: skip


def read_rota_table(source: bytes | BinaryIO, mapping: Mapping[str, str] | None = None) -> Reading:
    """What a table says of a week, row by row; what is wrong with it is among the findings.

    ``mapping`` gives the header for a column where guessing by name is not wanted. Raises nothing.
    """
    table = read_table(source, COLUMNS, mapping=mapping)
    reading = Reading(kind="table")
    possible = [row for row in table if _is_planned(table, row)]
    for row in possible:
        try:
            reading.attendances += _attendances(row)
        except BadCell as bad:
            table.refuse(row, None, bad.reason, bad.message)
    reading.columns, reading.unused = table.mapping, table.unused
    reading.header = tuple(cell.strip() for cell in table.header if cell.strip())
    reading.findings, reading.counts = table.findings, table.counts
    reading.rows, reading.unread = table.read, table.read - table.used
    return reading


def _is_planned(table: Table, row: Row) -> bool:
    if (row["outcome"] or "").casefold() in NOT_PLANNED:
        table.refuse(row, "outcome", "cancelled", say("It was called off beforehand."))
        return False
    return True


def _attendances(row: Row) -> list[Attendance]:
    """What a row says: one attendance, or two where it names two workers. Raises `BadCell`."""
    starts_at, ends_at = _times(row)
    two = row["second_worker"] is not None and row["second_worker"] != row["worker"]
    first = Attendance(
        number=row.number,
        person=row["person"],
        worker=row["worker"],
        starts_at=starts_at,
        ends_at=ends_at,
        postcode=row["postcode"],
        door=_place(row),
        workers=row["workers"],
        home_postcode=row["worker_postcode"],
        travel_mode=row["travel_mode"],
    )
    if not two:
        return [first]
    return [first, Attendance(
        number=row.number, person=first.person, worker=row["second_worker"], starts_at=starts_at,
        ends_at=ends_at, postcode=first.postcode, door=first.door, workers=first.workers,
    )]  # fmt: skip


def _times(row: Row) -> tuple[datetime, datetime]:
    """From when until when. A time alone that is before its start is the next day's."""
    starts, ends, on = row["planned_start"], row["planned_end"], row["on_day"]
    starts_at = starts if isinstance(starts, datetime) else _on(on, starts)
    if ends is None and row["planned_minutes"] is None:
        raise BadCell("blank", "Neither the end nor the length of the visit is known.")
    if ends is None:
        minutes: int = row["planned_minutes"]
        return starts_at, starts_at + timedelta(minutes=minutes)
    if isinstance(ends, datetime):
        return starts_at, ends
    first_day = london_day(starts_at)
    ends_at = _on(first_day, ends)
    return starts_at, ends_at if ends_at > starts_at else _on(first_day + ONE_DAY, ends)


def _on(on: date | None, minute: int) -> datetime:
    """The instant of a time of day. Raises `BadCell` where the row has no day."""
    if on is None:
        raise BadCell("no_day", "Nothing in this row says on which day the visit is.")
    return london_time(on, time(*divmod(minute, 60)))


def _place(row: Row) -> Place | None:
    """A place on the national grid, where the row has one. Raises `BadCell` for one outside Great Britain."""
    if row["easting"] is None or row["northing"] is None:
        return None
    lat, lon = to_degrees(row["easting"], row["northing"])
    if not in_britain(lat, lon):
        raise BadCell("outside_britain", "This place on the grid is outside Great Britain.")
    return Place(lat=lat, lon=lon)
