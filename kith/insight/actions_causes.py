"""Noting the cause of a change in figures, and taking a note back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day, week_starts_on
from kith.core.errors import Invalid, NotPermitted
from kith.insight.models import CauseNote, CauseWithdrawal
from kith.insight.models_causes import LONGEST_CAUSE
from kith.insight.queries_causes import access_cause
from kith.insight.queries_defined import measure_for
from kith.insight.queries_scopes import FIGURES, scope_for
from kith.insight.wording import plain_words
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may

WEEK = timedelta(days=7)
NOTE = "note cause"


class NotACause(Invalid):
    """No cause can be noted at that week."""

    code = "not_a_cause"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCause:
    """What is to be noted: at which week of which figures, in words, and whether limits begin afresh."""

    measure: str
    provider_id: UUID | None
    patch_id: UUID | None
    week_starts_on: date
    text: str
    rebases: bool = False


def note_cause(*, by: User, at: datetime, cause: NewCause) -> CauseNote:
    """The note just made: what happened in a week of a measure, as somebody who reads the figures says.

    Raises `NotPermitted`, `NotFound` for figures that are not theirs, `NotACause` and `NotPlainWords`.
    """
    on = london_day(at)
    role = check_may(by, NOTE, None, on)
    measure = measure_for(cause.measure, by)
    scope = scope_for(by=by, on=on, provider_id=cause.provider_id, patch_id=cause.patch_id)
    _check_week(cause.week_starts_on, on)
    if by.organisation is None:
        raise NotPermitted("A cause is noted for an organisation. Ask whoever manages your account.")
    with transaction.atomic():
        note = CauseNote.objects.create(
            recorded_at=at,
            measure=measure.key,
            week_starts_on=cause.week_starts_on,
            provider=scope.provider,
            patch=scope.patch,
            text=plain_words(cause.text, most=LONGEST_CAUSE),
            rebases=cause.rebases,
            by=by,
            organisation=by.organisation,
        )
        _record(by, at, "note.cause", note, role.key if role else "")
    return note


def withdraw_cause(*, by: User, at: datetime, note_id: UUID) -> CauseWithdrawal:
    """The withdrawal of a note of the user's own organisation. The note stays, and is no longer shown.

    Raises `NotPermitted`, also where it was withdrawn already, or `NotFound`.
    """
    role = check_may(by, NOTE, None, london_day(at))
    with transaction.atomic():
        note = access_cause(by=by, note_id=note_id)
        if CauseWithdrawal.objects.filter(note=note).exists():
            raise NotPermitted("This was withdrawn already. Open the measure again to see what stands.")
        withdrawal = CauseWithdrawal.objects.create(note=note, by=by, recorded_at=at)
        _record(by, at, "withdraw.cause", note, role.key if role else "")
    return withdrawal


def _check_week(week: date, on: date) -> None:
    if week != week_starts_on(week):
        raise NotACause("A week is named by its Monday. Choose the week again.", week=week)
    if on - week < WEEK:
        raise NotACause("That week is not over, so it has no figure yet. Choose an earlier one.", week=week)


def _record(by: User, at: datetime, action: str, note: CauseNote, role: str) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=FIGURES,
        subject_kind="cause",
        subject_id=note.pk,
        role=role,
        detail={"measure": note.measure, "week": note.week_starts_on.isoformat(), "rebases": note.rebases},
    )
