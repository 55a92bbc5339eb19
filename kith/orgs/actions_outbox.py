"""Saying that something happened, so that higher rooms may react: see ``config/reactions.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kith.orgs.announced import Announced
from kith.orgs.models import Outbox


def announce(
    *, kind: Announced, subject_id: object, at: datetime, detail: Mapping[str, object] | None = None
) -> Outbox:
    """The announcement, written in the caller's transaction: it stands or falls with what it tells of.

    ``detail`` holds codes, ids as text and whole numbers. Raises `ValueError` for a kind that is not listed.
    """
    return Outbox.objects.create(
        kind=Announced(kind), subject_id=str(subject_id), recorded_at=at, detail=dict(detail or {})
    )


def announce_each(*, kind: Announced, subject_ids: Iterable[object], at: datetime) -> list[Outbox]:
    """One announcement for each subject, in their order, written in the caller's transaction.

    Raises `ValueError` for a kind that is not listed.
    """
    listed = Announced(kind)
    return Outbox.objects.bulk_create(
        Outbox(kind=listed, subject_id=str(subject_id), recorded_at=at) for subject_id in subject_ids
    )
