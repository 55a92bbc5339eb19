"""Engaging workers, and keeping what the rota must know of them: skills, usual shifts, time away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.workforce.models import ShiftPattern, TravelMode, Unavailability, Worker, WorkerSkill

BATCH = 2_000
ABSENCE_REASONS = ("leave", "sick", "training")


class UnknownAbsence(Invalid):
    """An absence for a reason that nobody could count."""

    code = "unknown_absence"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A skill signed off on a day; it lapses on ``expires_on``, the first day without it, or never."""

    skill: str
    signed_off_on: date
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualShift:
    """A shift worked every ``every_weeks`` weeks on these weekdays (Monday is 0), in London clock times."""

    weekdays: tuple[int, ...]
    starts: time
    ends: time
    starts_on: date
    until: date | None = None
    every_weeks: int = 1
    anchor_on: date | None = None
    unpaid_break_minutes: int = 30
    downtime_minutes: int = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorker:
    """A worker to engage, with the skills already signed off and the shifts agreed.

    Where their home is not known, their rounds begin at the first visit.
    """

    organisation_id: UUID
    first_name: str
    family_name: str
    contract_minutes: int
    starts_on: date
    home_postcode: str = ""
    home_lat: float | None = None
    home_lon: float | None = None
    until: date | None = None
    travel_mode: str = TravelMode.WALK
    phone: str = ""
    team_id: UUID | None = None
    user_id: UUID | None = None
    skills: tuple[SignOff, ...] = ()
    shifts: tuple[UsualShift, ...] = ()
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAbsence:
    """Time away to record, in UTC."""

    worker_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str


@transaction.atomic
def engage_workers(*, by: User | None, at: datetime, workers: Sequence[NewWorker]) -> list[Worker]:
    """The workers engaged, in the order given, with their skills and usual shifts.

    Raises `NotPermitted`, or `NotFound` when a worker would belong to another organisation.
    """
    _check_may_manage(by, at, {new.organisation_id for new in workers})
    engaged = Worker.objects.bulk_create([_worker(new) for new in workers], batch_size=BATCH)
    WorkerSkill.objects.bulk_create(
        [_skill(new.id, sign_off, at) for new in workers for sign_off in new.skills], batch_size=BATCH
    )
    ShiftPattern.objects.bulk_create(
        [_pattern(new.id, shift) for new in workers for shift in new.shifts], batch_size=BATCH
    )
    _record(by, at, "engage.workers", [worker.id for worker in engaged])
    return engaged


@transaction.atomic
def sign_off_skill(*, by: User | None, at: datetime, worker_id: UUID, sign_off: SignOff) -> WorkerSkill:
    """The skill, signed off; it holds until it lapses or a newer sign-off says otherwise.

    A nurse may sign off a worker of any provider. Raises `NotPermitted`, or `NotFound` for no worker.
    """
    check_may(by, "sign off skill", None, london_day(at))
    _organisations_of([worker_id])
    skill = _skill(worker_id, sign_off, at)
    skill.save()
    _record(by, at, "sign_off.skill", [worker_id])
    return skill


@transaction.atomic
def set_shift_patterns(
    *, by: User | None, at: datetime, worker_id: UUID, from_on: date, shifts: Sequence[UsualShift]
) -> list[ShiftPattern]:
    """The worker's usual shifts from a day on; those that counted before end on that day.

    Raises `NotPermitted`, or `NotFound` for a worker of another organisation.
    """
    _check_may_manage(by, at, _organisations_of([worker_id]))
    standing = ShiftPattern.objects.filter(Q(until__isnull=True) | Q(until__gt=from_on), worker_id=worker_id)
    standing.filter(starts_on__lte=from_on).update(until=from_on)
    standing.filter(starts_on__gt=from_on).delete()
    patterns = ShiftPattern.objects.bulk_create([_pattern(worker_id, shift) for shift in shifts])
    _record(by, at, "set.shift_patterns", [worker_id])
    return patterns


@transaction.atomic
def record_unavailability(
    *, by: User | None, at: datetime, absences: Sequence[NewAbsence]
) -> list[Unavailability]:
    """The absences recorded, in the order given. The rota reads them at once: see `rota.queries`.

    Raises `UnknownAbsence`, `NotPermitted`, or `NotFound` for a worker of another organisation.
    """
    for absence in absences:
        if absence.reason not in ABSENCE_REASONS or absence.ends_at <= absence.starts_at:
            raise UnknownAbsence(
                "Say why the worker is away ({reasons}), and an end after the start.",
                reason=absence.reason,
                reasons=", ".join(ABSENCE_REASONS),
            )
    workers = [absence.worker_id for absence in absences]
    _check_may_manage(by, at, _organisations_of(workers))
    facts = Unavailability.objects.bulk_create(
        [_absence(absence, at) for absence in absences], batch_size=BATCH
    )
    _record(by, at, "record.unavailability", workers)
    return facts


@transaction.atomic
def take_back_unavailability(*, by: User | None, at: datetime, unavailability_id: int) -> Unavailability:
    """The fact that takes an absence back: the worker can work after all.

    Raises `NotPermitted`, or `NotFound` for an absence of another organisation's worker.
    """
    absence = Unavailability.objects.filter(pk=unavailability_id).first()
    if absence is None:
        raise NotFound
    _check_may_manage(by, at, _organisations_of([absence.worker_id]))
    fact = Unavailability.objects.create(
        worker_id=absence.worker_id,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        reason=absence.reason,
        takes_back=absence,
        recorded_at=at,
    )
    _record(by, at, "take_back.unavailability", [absence.worker_id])
    return fact


def _organisations_of(worker_ids: Collection[UUID]) -> set[UUID]:
    """Whose workers these are. Raises `NotFound` when one does not exist."""
    found = dict(Worker.objects.filter(pk__in=worker_ids).values_list("pk", "organisation_id"))
    if not found.keys() >= set(worker_ids):
        raise NotFound
    return set(found.values())


def _check_may_manage(by: User | None, at: datetime, organisation_ids: set[UUID]) -> None:
    check_may(by, "manage workers", None, london_day(at))
    if by is not None and organisation_ids - {by.organisation_id}:
        raise NotFound


def _worker(new: NewWorker) -> Worker:
    return Worker(
        id=new.id,
        organisation_id=new.organisation_id,
        user_id=new.user_id,
        team_id=new.team_id,
        first_name=new.first_name,
        family_name=new.family_name,
        phone=new.phone,
        travel_mode=new.travel_mode,
        home_postcode=new.home_postcode,
        home_lat=new.home_lat,
        home_lon=new.home_lon,
        contract_minutes=new.contract_minutes,
        starts_on=new.starts_on,
        until=new.until,
    )


def _skill(worker_id: UUID, sign_off: SignOff, at: datetime) -> WorkerSkill:
    return WorkerSkill(
        worker_id=worker_id,
        skill=sign_off.skill,
        signed_off_on=sign_off.signed_off_on,
        expires_on=sign_off.expires_on,
        recorded_at=at,
    )


def _pattern(worker_id: UUID, shift: UsualShift) -> ShiftPattern:
    return ShiftPattern(
        worker_id=worker_id,
        weekdays=sorted(shift.weekdays),
        every_weeks=shift.every_weeks,
        anchor_on=shift.anchor_on or shift.starts_on,
        starts=shift.starts,
        ends=shift.ends,
        unpaid_break_minutes=shift.unpaid_break_minutes,
        downtime_minutes=shift.downtime_minutes,
        starts_on=shift.starts_on,
        until=shift.until,
    )


def _absence(absence: NewAbsence, at: datetime) -> Unavailability:
    return Unavailability(
        worker_id=absence.worker_id,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        reason=absence.reason,
        recorded_at=at,
    )


def _record(by: User | None, at: datetime, action: str, worker_ids: Sequence[UUID]) -> None:
    """One audit row: for one worker it names them, for many it counts them."""
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=11,
        subject_kind="worker",
        subject_id=worker_ids[0] if len(worker_ids) == 1 else "",
        detail={"workers": len(worker_ids)},
    )
