"""Who has been to whom: counts of rostered visits by worker, and the distinct faces of the last 28 days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from kith.orgs.models import Organisation
from kith.rota.models import RotaEntry

DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """The faces a person has had at the door: visits by worker in so many days, most frequent first."""

    visits: dict[UUID, int]

    @property
    def workers(self) -> int:
        """How many different workers came."""
        return len(self.visits)

    def share_of_most(self, workers: int) -> float | None:
        """The share of visits, 0 to 1, by the so many workers who came most; None where nobody came."""
        total = sum(self.visits.values())
        return sum(sorted(self.visits.values(), reverse=True)[:workers]) / total if total else None


def continuity(person_id: UUID, until: date, days: int = DAYS) -> Continuity:
    """Who was rostered to a person on the days before a day, the newest entry of each place counting."""
    counts = times_seen(until, days, person_ids=[person_id]).get(person_id, Counter())
    return Continuity(visits=dict(counts.most_common()))


def times_seen(
    until: date,
    days: int = DAYS,
    *,
    person_ids: Collection[UUID] | None = None,
    provider: Organisation | None = None,
) -> dict[UUID, Counter[UUID]]:
    """For each person, how often each worker was rostered to them on the days before a day. One query."""
    entries = RotaEntry.objects.filter(visit__on__gte=until - timedelta(days=days), visit__on__lt=until)
    if person_ids is not None:
        entries = entries.filter(visit__person_id__in=person_ids)
    if provider is not None:
        entries = entries.filter(visit__provider=provider)
    return _counted(entries)


def _counted(entries: QuerySet[RotaEntry]) -> dict[UUID, Counter[UUID]]:
    newest: dict[tuple[UUID, int], tuple[UUID, UUID | None]] = {}
    rows = entries.order_by("pk").values_list("visit_id", "place", "visit__person_id", "worker_id")
    for visit_id, place, person_id, worker in rows:
        newest[visit_id, place] = (person_id, worker)
    seen: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for person_id, worker_id in newest.values():
        if worker_id is not None:
            seen[person_id][worker_id] += 1
    return dict(seen)
