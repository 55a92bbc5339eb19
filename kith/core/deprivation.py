"""How deprived small areas are: the deciles of the Index of Multiple Deprivation, as they are published.

Source: English Indices of Deprivation, file 1 or 7 (Ministry of Housing, Communities and Local Government).
Decile 1 holds the tenth of England's small areas that are most deprived.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from kith.core.table_cells import matching, whole_number
from kith.core.tables import Column, Table, read_table

COLUMNS = (
    Column(
        key="lsoa_code",
        read=matching(r"[EW]01[0-9]{6}", called="the code of a small area, such as E01011264"),
        names=("LSOA code", "lsoa21_code", "lsoa11_code", "LSOA21CD", "LSOA11CD"),
    ),
    Column(
        key="decile",
        read=whole_number(1, 10),
        names=("Index of Multiple Deprivation Decile", "IMD decile"),
    ),
)
A_FIFTH = 2  # deciles


class SmallAreaDecile(NamedTuple):
    """A small area's code and its decile, 1 the most deprived."""

    lsoa_code: str
    decile: int


class Published:
    """A published file: iterate it once for its small areas; ``table`` holds what was found amiss."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __iter__(self) -> Iterator[SmallAreaDecile]:
        for row in self.table:
            yield SmallAreaDecile(row["lsoa_code"], row["decile"])


def read_deprivation(source: bytes | BinaryIO) -> Published:
    """The small areas of a file with their deciles. Raises nothing: what is wrong is in the findings."""
    return Published(read_table(source, COLUMNS))


def fifth(decile: int) -> int:
    """The fifth of neighbourhoods that a decile is in, 1 the most deprived."""
    return (decile + A_FIFTH - 1) // A_FIFTH
