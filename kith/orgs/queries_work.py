"""What waits, and for whom."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import User, WorkItem
from kith.orgs.queries import roles_of
from kith.orgs.roles import DECIDED_BY, ROLES


def my_work(user: User, at: datetime) -> QuerySet[WorkItem]:
    """What waits for this user, or for anyone in their organisation, now: worst and oldest first."""
    mine = Q(owner=user) | Q(owner__isnull=True, organisation_id=user.organisation_id)
    return (
        _open_at(at)
        .filter(mine)
        .exclude(kind__in=_somebody_else_s(user, london_day(at)))
        .select_related("owner", "organisation")
        .order_by("-harm", "due_at", "opened_at", "id")
    )


def waiting_about(person_id: UUID, user: User, at: datetime) -> QuerySet[WorkItem]:
    """What of the user's work is about one person, worst and oldest first. The caller has checked access."""
    return my_work(user, at).filter(person_id=person_id)


def access_item(*, by: User, item_id: UUID) -> WorkItem:
    """The work item, open or closed, of the user's own organisation.

    Raises `NotFound` when there is none or it is another organisation's.
    """
    item = WorkItem.objects.filter(pk=item_id).first()
    if item is None or item.organisation_id != by.organisation_id:
        raise NotFound(work_item_id=item_id)
    return item


def _somebody_else_s(user: User, on: date) -> tuple[str, ...]:
    """The kinds of item that only others decide: whose function no role of the user gives. One query."""
    held = {held.key for held in roles_of(user, on)}
    functions = {function for key in held & ROLES.keys() for function in ROLES[key].functions}
    return tuple(kind for kind, function in DECIDED_BY.items() if function not in functions)


def _open_at(at: datetime) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
