"""What the fact tables hold: the data dictionary. ``docs/reference/facts.md`` is written from it.

Keys are ids of rows, or pseudonyms where the row is a person or worker. Instants are naive UTC; London days
and weeks stand beside them, because working them out row by row costs more than reading them.
"""

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
    """One table: what a row is, and its columns."""

    name: str
    row: str
    columns: Mapping[str, Column]

    @property
    def schema(self) -> pa.Schema:
        """The table's shape for Parquet."""
        return pa.schema([(name, column.type) for name, column in self.columns.items()])


TEXT, WHOLE, DAY, INSTANT, FLAG = pa.string(), pa.int64(), pa.date32(), pa.timestamp("us"), pa.bool_()


def _columns(**columns: tuple[pa.DataType, str]) -> Mapping[str, Column]:
    return MappingProxyType({name: Column(type=kind, words=words) for name, (kind, words) in columns.items()})


VISITS = FactTable(
    name="visits",
    row="one place of one visit: a visit that needs two workers has two rows",
    columns=_columns(
        visit_key=(TEXT, "the visit"),
        place=(WHOLE, "1, or 2 for the second worker"),
        person_key=(TEXT, "the person, as a pseudonym"),
        worker_key=(TEXT, "the worker who came or was to come, as a pseudonym; empty where nobody was found"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on that day"),
        contract_key=(TEXT, "the contract"),
        tier=(TEXT, "primary, framework or spot"),
        service_type=(TEXT, "kind of care"),
        slot=(TEXT, "which visit of the day"),
        on_day=(DAY, "the London day on which it is planned"),
        week_starts_on=(DAY, "Monday of that week"),
        commissioned_minutes=(WHOLE, "minutes asked for"),
        rostered_minutes=(WHOLE, "minutes on the rota; 0 where nobody was found"),
        actual_minutes=(WHOLE, "whole minutes delivered, as verified"),
        actual_seconds=(WHOLE, "seconds delivered, as verified"),
        invoiced_minutes=(WHOLE, "minutes the provider claims"),
        window_starts_at=(INSTANT, "start of the window"),
        rostered_starts_at=(INSTANT, "start on the rota"),
        started_at=(INSTANT, "start as verified"),
        late_seconds=(WHOLE, "verified start after rostered start, in seconds; minus when early"),
        verdict=(TEXT, "what verification found; empty before it"),
        cancelled=(FLAG, "whether it was called off beforehand"),
        travel_minutes=(WHOLE, "from the door before"),
        travel_metres=(WHOLE, "from the door before"),
        travel_mode=(TEXT, "walk, cycle or drive"),
    ),
)

PAYMENTS = FactTable(
    name="payments",
    row="what is paid for one person's week under one contract",
    columns=_columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on the week's last day"),
        contract_key=(TEXT, "the contract"),
        week_starts_on=(DAY, "Monday of the week"),
        pence=(WHOLE, "pence, all runs and adjustments together"),
    ),
)

TABLES: Mapping[str, FactTable] = MappingProxyType({table.name: table for table in (VISITS, PAYMENTS)})
