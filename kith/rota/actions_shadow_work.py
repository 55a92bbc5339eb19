"""Working out a trial of a provider's own week in the background, telling how far it has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.orgs import audit
from kith.orgs.models import User
from kith.rota.models import ShadowRun
from kith.rota.shadow import Choices, Week
from kith.rota.shadow_comparison import compare

State = ShadowRun.State


def work_out_shadow_run(*, at: datetime, run_id: UUID) -> ShadowRun | None:
    """The trial, worked out; None where it was taken away meanwhile. The week itself is emptied then.

    With the best so far where somebody asked to stop. Doing it again changes nothing: only a trial that waits
    is worked out.
    """
    with transaction.atomic():
        row = ShadowRun.objects.select_for_update().filter(pk=run_id).first()
        if row is None or row.state != State.WAITING:
            return row
        row.state, row.begun_at = State.WORKING, at
        row.save(update_fields=["state", "begun_at"])
    mine = ShadowRun.objects.filter(pk=run_id, state=State.WORKING)
    try:
        choices = Choices(tolerance_minutes=row.tolerance_minutes)
        result = compare(Week.from_data(row.week), choices, progress=_Told(row.pk))
    except Exception:
        mine.update(state=State.FAILED, ended_at=at, week={})
        raise
    with transaction.atomic():
        if not mine.update(state=State.READY, percent=100, ended_at=at, week={}, result=result):
            return None
        row.refresh_from_db()
        record_shadow_run(None, at, "work_out.shadow_run", row)
    return row


class _Told:
    """Writes down how far a trial has come, and answers whether somebody asked to stop or took it away."""

    def __init__(self, run_id: UUID) -> None:
        self._run = ShadowRun.objects.filter(pk=run_id)
        self._percent = -1

    def __call__(self, share: float) -> bool:
        percent = min(99, int(100 * share))
        if percent <= self._percent:
            return False
        self._percent = percent
        self._run.update(percent=percent)
        return self._run.values_list("stop_asked", flat=True).first() is not False


def record_shadow_run(by: User | None, at: datetime, action: str, row: ShadowRun) -> None:
    """Write down who did what to a trial. To be called in the transaction of that."""
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=3,
        subject_kind="shadow_run",
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        detail={"visits": row.visits, "state": str(row.state)},
    )
