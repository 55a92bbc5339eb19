"""What waits, and for whom."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import User, WorkItem
from kith.orgs.prepared import ID, INSTANT, Prepared, Slot
from kith.orgs.queries import roles_of
from kith.orgs.roles import DECIDED_BY, ROLES

HARM_NOW = 3  # could harm somebody now; lists lead with these


def my_work(user: User, at: datetime) -> QuerySet[WorkItem]:
    """What waits for this user, or for anyone in their organisation, now: worst and oldest first."""
    return (
        _open_at(at)
        .filter(_theirs(user.pk, user.organisation_id))
        .exclude(kind__in=_somebody_else_s(user, london_day(at)))
        .select_related("owner", "organisation")
        .order_by("-harm", "due_at", "opened_at", "id")
    )


class HowMany(NamedTuple):
    """How many items wait, in how many of them waiting could harm now, and how many are past their time."""

    all: int
    harmful: int
    overdue: int


def how_many_of(items: QuerySet[WorkItem], at: datetime) -> HowMany:
    """How many of these items there are and how they stand. One query."""
    counted = items.order_by().aggregate(
        all=Count("pk"),
        harmful=Count("pk", filter=Q(harm=HARM_NOW)),
        overdue=Count("pk", filter=Q(due_at__lte=at)),
    )
    return HowMany(**counted)


def how_many_wait(user: User, at: datetime) -> int:
    """How many items `my_work` has. Two queries."""
    if user.organisation_id is None:
        return my_work(user, at).count()
    others = _somebody_else_s(user, london_day(at))
    return len(_waiting_besides(*others)(user=user.pk, organisation=user.organisation_id, at=at))


@cache
def _waiting_besides(*kinds: str) -> Prepared:
    """The items that wait for a user or their organisation, but for those of these kinds."""
    return Prepared(
        lambda user, organisation, at: (
            _open_at(at).filter(_theirs(user, organisation)).exclude(kind__in=kinds).values_list("pk")
        ),
        user=ID,
        organisation=ID,
        at=INSTANT,
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


def _theirs(user: UUID | Slot, organisation: UUID | Slot | None) -> Q:
    return Q(owner=user) | Q(owner__isnull=True, organisation=organisation)


def _open_at(at: datetime | Slot) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
