"""Saying who supervises whom, which lets a supervisor read the other's own figures, for support."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.orgs.actions_accounts import check_manages, record
from kith.orgs.models import User
from kith.orgs.models_supervision import Supervision


class NotASupervisor(Invalid):
    """Somebody who cannot supervise this colleague."""

    code = "not_a_supervisor"


def set_supervisor(
    *, by: User | None, at: datetime, user: User, supervisor: User | None
) -> Supervision | None:
    """Who supervises somebody from today on; None when nobody does any more.

    The one before ends today. Raises `NotPermitted` for who does not manage this account, and
    `NotASupervisor` for somebody of another organisation, with a closed account, or the user themselves.
    """
    check_manages(by, "manage accounts", user.organisation, at)
    if supervisor is not None:
        _check(user, supervisor)
    on = london_day(at)
    with transaction.atomic():
        for before in Supervision.objects.select_for_update().filter(user=user, until__isnull=True):
            if before.supervisor == supervisor:
                return before
            before.until = max(on, before.starts_on)
            before.save(update_fields=["until"])
        detail: dict[str, object] = {"supervisor": str(supervisor.pk) if supervisor else ""}
        record(by, at, "set.supervisor", user, user.organisation, detail=detail)
        if supervisor is None:
            return None
        return Supervision.objects.create(
            user=user, supervisor=supervisor, starts_on=on, set_at=at, set_by=by
        )


def _check(user: User, supervisor: User) -> None:
    if supervisor.pk == user.pk:
        raise NotASupervisor("Nobody supervises themselves. Choose a colleague.")
    if not supervisor.is_active or supervisor.organisation_id != user.organisation_id:
        raise NotASupervisor("A supervisor works in the same organisation. Choose a colleague.")
