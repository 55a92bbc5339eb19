"""What waits, and for whom."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import RoleGrant, User, WorkItem
from kith.orgs.queries import live
from kith.orgs.roles import DECIDED_BY, ROLES


def my_work(user: User, at: datetime) -> QuerySet[WorkItem]:
    """What waits for this user, or for anyone in their organisation, now: worst and oldest first."""
    mine = Q(owner=user) | Q(owner__isnull=True, organisation_id=user.organisation_id)
    return (
        _open_at(at)
        .filter(mine)
        .exclude(_somebody_else_s(user, london_day(at)))
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


def _somebody_else_s(user: User, on: date) -> Q:
    """What only others decide: of a kind whose function no role of the user gives."""
    others = Q(pk__in=())
    for kind, function in DECIDED_BY.items():
        deciding = [role.key for role in ROLES.values() if function in role.functions]
        held = RoleGrant.objects.filter(live(on), user=user, role__in=deciding)
        others |= Q(kind=kind) & ~Q(Exists(held))
    return others


def _open_at(at: datetime) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
