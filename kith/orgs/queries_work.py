"""What waits, and for whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.errors import NotFound
from kith.orgs.models import User, WorkItem


def my_work(user: User, at: datetime) -> QuerySet[WorkItem]:
    """What waits for this user, or for anyone in their organisation, now: worst and oldest first."""
    mine = Q(owner=user) | Q(owner__isnull=True, organisation_id=user.organisation_id)
    return (
        _open_at(at)
        .filter(mine)
        .select_related("owner", "organisation")
        .order_by("-harm", "due_at", "opened_at", "id")
    )


def waiting_about(person_id: UUID, at: datetime) -> QuerySet[WorkItem]:
    """What waits about one person at this instant, worst and oldest first. The caller has checked access."""
    return _open_at(at).filter(person_id=person_id).order_by("-harm", "due_at", "opened_at", "id")


def access_item(*, by: User, item_id: UUID) -> WorkItem:
    """The work item, open or closed, of the user's own organisation.

    Raises `NotFound` when there is none or it is another organisation's.
    """
    item = WorkItem.objects.filter(pk=item_id).first()
    if item is None or item.organisation_id != by.organisation_id:
        raise NotFound(work_item_id=item_id)
    return item


def _open_at(at: datetime) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
