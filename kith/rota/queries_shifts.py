"""Reading shifts: those that stand, and whether their worker is away. An absence is read, never copied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.orgs.models import Area, Organisation
from kith.orgs.prepared import DAY, ID, IDS, Prepared, Row, Slot
from kith.rota.models import Shift
from kith.workforce.queries import Absence, unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingShift:
    """A shift that has not been withdrawn, and the absence that keeps its worker from it, if any."""

    shift: Shift
    away: Absence | None

    @property
    def worked(self) -> bool:
        """Whether, as far as is known, the worker will be there."""
        return self.away is None


class ShiftTimes(NamedTuple):
    """When a shift that stands is, whose it is, and the absence that keeps them from it, if any."""

    pk: UUID
    worker_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    unpaid_break_minutes: int
    downtime_minutes: int
    away: Absence | None = None


def shift_times(
    organisation: Organisation,
    starts_on: date,
    until: date,
    *,
    patch: Area | None = None,
    besides: Collection[UUID] = (),
) -> list[ShiftTimes]:
    """The shifts of an organisation on these London days, withdrawn ones left out, by start. Two queries.

    With a patch, those of the teams there, and ``besides`` them these shifts, whoever's they are.
    """
    asked = {"organisation": organisation.pk, "starts_on": starts_on, "until": until}
    if patch is None:
        rows = _TIMES(**asked)
    else:
        rows = _TIMES_IN_PATCH(**asked, patch=patch.pk, besides=set(besides))
    shifts = list(starmap(ShiftTimes, rows))
    away = _away(shifts)
    return [shift._replace(away=_absence(shift, away.get(shift.worker_id, ()))) for shift in shifts]


def shifts_standing(organisation: Organisation, starts_on: date, until: date) -> list[StandingShift]:
    """The shifts of an organisation on these London days, withdrawn ones left out, by start and worker."""
    shifts = _standing(organisation, starts_on, until)
    return with_absences(shifts.select_related("worker").order_by("starts_at", "worker_id", "pk"))


def shifts_by_id(shift_ids: Collection[UUID]) -> dict[UUID, StandingShift]:
    """Those of these shifts that have not been withdrawn. Two queries."""
    shifts = Shift.objects.filter(pk__in=shift_ids, withdraws__isnull=True, withdrawn_by__isnull=True)
    return {each.shift.pk: each for each in with_absences(shifts.select_related("worker"))}


def with_absences(found: Iterable[Shift]) -> list[StandingShift]:
    """Each shift with the first absence that touches it; one query more."""
    shifts = list(found)
    away = _away(shifts)
    return [
        StandingShift(shift=shift, away=_absence(shift, away.get(shift.worker_id, ()))) for shift in shifts
    ]


def _standing(
    organisation: Organisation | Slot, starts_on: date | Slot, until: date | Slot
) -> QuerySet[Shift]:
    return Shift.objects.filter(
        organisation=organisation,
        on__gte=starts_on,
        on__lt=until,
        withdraws__isnull=True,
        withdrawn_by__isnull=True,
    )


def _times(shifts: QuerySet[Shift]) -> QuerySet[Shift, Row]:
    return shifts.order_by("starts_at", "worker_id", "pk").values_list(*ShiftTimes._fields[:-1])


_TIMES = Prepared(
    lambda organisation, starts_on, until: _times(_standing(organisation, starts_on, until)),
    organisation=ID,
    starts_on=DAY,
    until=DAY,
)
_TIMES_IN_PATCH = Prepared(
    lambda organisation, starts_on, until, patch, besides: _times(
        _standing(organisation, starts_on, until).filter(Q(worker__team__area=patch) | Q(pk__among=besides))
    ),
    organisation=ID,
    starts_on=DAY,
    until=DAY,
    patch=ID,
    besides=IDS,
)


def _away(shifts: Sequence[Shift | ShiftTimes]) -> dict[UUID, list[Absence]]:
    """The absences of these shifts' workers while they last."""
    if not shifts:
        return {}
    return unavailable(
        {shift.worker_id for shift in shifts},
        min(shift.starts_at for shift in shifts),
        max(shift.ends_at for shift in shifts),
    )


def _absence(shift: Shift | ShiftTimes, absences: Sequence[Absence]) -> Absence | None:
    return next((each for each in absences if each.overlaps(shift.starts_at, shift.ends_at)), None)
