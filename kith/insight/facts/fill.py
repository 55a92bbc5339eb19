"""Writes the fact tables to Parquet from what the rooms below know, a week at a time to keep memory small."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Max, Min, Sum

from kith.brokerage.models import PackageLine
from kith.core.dates import week_starts_on
from kith.delivery.models import Verification
from kith.insight.facts.tables import PAYMENTS, VISITS, FactTable
from kith.payments.models import PaymentTotal
from kith.payments.queries_facts import newest_claims, verifications_by_place
from kith.people.queries_households import LivedIn, patch_on, patches_lived_in
from kith.rota.models import RotaEntry, Visit
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.rota.queries_freeze import FrozenEntry, frozen_entries

Row = dict[str, Any]
ONE_WEEK = timedelta(days=7)
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """What the other rooms know of one week's visits."""

    entries: Mapping[UUID, Sequence[RotaEntry]]
    verifications: Mapping[tuple[UUID, int], Verification]
    frozen: Mapping[tuple[UUID, int], FrozenEntry]
    claims: Mapping[tuple[UUID, int], int]
    homes: Mapping[UUID, Sequence[LivedIn]]
    lines: Mapping[UUID, tuple[UUID, str, str]]


def write_tables(folder: Path) -> dict[str, int]:
    """Write every fact table into a folder; the rows in each."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "visits": _write(VISITS, folder, _weeks_of_visits()),
        "payments": _write(PAYMENTS, folder, iter([list(_payments())])),
    }


@lru_cache(maxsize=100_000)
def pseudonym(id_: UUID | None) -> str:
    """A key that is the same in every snapshot of this installation, and names nobody without its secret."""
    if id_ is None:
        return ""
    return hmac.new(settings.CONTENT_KEY.encode(), id_.bytes, hashlib.sha256).hexdigest()[:16]


def _write(table: FactTable, folder: Path, batches: Iterator[list[Row]]) -> int:
    count = 0
    with pq.ParquetWriter(folder / f"{table.name}.parquet", table.schema, compression="zstd") as writer:
        for rows in batches:
            writer.write_table(pa.Table.from_pylist(rows, schema=table.schema))
            count += len(rows)
    return count


def _weeks_of_visits() -> Iterator[list[Row]]:
    span = Visit.objects.aggregate(first=Min("on"), last=Max("on"))
    if span["first"] is None:
        return
    lines = {
        line_id: (contract_id, tier, service_type)
        for line_id, contract_id, tier, service_type in PackageLine.objects.values_list(
            "pk", "contract_id", "contract__tier", "service_type"
        )
    }
    week = week_starts_on(span["first"])
    while week <= span["last"]:
        yield list(_visits_of_week(week, lines))
        week += ONE_WEEK


def _visits_of_week(week: date, lines: Mapping[UUID, tuple[UUID, str, str]]) -> Iterator[Row]:
    planned = planned_visits(week, week + ONE_WEEK)
    ids = [each.visit.pk for each in planned]
    known = _Week(
        entries=current_entries(ids),
        verifications=verifications_by_place(ids),
        frozen=frozen_entries(ids),
        claims=newest_claims(ids),
        homes=patches_lived_in({each.visit.person_id for each in planned}),
        lines=lines,
    )
    for each in planned:
        for place in range(1, each.terms.workers_needed + 1):
            yield _visit(each, place, week, known)


def _visit(planned: PlannedVisit, place: int, week: date, known: _Week) -> Row:
    visit, terms = planned.visit, planned.terms
    key = (visit.pk, place)
    entry = next((e for e in known.entries.get(visit.pk, ()) if e.place == place), None)
    verification, frozen = known.verifications.get(key), known.frozen.get(key)
    contract_id, tier, service_type = known.lines[visit.package_line_id]
    expected = entry if planned.due and entry and entry.worker_id else None
    rostered = frozen.minutes if frozen else expected.minutes if expected else 0
    worker_id = (verification.worker_id if verification else None) or (entry.worker_id if entry else None)
    started_at = verification.started_at if verification else None
    return {
        "visit_key": str(visit.pk),
        "place": place,
        "person_key": pseudonym(visit.person_id),
        "worker_key": pseudonym(worker_id),
        "provider_key": str(visit.provider_id),
        "patch_key": _patch(known.homes, visit.person_id, visit.on),
        "contract_key": str(contract_id),
        "tier": tier,
        "service_type": service_type,
        "slot": visit.slot_key,
        "on_day": visit.on,
        "week_starts_on": week,
        "commissioned_minutes": terms.minutes if planned.due else 0,
        "rostered_minutes": rostered,
        "actual_minutes": verification.actual_minutes if verification else 0,
        "actual_seconds": verification.actual_seconds if verification else 0,
        "invoiced_minutes": known.claims.get(key, 0),
        "window_starts_at": _naive(terms.window_starts_at),
        "rostered_starts_at": _naive(entry.starts_at) if entry else None,
        "started_at": _naive(started_at) if started_at else None,
        "late_seconds": (started_at - entry.starts_at) // ONE_SECOND if entry and started_at else None,
        "verdict": verification.verdict if verification else "" if planned.due else "cancelled",
        "cancelled": not planned.due,
        "travel_minutes": entry.travel_minutes if entry else 0,
        "travel_metres": entry.travel_metres if entry else 0,
        "travel_mode": entry.travel_mode if entry else "",
    }


def _payments() -> Iterator[Row]:
    """What each person's week came to, over all runs that were approved."""
    totals = PaymentTotal.objects.filter(run__steps__step="approved", person__isnull=False)
    groups = totals.values_list("person_id", "provider_id", "contract_id", "week_starts_on").annotate(
        pence=Sum("pence")
    )
    by_week: dict[date, list[tuple[UUID, UUID, UUID, int]]] = {}
    for person_id, provider_id, contract_id, week, pence in groups.order_by("week_starts_on"):
        by_week.setdefault(week, []).append((person_id, provider_id, contract_id, pence))
    for week, rows in by_week.items():
        homes = patches_lived_in({person_id for person_id, *_ in rows})
        sunday = week + timedelta(days=6)
        for person_id, provider_id, contract_id, pence in rows:
            yield {
                "person_key": pseudonym(person_id),
                "provider_key": str(provider_id),
                "patch_key": _patch(homes, person_id, sunday),
                "contract_key": str(contract_id),
                "week_starts_on": week,
                "pence": pence,
            }


def _patch(homes: Mapping[UUID, Sequence[LivedIn]], person_id: UUID, day: date) -> str:
    return str(patch_on(homes.get(person_id, ()), day) or "")


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
