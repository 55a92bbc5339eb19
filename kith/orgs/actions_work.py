"""Opening and closing what waits for somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs import audit
from kith.orgs.models import User, WorkItem
from kith.orgs.queries_work import HARM_NOW
from kith.orgs.roles import DECIDED_BY, check_may

ESCALATED = "escalated_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """Something that will wait. ``detail`` holds codes, ids as text and numbers for its sentence."""

    kind: str
    subject_kind: str
    subject_id: object
    organisation_id: UUID
    due_at: datetime
    person_id: UUID | None = None
    owner_id: UUID | None = None
    harm: int = 0
    detail: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.harm <= HARM_NOW:
            raise Invalid(
                "Harm is {harm}. Give 0 (none) to {most} (could harm now).", harm=self.harm, most=HARM_NOW
            )


def open_items(*, at: datetime, items: Sequence[NewItem]) -> None:
    """Let these wait. A subject that already waits for the same reason is left as it is.

    Part of the action that found them, which writes the audit row.
    """
    WorkItem.objects.bulk_create((_row(item, at) for item in items), ignore_conflicts=True)


def open_item(*, at: datetime, item: NewItem) -> WorkItem:
    """The open work item for this subject and kind: a new one, or the one that already waits."""
    open_items(at=at, items=[item])
    return WorkItem.objects.get(kind=item.kind, subject_id=str(item.subject_id), closed_at__isnull=True)


def close_item(*, by: User | None, at: datetime, item_id: UUID, outcome: str) -> WorkItem:
    """The item, closed with what came of it.

    Raises `NotFound` when there is none or it is another organisation's, `NotPermitted` when it is closed or
    a decision of somebody else's.
    """
    with transaction.atomic():
        item = WorkItem.objects.select_for_update().filter(pk=item_id).first()
        if item is None or (by is not None and item.organisation_id != by.organisation_id):
            raise NotFound(work_item_id=item_id)
        if item.closed_at is not None:
            raise NotPermitted(
                "This is already closed. Open the record to see what came of it.", outcome=item.outcome
            )
        if item.kind in DECIDED_BY:
            check_may(by, DECIDED_BY[item.kind], None, london_day(at))
        item.closed_at, item.closed_by, item.outcome = at, by, outcome
        item.save(update_fields=["closed_at", "closed_by", "outcome"])
        audit.record(
            by=by,
            at=at,
            action="close.work_item",
            subject_kind="work_item",
            subject_id=item.pk,
            person_id=item.person_id,
            organisation_id=item.organisation_id,
            detail={"kind": item.kind, "outcome": outcome},
        )
    return item


def close_items_about(
    *, by: User | None, at: datetime, kind: str, subject_ids: Collection[object], outcome: str
) -> int:
    """How many open items of this kind were closed because what they waited for has happened.

    Part of the action that made it happen, which writes the audit row.
    """
    waiting = WorkItem.objects.filter(
        kind=kind, subject_id__in=[str(subject_id) for subject_id in subject_ids], closed_at__isnull=True
    )
    return waiting.update(closed_at=at, closed_by=by, outcome=outcome)


def escalate_overdue(*, at: datetime) -> int:
    """How many open items were just escalated: overdue, so no longer one person's but everybody's, and
    ranked higher.

    The one rule of escalation. It is applied once to each item.
    """
    overdue = WorkItem.objects.filter(closed_at__isnull=True, due_at__lte=at).exclude(
        detail__has_key=ESCALATED
    )
    with transaction.atomic():
        items = list(overdue.select_for_update())
        for item in items:
            item.owner = None
            item.harm = min(item.harm + 1, HARM_NOW)
            item.detail = {**item.detail, ESCALATED: at.isoformat()}
        WorkItem.objects.bulk_update(items, ["owner", "harm", "detail"], batch_size=500)
        if items:
            audit.record(by=None, at=at, action="escalate.work_item", detail={"items": len(items)})
    return len(items)


def _row(item: NewItem, at: datetime) -> WorkItem:
    return WorkItem(
        kind=item.kind,
        subject_kind=item.subject_kind,
        subject_id=str(item.subject_id),
        person_id=item.person_id,
        organisation_id=item.organisation_id,
        owner_id=item.owner_id,
        harm=item.harm,
        detail=dict(item.detail),
        opened_at=at,
        due_at=item.due_at,
    )
