"""Reading workers as their provider keeps them: who works when, with which skills, and who is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.dates import Period, london_day
from kith.core.errors import NotFound
from kith.orgs.models import Area, Organisation, User
from kith.orgs.prepared import IDS, INSTANT, Prepared
from kith.orgs.queries import live, patches_on
from kith.orgs.roles import Right, may
from kith.workforce.models import ShiftPattern, Unavailability, Worker, WorkerSkill

WORKER_FILE = 11  # the data class of what an employer knows about a worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A stretch of time, in UTC, in which a worker cannot work, and why: leave, sick or training."""

    worker_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any moment of this stretch is in the other; ends do not touch."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def access_worker(*, by: User, worker_id: UUID, at: datetime) -> Worker:
    """The worker's file, for someone of the same organisation who may read worker files, or the worker.

    Raises `NotFound` when there is none, or it is not theirs to see.
    """
    worker = Worker.objects.filter(pk=worker_id).select_related("organisation", "team").first()
    if worker is None:
        raise NotFound
    if worker.user_id == by.pk:
        return worker
    if worker.organisation_id != by.organisation_id or not may(by, Right.READ, WORKER_FILE, london_day(at)):
        raise NotFound
    return worker


def workers_of(organisation: Organisation, on: date) -> QuerySet[Worker]:
    """The workers of an organisation whose contract counts on this day, by name."""
    return Worker.objects.filter(live(on), organisation=organisation).order_by(
        "first_name", "family_name", "pk"
    )


WORKER = tuple(field.attname for field in Worker._meta.concrete_fields)
_WITH_IDS = Prepared(
    lambda workers: Worker.objects.filter(pk__among=workers).values_list(*WORKER), workers=IDS
)


def workers_with(worker_ids: Collection[UUID]) -> list[Worker]:
    """The workers with these ids, in no order. One query."""
    return [Worker.from_db("default", WORKER, row) for row in _WITH_IDS(workers=worker_ids)]


def patches_worked_in(organisation: Organisation, on: date) -> QuerySet[Area]:
    """The patches in whose teams an organisation's workers are on this day, by name."""
    workers = Worker.objects.filter(live(on), organisation=organisation)
    return patches_on(on).filter(pk__in=workers.values("team__area"))


def worker_of(user: User) -> Worker | None:
    """The worker who signs in as this user, or None."""
    return Worker.objects.filter(user=user).first()


def skills_of(worker_ids: Collection[UUID], on: date) -> dict[UUID, frozenset[str]]:
    """The skills each worker holds on this day: signed off, and the newest sign-off has not lapsed."""
    newest: dict[tuple[UUID, str], date | None] = {}
    sign_offs = WorkerSkill.objects.filter(worker_id__in=worker_ids, signed_off_on__lte=on)
    for worker_id, skill, expires_on in sign_offs.order_by("signed_off_on", "pk").values_list(
        "worker_id", "skill", "expires_on"
    ):
        newest[worker_id, skill] = expires_on
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    for (worker_id, skill), expires_on in newest.items():
        if expires_on is None or on < expires_on:
            held[worker_id].add(skill)
    return {worker_id: frozenset(held[worker_id]) for worker_id in worker_ids}


def shift_patterns_of(organisation: Organisation, period: Period) -> QuerySet[ShiftPattern]:
    """The shift patterns of an organisation's workers that count on some day of the period, with workers."""
    patterns = ShiftPattern.objects.filter(
        Q(until__isnull=True) | Q(until__gt=period.starts_on), worker__organisation=organisation
    )
    if period.until is not None:
        patterns = patterns.filter(starts_on__lt=period.until)
    return patterns.select_related("worker").order_by("worker_id", "starts_on", "starts", "pk")


_ABSENCES = Prepared(
    lambda workers, starts_at, ends_at: (
        Unavailability.objects.filter(
            worker__pk__among=workers,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
            takes_back__isnull=True,
            taken_back_by__isnull=True,
        )
        .order_by("starts_at", "pk")
        .values_list("worker_id", "starts_at", "ends_at", "reason")
    ),
    workers=IDS,
    starts_at=INSTANT,
    ends_at=INSTANT,
)


def unavailable(
    worker_ids: Collection[UUID], starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[Absence]]:
    """The absences of these workers that touch the time between two instants, by worker and start.

    An absence that was taken back is not one.
    """
    away: defaultdict[UUID, list[Absence]] = defaultdict(list)
    found = _ABSENCES(workers=set(worker_ids), starts_at=starts_at, ends_at=ends_at)
    for worker_id, begins, ends, reason in found:
        away[worker_id].append(Absence(worker_id=worker_id, starts_at=begins, ends_at=ends, reason=reason))
    return dict(away)
