"""What a fact table is: its columns, their types, and the words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type and what it means, with its unit."""

    type: pa.DataType
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTable:
    """One table: what its rows are called together, what one is, and its columns."""

    name: str
    called: str
    row: str
    columns: Mapping[str, Column]

    @property
    def schema(self) -> pa.Schema:
        """The table's shape for Parquet."""
        return pa.schema([(name, column.type) for name, column in self.columns.items()])


TEXT, WHOLE, DAY, INSTANT, FLAG = pa.string(), pa.int64(), pa.date32(), pa.timestamp("us"), pa.bool_()


def columns(**given: tuple[pa.DataType, str]) -> Mapping[str, Column]:
    """A table's columns by name, in order."""
    return MappingProxyType({name: Column(type=kind, words=words) for name, (kind, words) in given.items()})
