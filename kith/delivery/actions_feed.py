"""Leaving things for phones to fetch, and beginning a new epoch after a backup was restored by hand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kith.delivery.models import FeedItem
from kith.delivery.queries_feed import EPOCH_SETTING, current_epoch
from kith.orgs import audit
from kith.orgs.models import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeedItem:
    """Something for one worker's phone. ``body`` holds codes, ids as text and numbers, never free text."""

    worker_id: UUID
    kind: str
    body: Mapping[str, Any]


def leave_for_phones(*, at: datetime, items: Sequence[NewFeedItem]) -> None:
    """Leave these for their workers' phones. Part of the action they tell of, which writes the audit row.

    On PostgreSQL a trigger writes the transaction's number into each row, so that no caller can forget it.
    """
    epoch = current_epoch()
    FeedItem.objects.bulk_create(
        FeedItem(worker_id=item.worker_id, kind=item.kind, body=dict(item.body), recorded_at=at, epoch=epoch)
        for item in items
    )


def begin_epoch(*, at: datetime, reason: str) -> str:
    """The new epoch: every phone will offer again what it sent in the last fourteen days.

    For whoever restored a backup where the database cannot tell by itself; the house alone does it.
    """
    with transaction.atomic():
        Setting.objects.update_or_create(key=EPOCH_SETTING, defaults={"value": secrets.token_hex(8)})
        audit.record(by=None, at=at, action="begin.epoch", subject_kind="database", reason=reason)
        return current_epoch()
