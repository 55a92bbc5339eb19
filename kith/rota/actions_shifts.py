"""Making shifts from workers' usual patterns, adding one by hand, and withdrawing shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import ONE_DAY, Period, days, london_day, london_time
from kith.core.errors import NotFound, Refused
from kith.orgs import audit
from kith.orgs.facts import uuid7
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.rota.models import RotaFreeze, Shift
from kith.rota.queries_shifts import with_absences
from kith.rota.queries_usual import counts, falls_on
from kith.workforce.models import ShiftPattern, Worker
from kith.workforce.queries import shift_patterns_of

BATCH = 2_000


class ShiftsOverlap(Refused):
    """The worker has a shift then already."""

    code = "shifts_overlap"


class ShiftFrozen(Refused):
    """The shift is past its cut-off: pay for it is fixed."""

    code = "shift_frozen"


def make_shifts(
    *, by: User | None, at: datetime, organisation: Organisation, starts_on: date, until: date
) -> list[Shift]:
    """The shifts that usual patterns make on these days, where the worker is not away; again makes none.

    A shift that was withdrawn is not made again, and none is made over another of the same worker.
    Raises `NotPermitted`, or `NotFound` for another organisation's.
    """
    _check_own(by, at, organisation)
    period = Period(starts_on=starts_on, until=until)
    with transaction.atomic():
        taken = _taken(organisation, period)
        wanted = [
            shift
            for pattern in shift_patterns_of(organisation, period)
            for shift in _shifts(pattern, period, at)
        ]
        new = [each.shift for each in with_absences(wanted) if each.worked and _is_free(each.shift, taken)]
        Shift.objects.bulk_create(new, batch_size=BATCH)
        _record(by, at, "make.shifts", organisation, len(new))
    return new


def add_shift(
    *,
    by: User | None,
    at: datetime,
    worker: Worker,
    starts_at: datetime,
    ends_at: datetime,
    unpaid_break_minutes: int = 30,
    downtime_minutes: int = 45,
) -> Shift:
    """A shift added by hand: cover for somebody, or a day swapped.

    Raises `ShiftsOverlap`, `NotPermitted`, or `NotFound` for another organisation's worker.
    """
    organisation = worker.organisation
    _check_own(by, at, organisation)
    shift = _shift(worker, starts_at, ends_at, unpaid_break_minutes, downtime_minutes, at)
    with transaction.atomic():
        Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)  # one shift at a time for one worker
        around = Period(starts_on=shift.on - ONE_DAY, until=shift.on + ONE_DAY + ONE_DAY)
        standing = [each for each in _existing(organisation, around) if each.worker_id == worker.pk]
        if any(_overlap(shift, each) for each in standing if not hasattr(each, "withdrawn_by")):
            raise ShiftsOverlap(
                "{worker} has a shift then already. Withdraw it, or choose another time.",
                worker_id=worker.pk,
                worker=worker.first_name,
            )
        shift.save()
        _record(by, at, "add.shift", organisation, 1)
    return shift


def withdraw_shifts(*, by: User | None, at: datetime, shift_ids: Sequence[UUID]) -> list[Shift]:
    """The facts that withdraw these shifts; visits in them show as unassigned at once.

    Raises `ShiftFrozen` for one past its cut-off, `NotPermitted`, or `NotFound` for one that is another
    organisation's or withdrawn already.
    """
    with transaction.atomic():
        shifts = list(
            Shift.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=shift_ids, withdraws__isnull=True, withdrawn_by__isnull=True)
            .select_related("organisation")
            .order_by("pk")
        )
        if len(shifts) != len(set(shift_ids)):
            raise NotFound
        for organisation in {shift.organisation for shift in shifts}:
            _check_own(by, at, organisation)
        if RotaFreeze.objects.filter(shift__in=shifts).exists():
            raise ShiftFrozen("A shift here is past its cut-off, so it stays. Record the worker as away.")
        withdrawn = Shift.objects.bulk_create([_withdrawal(shift, at) for shift in shifts], batch_size=BATCH)
        if shifts:
            _record(by, at, "withdraw.shifts", shifts[0].organisation, len(shifts))
    return withdrawn


def _check_own(by: User | None, at: datetime, organisation: Organisation) -> None:
    check_may(by, "plan rota", None, london_day(at))
    if by is not None and by.organisation_id != organisation.pk:
        raise NotFound


def _existing(organisation: Organisation, period: Period) -> list[Shift]:
    shifts = Shift.objects.filter(organisation=organisation, on__gte=period.starts_on, withdraws__isnull=True)
    if period.until is not None:
        shifts = shifts.filter(on__lt=period.until)
    return list(shifts.select_related("withdrawn_by"))


def _taken(organisation: Organisation, period: Period) -> defaultdict[UUID, list[Shift]]:
    """Each worker's shifts on these days and the day before, withdrawn ones too."""
    before = Period(starts_on=period.starts_on - ONE_DAY, until=period.until)
    taken: defaultdict[UUID, list[Shift]] = defaultdict(list)
    for shift in _existing(organisation, before):
        taken[shift.worker_id].append(shift)
    return taken


def _is_free(shift: Shift, taken: defaultdict[UUID, list[Shift]]) -> bool:
    """Whether the worker has nothing then; if so, the shift is taken from now on."""
    if any(_overlap(shift, each) for each in taken[shift.worker_id]):
        return False
    taken[shift.worker_id].append(shift)
    return True


def _overlap(one: Shift, other: Shift) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _shifts(pattern: ShiftPattern, period: Period, at: datetime) -> Iterator[Shift]:
    worker = pattern.worker
    for day in days(period):
        if not (counts(pattern, day) and counts(worker, day) and falls_on(pattern, day)):
            continue
        ends_on = day if pattern.ends > pattern.starts else day + ONE_DAY
        yield _shift(
            worker,
            london_time(day, pattern.starts),
            london_time(ends_on, pattern.ends),
            pattern.unpaid_break_minutes,
            pattern.downtime_minutes,
            at,
        )


def _shift(
    worker: Worker,
    starts_at: datetime,
    ends_at: datetime,
    unpaid_break_minutes: int,
    downtime_minutes: int,
    at: datetime,
) -> Shift:
    return Shift(
        id=uuid7(),
        worker=worker,
        organisation_id=worker.organisation_id,
        on=london_day(starts_at),
        starts_at=starts_at,
        ends_at=ends_at,
        unpaid_break_minutes=unpaid_break_minutes,
        downtime_minutes=downtime_minutes,
        recorded_at=at,
    )


def _withdrawal(shift: Shift, at: datetime) -> Shift:
    return Shift(
        id=uuid7(),
        worker_id=shift.worker_id,
        organisation_id=shift.organisation_id,
        on=shift.on,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        unpaid_break_minutes=shift.unpaid_break_minutes,
        downtime_minutes=shift.downtime_minutes,
        withdraws=shift,
        recorded_at=at,
    )


def _record(by: User | None, at: datetime, action: str, organisation: Organisation, shifts: int) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=11,
        subject_kind="organisation",
        subject_id=organisation.pk,
        organisation_id=organisation.pk,
        detail={"shifts": shifts},
    )
