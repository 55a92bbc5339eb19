"""Changing what is to happen at one visit, or cancelling it, before it begins: newer terms, with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day, minutes_between
from kith.core.errors import Invalid, Refused
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.rota.models import Visit, VisitTerms
from kith.rota.queries import access_visit, current_terms

COPIED = (
    "visit_id",
    "window_starts_at",
    "window_ends_at",
    "preferred_at",
    "minutes",
    "workers_needed",
    "line_version",
    "cancelled",
)


class VisitBegun(Refused):
    """The visit has begun or is past, so its terms stand."""

    code = "visit_begun"


class NotTerms(Invalid):
    """Terms that no visit could keep."""

    code = "not_terms"


def change_terms(
    *,
    by: User | None,
    at: datetime,
    visit_id: UUID,
    window_starts_at: datetime,
    window_ends_at: datetime,
    preferred_at: datetime,
    minutes: int,
    workers_needed: int,
    reason: str,
) -> VisitTerms:
    """The newer terms of one visit. They stay when its line changes: somebody set them for this one day.

    Its provider may move it. Its minutes and workers were commissioned: only who may change the line changes
    those. Raises `VisitBegun`, `NotTerms`, `NotPermitted` or `NotFound`.
    """
    check_may(by, "move visit", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    held = current_terms([visit.pk])[visit.pk]
    if (held.minutes, held.workers_needed) != (minutes, workers_needed):
        check_may(by, "change line", None, london_day(at))
    fits = minutes_between(preferred_at, window_ends_at) >= minutes > 0 and window_starts_at <= preferred_at
    if not fits or workers_needed not in (1, 2) or not reason:
        raise NotTerms(
            "The visit does not fit. Give a window that holds all of it, one or two workers, and a reason.",
            minutes=minutes,
            workers_needed=workers_needed,
        )
    return _supersede(
        by,
        at,
        visit,
        "change.terms",
        window_starts_at=window_starts_at,
        window_ends_at=window_ends_at,
        preferred_at=preferred_at,
        minutes=minutes,
        workers_needed=workers_needed,
        cancelled=False,
        reason=reason,
    )


def cancel_visit(*, by: User | None, at: datetime, visit_id: UUID, reason: str) -> VisitTerms:
    """The terms that cancel one visit before it begins. A visit turned away at the door is told by the phone.

    Raises `VisitBegun`, `NotTerms` without a reason, `NotPermitted` or `NotFound`.
    """
    check_may(by, "plan rota", None, london_day(at))
    visit = access_visit(by=by, visit_id=visit_id, at=at, right=Right.APPEND)
    if not reason:
        raise NotTerms("Say why the visit is cancelled.")
    return _supersede(by, at, visit, "cancel.visit", cancelled=True, reason=reason)


def copied(held: VisitTerms, *, by: User | None, at: datetime, **changes: Any) -> VisitTerms:
    """Terms like those that hold, but for these changes; not yet saved."""
    values = {name: getattr(held, name) for name in COPIED}
    return VisitTerms(**(values | changes), by=by, recorded_at=at)


def _supersede(by: User | None, at: datetime, visit: Visit, action: str, **changes: Any) -> VisitTerms:
    """The newer terms, saved while nobody else can add any to this visit."""
    with transaction.atomic():
        Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
        held = current_terms([visit.pk])[visit.pk]
        if held.preferred_at <= at:
            raise VisitBegun(
                "This visit has begun, so its terms stand. Record what happened on the visit itself.",
                visit_id=visit.pk,
            )
        terms = copied(held, by=by, at=at, **changes)
        terms.save()
        audit.record(
            by=by,
            at=at,
            action=action,
            data_class=3,
            subject_kind="visit",
            subject_id=visit.pk,
            person_id=visit.person_id,
            reason=terms.reason,
        )
    return terms
