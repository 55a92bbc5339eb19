"""Pausing a person's care and starting it again. Visits read this each time, so stopping is at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.brokerage.models import Suspension, SuspensionEnd
from kith.brokerage.queries import suspensions
from kith.core.dates import ONE_MINUTE, london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.people.models import Person
from kith.people.queries import access_person

VISIT_TIMES = 3  # the data class of what is to happen when
REASONS = ("hospital", "respite", "holiday", "family")


class NotASuspension(Invalid):
    """Care cannot be paused for this reason, or while it is paused already."""

    code = "not_a_suspension"


def suspend(
    *, by: User | None, at: datetime, person_id: UUID, starts_at: datetime, reason: str
) -> Suspension:
    """The pause in a person's care from an instant on. Visits that start inside it are not due.

    Raises `NotASuspension`, `NotPermitted`, or `NotFound` for a person of another council.
    """
    check_may(by, "suspend packages", None, london_day(at))
    _access(by, at, person_id)
    if reason not in REASONS:
        raise NotASuspension("Say why care is paused: {reasons}.", reason=reason, reasons=", ".join(REASONS))
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person_id)  # so that two pauses cannot cross
        around = suspensions([person_id], starts_at, starts_at + ONE_MINUTE).get(person_id, [])
        if any(pause.holds(starts_at) for pause in around):
            raise NotASuspension(
                "Care is paused then already. Say when it starts again.", starts_at=starts_at
            )
        suspension = Suspension.objects.create(
            person_id=person_id, starts_at=starts_at, reason=reason, by=by, recorded_at=at
        )
        _record(by, at, "suspend.care", suspension)
    return suspension


def resume(*, by: User | None, at: datetime, suspension_id: UUID, ends_at: datetime) -> SuspensionEnd:
    """The fact that care starts again at an instant; the newest such fact holds.

    Raises `NotASuspension` for an end before the start, `NotPermitted`, or `NotFound`.
    """
    check_may(by, "suspend packages", None, london_day(at))
    suspension = Suspension.objects.filter(pk=suspension_id).first()
    if suspension is None:
        raise NotFound
    _access(by, at, suspension.person_id)
    if ends_at < suspension.starts_at:
        raise NotASuspension("Care starts again before it was paused. Give a later time.", ends_at=ends_at)
    with transaction.atomic():
        end = SuspensionEnd.objects.create(suspension=suspension, ends_at=ends_at, by=by, recorded_at=at)
        _record(by, at, "resume.care", suspension)
    return end


def _access(by: User | None, at: datetime, person_id: UUID) -> None:
    """Refuse as `NotFound` somebody whose visit times ``by`` may not add to."""
    access_person(
        by=by, person_id=person_id, data_class=VISIT_TIMES, right=Right.APPEND, on=london_day(at), at=at
    )


def _record(by: User | None, at: datetime, action: str, suspension: Suspension) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        subject_kind="suspension",
        subject_id=suspension.pk,
        person_id=suspension.person_id,
        reason=suspension.reason,
    )
