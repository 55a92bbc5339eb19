"""What a meeting decides: to want a measure to reach a value, and that somebody does something by a day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.insight.models import AgreedAction, AgreedActionEnd, MeasureTarget
from kith.insight.models_meetings import LONGEST_ACTION, LONGEST_OWNER
from kith.insight.queries_defined import measure_for
from kith.insight.queries_scopes import scope_for
from kith.insight.wording import plain_words
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may

AGREE = "agree action"
SET_TARGET = "set target"


class NotATarget(Invalid):
    """No measure can reach that value."""

    code = "not_a_target"


class NotAnAction(Invalid):
    """Nobody could do that by then."""

    code = "not_an_action"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """What is to be done, by whom and by when; whose figures the meeting looked at."""

    provider_id: UUID | None
    patch_id: UUID | None
    text: str
    owner: str
    due_on: date


def agree_action(*, by: User, at: datetime, action: NewAction) -> AgreedAction:
    """The action just agreed. Raises `NotPermitted`, `NotFound`, `NotAnAction` or `NotPlainWords`."""
    on = london_day(at)
    check_may(by, AGREE, None, on)
    scope = scope_for(by=by, on=on, provider_id=action.provider_id, patch_id=action.patch_id)
    if by.organisation is None:
        raise NotPermitted("An action is agreed for an organisation. Ask whoever manages your account.")
    if action.due_on < on:
        raise NotAnAction("That day is over. Say by which day it is to be done.", due_on=action.due_on)
    with transaction.atomic():
        agreed = AgreedAction.objects.create(
            recorded_at=at,
            provider=scope.provider,
            patch=scope.patch,
            text=plain_words(action.text, most=LONGEST_ACTION),
            owner=plain_words(action.owner, most=LONGEST_OWNER),
            due_on=action.due_on,
            by=by,
            organisation=by.organisation,
        )
        audit.record(
            by=by, at=at, action="agree.action", subject_kind="agreed_action", subject_id=agreed.pk,
            detail={"due_on": action.due_on.isoformat()},
        )  # fmt: skip
    return agreed


def end_action(*, by: User, at: datetime, action_id: UUID, outcome: str) -> AgreedActionEnd:
    """What came of an action of the user's own organisation: done or dropped.

    Raises `NotPermitted`, also where it has ended, `NotFound`, or `NotAnAction` for another outcome.
    """
    check_may(by, AGREE, None, london_day(at))
    if outcome not in AgreedActionEnd.Outcome.values:
        raise NotAnAction("Say whether it was done or dropped.", outcome=outcome)
    with transaction.atomic():
        action = AgreedAction.objects.filter(pk=action_id).first()
        if action is None or action.organisation_id != by.organisation_id:
            raise NotFound
        if AgreedActionEnd.objects.filter(action=action).exists():
            raise NotPermitted("This has ended already. Make the pack again to see what came of it.")
        end = AgreedActionEnd.objects.create(action=action, outcome=outcome, by=by, recorded_at=at)
        audit.record(
            by=by, at=at, action="end.action", subject_kind="agreed_action", subject_id=action.pk,
            detail={"outcome": outcome},
        )  # fmt: skip
    return end


def set_target(*, by: User, at: datetime, measure: str, value: float, starts_on: date) -> MeasureTarget:
    """The target just set by a council, in the measure's own unit: a share is 0 to 1.

    Raises `NotPermitted`, also for who is not at a council, `NotFound`, or `NotATarget`.
    """
    check_may(by, SET_TARGET, None, london_day(at))
    what = measure_for(measure, by)
    own = by.organisation
    if own is None or own.kind != Organisation.Kind.COUNCIL:
        raise NotPermitted("A council sets targets for its contracts.")
    if not math.isfinite(value) or value < 0 or (what.unit == "share" and value > 1):
        raise NotATarget("No measure can reach that. Give a number, and a share between 0 and 100 %.")
    with transaction.atomic():
        target = MeasureTarget.objects.create(
            recorded_at=at, commissioner=own, measure=what.key, value=value, starts_on=starts_on, by=by
        )
        audit.record(
            by=by, at=at, action="set.target", subject_kind="measure", subject_id=what.key,
            detail={"starts_on": starts_on.isoformat(), "thousandths": round(1000 * value)},
        )  # fmt: skip
    return target
