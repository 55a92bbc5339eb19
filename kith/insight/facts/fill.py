"""Writes the fact tables to Parquet from what the rooms below know, a week at a time to keep memory small."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from kith.core.collector import uncollected
from kith.insight.facts.fill_care import care_rows
from kith.insight.facts.fill_files import write_from_files
from kith.insight.facts.fill_paid import payment_rows, priced_rows
from kith.insight.facts.tables import PAYMENTS, PRICED, TABLES, FactTable
from kith.insight.facts.weeks import write_weeks

Row = dict[str, Any]


def write_tables(folder: Path, before: Path | None = None) -> dict[str, int]:
    """Write every fact table into a folder; the rows in each. What no room keeps comes from the council's own
    files, where it gives any. Weeks of visits that rest on what they did in the folder ``before`` are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with uncollected():
        kept = {
            **write_weeks(folder, before),
            "payments": _write(PAYMENTS, folder, iter([list(payment_rows())])),
            "priced": _write(PRICED, folder, priced_rows()),
            "invoices": _write_invoices(folder),
            **{name: _write(TABLES[name], folder, iter([rows])) for name, rows in care_rows().items()},
        }
    return kept | (write_from_files(settings.EXTRACTS, folder, kept) if settings.EXTRACTS else {})


def _write(table: FactTable, folder: Path, batches: Iterator[list[Row]]) -> int:
    count = 0
    with pq.ParquetWriter(folder / f"{table.name}.parquet", table.schema, compression="zstd") as writer:
        for rows in batches:
            writer.write_table(pa.Table.from_pylist(rows, schema=table.schema))
            count += len(rows)
    return count


def _write_invoices(folder: Path) -> int:
    """What is claimed, added up by person, contract and week from the visits just written."""
    visits, target = (str(folder / f"{name}.parquet").replace("'", "''") for name in ("visits", "invoices"))
    with duckdb.connect(":memory:") as connection:
        done = connection.execute(
            f"""
            COPY (
                SELECT provider_key, person_key, contract_key, tier, week_starts_on AS starts_on,
                    week_starts_on + 7 AS until, sum(invoiced_minutes)::BIGINT AS invoiced_minutes,
                    NULL::BIGINT AS pence
                FROM read_parquet('{visits}') WHERE invoiced_minutes > 0 GROUP BY ALL ORDER BY ALL
            ) TO '{target}' (COMPRESSION zstd)
            """  # noqa: S608
        ).fetchone()
    return int(done[0]) if done else 0
