"""A series of values from a file, ready for an XmR chart."""

from dataclasses import dataclass
from typing import BinaryIO

from kith.core.spc import LARGEST_VALUE, Point
from kith.core.table_cells import number
from kith.core.table_times import day
from kith.core.tables import Column, Table, read_table

COLUMNS = (
    Column(key="date", read=day(), names=("day", "week", "month", "period", "week ending"), required=False),
    Column(key="y", read=number(-LARGEST_VALUE, LARGEST_VALUE), names=("value",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The points a file holds, in the file's order, and the table with what could not be used."""

    points: tuple[Point, ...]
    table: Table


def read_series(source: bytes | BinaryIO) -> Series:
    """The series in the columns `date` and `y` of a file; a row may do without its date.

    Raises nothing: rows that cannot be used are among `table.findings`, with their number and reason.
    """
    table = read_table(source, COLUMNS, by_place=("date", "y"))
    return Series(points=tuple((row["date"], row["y"]) for row in table), table=table)
