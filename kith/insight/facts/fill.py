"""Writes the fact tables to Parquet from what the rooms below know, a week at a time to keep memory small."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Max, Min

from kith.core.dates import week_starts_on
from kith.insight.facts.fill_care import care_rows
from kith.insight.facts.fill_files import write_from_files
from kith.insight.facts.fill_paid import payment_rows, priced_rows
from kith.insight.facts.known import (
    ONE_WEEK,
    Entry,
    Line,
    Verified,
    Week,
    known_of_week,
    lines,
    patch_key,
    pseudonym,
)
from kith.insight.facts.tables import CALLED_OFF, PAYMENTS, PRICED, TABLES, VISITS, FactTable
from kith.rota.models import Visit
from kith.rota.planned import Stop
from kith.rota.queries import PlannedVisit

Row = dict[str, Any]
ONE_SECOND = timedelta(seconds=1)
STILL_COMMISSIONED = (Stop.CANCELLED, Stop.SUSPENDED)  # after a death or an end nothing is asked for
NOBODY_ROSTERED: Row = {
    "rostered_starts_at": None, "travel_minutes": 0, "travel_metres": 0, "travel_mode": "",
}  # fmt: skip
NOT_VERIFIED: Row = {
    "actual_minutes": 0, "actual_seconds": 0, "started_at": None, "late_seconds": None,
}  # fmt: skip


def write_tables(folder: Path) -> dict[str, int]:
    """Write every fact table into a folder; the rows in each. What no room keeps comes from the council's own
    files, where it gives any.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _uncollected():
        called_off: list[Row] = []
        kept = {
            "visits": _write(VISITS, folder, _weeks_of_visits(called_off)),
            "called_off": _write(CALLED_OFF, folder, iter([called_off])),
            "payments": _write(PAYMENTS, folder, iter([list(payment_rows())])),
            "priced": _write(PRICED, folder, priced_rows()),
            "invoices": _write_invoices(folder),
            **{name: _write(TABLES[name], folder, iter([rows])) for name, rows in care_rows().items()},
        }
    return kept | (write_from_files(settings.EXTRACTS, folder, kept) if settings.EXTRACTS else {})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which finds no cycles in these rows and takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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


def _weeks_of_visits(called_off: list[Row]) -> Iterator[list[Row]]:
    """The places of each week's visits; those called off beforehand are told apart as well."""
    span = Visit.objects.aggregate(first=Min("on"), last=Max("on"))
    if span["first"] is None:
        return
    of_line = lines()
    week = week_starts_on(span["first"])
    while week <= span["last"]:
        known = known_of_week(week)
        yield [
            _visit(each, place, known, of_line[each.visit.package_line_id])
            for each in known.planned
            for place in range(1, each.terms.workers_needed + 1)
        ]
        called_off += (
            _called_off(each, place, known, of_line[each.visit.package_line_id])
            for each in known.planned
            if each.stop in STILL_COMMISSIONED
            for place in range(1, each.terms.workers_needed + 1)
        )
        week += ONE_WEEK


def _called_off(planned: PlannedVisit, place: int, known: Week, line: Line) -> Row:
    visit = planned.visit
    return {
        "visit_key": str(visit.pk),
        "place": place,
        "person_key": pseudonym(visit.person_id),
        "provider_key": str(visit.provider_id),
        "patch_key": patch_key(known.homes, visit.person_id, visit.on),
        "contract_key": str(line.contract_id),
        "week_starts_on": known.starts_on,
        "commissioned_minutes": planned.terms.minutes,
        "why": str(planned.stop),
    }


def _visit(planned: PlannedVisit, place: int, known: Week, line: Line) -> Row:
    visit, key = planned.visit, (planned.visit.pk, place)
    entry, verified, frozen = known.entries.get(key), known.verified.get(key), known.frozen.get(key)
    expected = entry if planned.due and entry and entry.worker_id else None
    worker_id = (verified.worker_id if verified else None) or (entry.worker_id if entry else None)
    return {
        "visit_key": str(visit.pk),
        "place": place,
        "person_key": pseudonym(visit.person_id),
        "worker_key": pseudonym(worker_id),
        "provider_key": str(visit.provider_id),
        "patch_key": patch_key(known.homes, visit.person_id, visit.on),
        "contract_key": str(line.contract_id),
        "tier": line.tier,
        "service_type": line.service_type,
        "slot": visit.slot_key,
        "on_day": visit.on,
        "week_starts_on": known.starts_on,
        "commissioned_minutes": planned.terms.minutes if planned.due else 0,
        "rostered_minutes": frozen.minutes if frozen else expected.minutes if expected else 0,
        "invoiced_minutes": known.claims.get(key, 0),
        "window_starts_at": _naive(planned.terms.window_starts_at),
        "cancelled": not planned.due,
        **(_of_entry(entry) if entry else NOBODY_ROSTERED),
        **(
            _of_verification(verified, entry)
            if verified
            else NOT_VERIFIED | {"verdict": _unverified(planned)}
        ),
    }


def _of_entry(entry: Entry) -> Row:
    return {
        "rostered_starts_at": _naive(entry.starts_at),
        "travel_minutes": entry.travel_minutes,
        "travel_metres": entry.travel_metres,
        "travel_mode": entry.travel_mode,
    }


def _of_verification(verified: Verified, entry: Entry | None) -> Row:
    started_at = verified.started_at
    return {
        "actual_minutes": verified.actual_minutes,
        "actual_seconds": verified.actual_seconds,
        "verdict": verified.verdict,
        "started_at": _naive(started_at) if started_at else None,
        "late_seconds": (started_at - entry.starts_at) // ONE_SECOND if entry and started_at else None,
    }


def _unverified(planned: PlannedVisit) -> str:
    return "" if planned.due else "cancelled"


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
