"""Keeping a visit where it is: pinning its worker, its time or both, and taking the pin out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Refused
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.rota.models import VisitPin
from kith.rota.queries import access_visit, current_entries


class NothingToPin(Refused):
    """Nobody has the visit's place, so there is nothing to keep."""

    code = "nothing_to_pin"


def pin_visit(
    *, by: User | None, at: datetime, visit_id: UUID, place: int, worker: bool, time: bool
) -> VisitPin:
    """The pin that keeps a visit's place with its worker, at its time, or both; neither takes the pin out.

    Raises `NothingToPin` where nobody has the place, `NotPermitted` or `NotFound`.
    """
    check_may(by, "plan rota", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    with transaction.atomic():
        held = current_entries([visit.pk]).get(visit.pk, ())
        if (worker or time) and not any(entry.place == place and entry.worker_id for entry in held):
            raise NothingToPin("Nobody has this visit yet. Give it to somebody first, then pin it.")
        pin = VisitPin.objects.create(
            visit=visit, place=place, keeps_worker=worker, keeps_time=time, by=by, recorded_at=at
        )
        audit.record(
            by=by,
            at=at,
            action="pin.visit",
            data_class=3,
            subject_kind="visit",
            subject_id=visit.pk,
            person_id=visit.person_id,
            detail={"place": place, "worker": worker, "time": time},
        )
    return pin
