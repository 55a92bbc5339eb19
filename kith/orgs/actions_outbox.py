"""Saying that something happened, so that higher rooms may react: see ``config/reactions.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kith.orgs.models import Outbox


def announce(
    *, kind: str, subject_id: object, at: datetime, detail: Mapping[str, object] | None = None
) -> Outbox:
    """The announcement, written in the caller's transaction: it stands or falls with what it tells of.

    ``kind`` is a row of ``config/reactions.py``. ``detail`` holds codes, ids as text and whole numbers.
    """
    return Outbox.objects.create(
        kind=kind, subject_id=str(subject_id), recorded_at=at, detail=dict(detail or {})
    )


def announce_each(*, kind: str, subject_ids: Iterable[object], at: datetime) -> list[Outbox]:
    """One announcement for each subject, in their order, written in the caller's transaction."""
    return Outbox.objects.bulk_create(
        Outbox(kind=kind, subject_id=str(subject_id), recorded_at=at) for subject_id in subject_ids
    )
