"""Reading shifts: those that stand, and whether their worker is away. An absence is read, never copied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.orgs.models import Organisation
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


def shifts_standing(organisation: Organisation, starts_on: date, until: date) -> list[StandingShift]:
    """The shifts of an organisation on these London days, withdrawn ones left out, by start and worker."""
    shifts = Shift.objects.filter(
        organisation=organisation,
        on__gte=starts_on,
        on__lt=until,
        withdraws__isnull=True,
        withdrawn_by__isnull=True,
    )
    return with_absences(shifts.select_related("worker").order_by("starts_at", "worker_id", "pk"))


def shifts_by_id(shift_ids: Collection[UUID]) -> dict[UUID, StandingShift]:
    """Those of these shifts that have not been withdrawn. Two queries."""
    shifts = Shift.objects.filter(pk__in=shift_ids, withdraws__isnull=True, withdrawn_by__isnull=True)
    return {each.shift.pk: each for each in with_absences(shifts.select_related("worker"))}


def with_absences(found: Collection[Shift]) -> list[StandingShift]:
    """Each shift with the first absence that touches it; one query more."""
    shifts = list(found)
    if not shifts:
        return []
    away = unavailable(
        {shift.worker_id for shift in shifts},
        min(shift.starts_at for shift in shifts),
        max(shift.ends_at for shift in shifts),
    )
    return [
        StandingShift(shift=shift, away=_absence(shift, away.get(shift.worker_id, ()))) for shift in shifts
    ]


def _absence(shift: Shift, absences: Sequence[Absence]) -> Absence | None:
    return next((each for each in absences if each.overlaps(shift.starts_at, shift.ends_at)), None)
