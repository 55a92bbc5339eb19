"""A provider's week in figures: what was planned, what became of it, and the minutes; every figure opens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY
from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.delivery.queries_counts import DayOutcome, outcomes_by_day, visits_that
from kith.orgs.models import Area, Organisation
from kith.people.queries_households import people_in
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, visits_of
from kith.rota.queries_counts import DueVisits, due_visits, given_by_day, places_by_day

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

    def add(self, known: DayOutcome) -> None:
        """Count places of which it is known what they came to: they wait no longer."""
        self.waiting -= known.places
        self.late += known.places if known.late else 0
        self.actual_minutes += known.minutes
        if known.verdict in KINDS:
            setattr(self, known.verdict, getattr(self, known.verdict) + known.places)


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
    """The week of one provider, whole and day by day."""

    due: DueVisits
    whole: Figures
    days: tuple[tuple[date, Figures], ...]

    def count(self, kind: str) -> int:
        """How many places are of one kind; all of them for any other word."""
        return getattr(self.whole, kind) if kind in KINDS else self.whole.visits


def provider_week(provider: Organisation, week: date, patch: Area | None = None) -> ProviderWeek:
    """What became of the visits of the week from this Monday, everywhere or in one patch; a few queries,
    however many visits.
    """
    living = people_in(patch, week) if patch else None
    due = due_visits(provider, week, week + DAYS, person_ids=living)
    by_day = {week + n * ONE_DAY: Figures() for n in range(7)}
    for laid_out in places_by_day(due).values():
        sums = by_day[laid_out.on]
        sums.visits = sums.waiting = laid_out.places
        sums.commissioned_minutes = laid_out.minutes
    for given in given_by_day(due):
        by_day[given.on].rostered_minutes += given.minutes
    for known in outcomes_by_day(due):
        by_day[known.on].add(known)
    return ProviderWeek(due=due, whole=_sum(by_day.values()), days=tuple(by_day.items()))


def place_rows(due: DueVisits, kind: str, most: int) -> list[PlaceRow]:
    """The first so many places that a figure counts; all kinds for any other word."""
    ids = visits_that(due, kind, most)
    rows = _rows(visits_of(ids), current_entries(ids), newest_verifications(ids))
    return [row for row in rows if kind in row.kinds or kind not in KINDS][:most]


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


def _sum(days: Iterable[Figures]) -> Figures:
    whole = Figures()
    for sums in days:
        for each in fields(Figures):
            setattr(whole, each.name, getattr(whole, each.name) + getattr(sums, each.name))
    return whole
