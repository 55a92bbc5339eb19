"""Verifying visits: what each place came to, written as a fact when it is new.

The rules are in ``core/verification.py``. Verifying again adds nothing until something changes; then a newer
row stands, and the older stays to be read. Somebody's override stands until somebody withdraws it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.core.verification import Outcome
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.delivery.queries_judged import Judged, judge_visits
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.rota.queries import access_visit

BATCH = 1_000
LONGEST_MINUTES = 24 * 60


class NotAnOverride(Invalid):
    """An override needs a reason, an outcome and minutes that a visit can have."""

    code = "not_an_override"


class NothingToWithdraw(Invalid):
    """No override stands for this place of the visit."""

    code = "nothing_to_withdraw"


def verify_visits(*, by: User | None, at: datetime, visit_ids: Collection[UUID]) -> list[Verification]:
    """What was newly found out about these visits, one row for each place; empty when nothing has changed.

    A visit about which nothing is known yet gets no row. A place that somebody overrode keeps the override.
    Raises `NotPermitted`.
    """
    check_may(by, "verify visits", None, london_day(at))
    visit_ids = set(visit_ids)
    with transaction.atomic(), as_house():
        standing = _standing(visit_ids)
        news = [judged for judged in judge_visits(visit_ids, at) if _is_news(judged, standing)]
        rows = Verification.objects.bulk_create((_row(judged, at) for judged in news), batch_size=BATCH)
        audit.record(
            by=by,
            at=at,
            action="verify.visits",
            subject_kind="visit" if len(visit_ids) == 1 else "",
            subject_id=next(iter(visit_ids)) if len(visit_ids) == 1 else "",
            detail={"visits": len(visit_ids), "new": len(rows)},
        )
    return rows


def override_verification(
    *, by: User, at: datetime, visit_id: UUID, place: int, outcome: Outcome, actual_minutes: int, reason: str
) -> Verification:
    """What the user says this place of the visit came to. It stands until it is withdrawn.

    What was worked out, and by which events, stays beside it. Raises `NotAnOverride`, `NotPermitted`, or
    `NotFound` when there is no such visit or place or it is not theirs to see.
    """
    check_may(by, "override verification", None, london_day(at))
    access_visit(by=by, visit_id=visit_id, at=at)
    if not reason or not 0 <= actual_minutes <= LONGEST_MINUTES or outcome is Outcome.NOT_KNOWN:
        raise NotAnOverride(
            "Say what the visit came to, how many minutes it took (0 to 1,440), and why you say so.",
            outcome=str(outcome),
            actual_minutes=actual_minutes,
        )
    with transaction.atomic(), as_house():
        row = _row(_judged(visit_id, place, at), at)
        row.verdict, row.actual_minutes, row.actual_seconds = outcome, actual_minutes, actual_minutes * 60
        row.override_by, row.reason, row.confirmed, row.measured_by = by, reason, True, ""
        row.save()
        _record(by, at, "override.verification", row)
    return row


def withdraw_override(*, by: User, at: datetime, visit_id: UUID, place: int, reason: str) -> Verification:
    """What the place of the visit comes to by its events, now that the override no longer stands.

    Raises `NothingToWithdraw`, `NotPermitted` or `NotFound`.
    """
    check_may(by, "override verification", None, london_day(at))
    access_visit(by=by, visit_id=visit_id, at=at)
    with transaction.atomic(), as_house():
        standing = _standing([visit_id]).get((visit_id, place))
        if standing is None or standing.override_by_id is None:
            raise NothingToWithdraw(
                "No override stands here. Open the visit to see what it came to.", place=place
            )
        row = _row(_judged(visit_id, place, at), at)
        row.reason = reason
        row.save()
        _record(by, at, "withdraw.override", row)
    return row


def _judged(visit_id: UUID, place: int, at: datetime) -> Judged:
    for judged in judge_visits([visit_id], at):
        if judged.verdict.place == place:
            return judged
    raise NotFound(visit_id=visit_id, place=place)


def _standing(visit_ids: Collection[UUID]) -> dict[tuple[UUID, int], Verification]:
    newest = newest_verifications(visit_ids)
    return {(visit_id, row.place): row for visit_id, rows in newest.items() for row in rows}


def _is_news(judged: Judged, standing: Mapping[tuple[UUID, int], Verification]) -> bool:
    """Whether this says something that is not written yet, of a place that nobody has overruled."""
    before = standing.get((judged.visit.pk, judged.verdict.place))
    if before is None:
        return judged.is_known
    if before.override_by_id is not None or before.inputs_hash == judged.inputs_hash:
        return False
    return judged.is_known or not judged.waits


def _row(judged: Judged, at: datetime) -> Verification:
    verdict = judged.verdict
    return Verification(
        visit_id=judged.visit.pk,
        place=verdict.place,
        worker_id=verdict.worker_id,
        verdict=verdict.outcome,
        started_at=verdict.started_at,
        ended_at=verdict.ended_at,
        actual_seconds=verdict.actual_seconds,
        actual_minutes=verdict.actual_minutes,
        measured_by=verdict.measured_by,
        exceptions=list(verdict.exceptions),
        confirmed=verdict.confirmed,
        policy_key=verdict.policy_key,
        policy_version=verdict.policy_version,
        inputs_hash=judged.inputs_hash,
        recorded_at=at,
    )


def _record(by: User, at: datetime, action: str, row: Verification) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=3,
        subject_kind="visit",
        subject_id=row.visit_id,
        person_id=row.visit.person_id,
        reason=row.reason,
        detail={"place": row.place, "minutes": row.actual_minutes, "verdict": str(row.verdict)},
    )
