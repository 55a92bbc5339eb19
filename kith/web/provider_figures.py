"""A provider's week in figures: what was planned, what became of it, and the minutes; every figure opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY
from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.orgs.models import Organisation
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits

DAYS = timedelta(days=7)
KINDS = ("delivered", "late", "missed", "refused", "waiting")


@dataclass(slots=True, kw_only=True)
class Figures:
    """Places of visits, by what became of them, and worker-minutes."""

    visits: int = 0
    delivered: int = 0
    late: int = 0
    missed: int = 0
    refused: int = 0
    waiting: int = 0
    commissioned_minutes: int = 0
    rostered_minutes: int = 0
    actual_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place of a visit and what became of it."""

    visit_id: UUID
    person_id: UUID
    on: date
    slot_key: str
    worker: str
    kinds: frozenset[str]
    commissioned_minutes: int
    rostered_minutes: int
    actual_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderWeek:
    """The week of one provider, day by day and place by place."""

    whole: Figures
    days: tuple[tuple[date, Figures], ...]
    rows: tuple[PlaceRow, ...] = field(repr=False)

    def of(self, kind: str) -> list[PlaceRow]:
        """The places of one kind; all of them for any other word."""
        return [row for row in self.rows if kind in row.kinds] if kind in KINDS else list(self.rows)


def provider_week(provider: Organisation, week: date) -> ProviderWeek:
    """What became of every visit of the week from this Monday; a few queries, however many visits."""
    planned = [each for each in planned_visits(week, week + DAYS, provider=provider) if each.due]
    ids = [each.visit.pk for each in planned]
    rows = _rows(planned, current_entries(ids), newest_verifications(ids))
    by_day: defaultdict[date, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        by_day[row.on].append(row)
    days = [week + n * ONE_DAY for n in range(7)]
    return ProviderWeek(
        whole=_figures(rows), days=tuple((day, _figures(by_day[day])) for day in days), rows=tuple(rows)
    )


def _rows(
    planned: Sequence[PlannedVisit],
    entries: dict[UUID, tuple[Entry, ...]],
    verifications: dict[UUID, tuple[Verification, ...]],
) -> list[PlaceRow]:
    rows = []
    for each in planned:
        held = {entry.place: entry for entry in entries.get(each.visit.pk, ()) if entry.worker}
        known = {row.place: row for row in verifications.get(each.visit.pk, ())}
        for place in range(1, each.terms.workers_needed + 1):
            rows.append(_row(each, held.get(place), known.get(place)))
    return rows


def _row(each: PlannedVisit, entry: Entry | None, known: Verification | None) -> PlaceRow:
    return PlaceRow(
        visit_id=each.visit.pk,
        person_id=each.visit.person_id,
        on=each.visit.on,
        slot_key=each.visit.slot_key,
        worker=str(entry.worker) if entry else "",
        kinds=frozenset(_kinds(known)),
        commissioned_minutes=each.terms.minutes,
        rostered_minutes=entry.minutes if entry else 0,
        actual_minutes=known.actual_minutes if known else 0,
    )


def _kinds(known: Verification | None) -> Collection[str]:
    """What a verification says, in the words of this page."""
    if known is None or known.verdict == Outcome.NOT_KNOWN:
        return {"waiting"}
    kinds = {str(known.verdict)}
    return kinds | {"late"} if str(ExceptionCode.LATE) in known.exceptions else kinds


def _figures(rows: Sequence[PlaceRow]) -> Figures:
    sums = Figures(visits=len(rows))
    for row in rows:
        for kind in row.kinds & set(KINDS):
            setattr(sums, kind, getattr(sums, kind) + 1)
        sums.commissioned_minutes += row.commissioned_minutes
        sums.rostered_minutes += row.rostered_minutes
        sums.actual_minutes += row.actual_minutes
    return sums
