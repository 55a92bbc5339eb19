"""Reading what meetings decided: the targets that hold, and the actions that are open or ended lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from kith.insight.models import AgreedAction, MeasureTarget
from kith.insight.queries_causes import said_to
from kith.insight.queries_scopes import Scope
from kith.orgs.models import Organisation, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An agreed action; ``outcome`` is empty while it is open."""

    id: UUID
    text: str
    owner: str
    agreed_at: datetime
    due_on: date
    organisation: str
    organisation_id: UUID
    outcome: str


def targets_of(commissioner: Organisation | None, on: date) -> dict[str, float]:
    """The targets a council has set that hold on a day, by measure, in its own unit. One query."""
    if commissioner is None:
        return {}
    targets = MeasureTarget.objects.filter(commissioner=commissioner, starts_on__lte=on)
    return dict(targets.order_by("starts_on", "pk").values_list("measure", "value"))


def actions_of(scope: Scope, by: User | None, since: datetime) -> tuple[Action, ...]:
    """What was agreed for just this scope and is open, or has ended since: by when it is due. One query."""
    rows = AgreedAction.objects.filter(
        said_to(scope, by),
        Q(end__isnull=True) | Q(end__recorded_at__gte=since),
        provider=scope.provider,
        patch=scope.patch,
    )
    return tuple(
        Action(
            id=row.pk,
            text=row.text,
            owner=row.owner,
            agreed_at=row.recorded_at,
            due_on=row.due_on,
            organisation=row.organisation.short_name,
            organisation_id=row.organisation_id,
            outcome=row.end.outcome if hasattr(row, "end") else "",
        )
        for row in rows.select_related("organisation", "end").order_by("due_on", "recorded_at", "pk")
    )
