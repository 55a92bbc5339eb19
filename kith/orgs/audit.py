"""Writing the audit: one row per action, request or sync batch, in the transaction it describes.

Rows carry ids, codes and whole numbers only: never names, never notes. ``actions_seal.py`` chains them
afterwards; docs/adr/0005 says why not at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kith.core.dates import in_utc
from kith.orgs.models import AuditRow, User

HASHED_FIELDS = (
    "recorded_at",
    "organisation_id",
    "user_id",
    "role",
    "action",
    "data_class",
    "subject_kind",
    "subject_id",
    "person_id",
    "allowed",
    "relationship_id",
    "reason",
    "detail",
)


def record(
    *,
    by: User | None,
    at: datetime,
    action: str,
    person_id: UUID | None = None,
    data_class: int | None = None,
    subject_kind: str = "",
    subject_id: object = "",
    relationship_id: UUID | None = None,
    role: str = "",
    allowed: bool = True,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    organisation_id: UUID | None = None,
) -> AuditRow:
    """The audit row just written: who did or looked at what, by which right.

    ``by`` is None when the house itself acted. The row belongs to the chain of ``organisation_id``, or else
    of the organisation of who acted. ``detail`` holds codes, ids as text and whole numbers. If the row
    cannot be written the error passes on, so that nothing happens or is shown unrecorded.
    """
    row = AuditRow(
        recorded_at=in_utc(at),
        organisation_id=organisation_id or (by.organisation_id if by else None),
        user_id=by.pk if by else None,
        role=role,
        action=action,
        data_class=data_class,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        person_id=person_id,
        allowed=allowed,
        relationship_id=relationship_id,
        reason=reason,
        detail=dict(detail or {}),
    )
    row.row_hash = hash_of(row)
    row.save()
    return row


def hash_of(row: AuditRow) -> str:
    """The SHA-256 of a row's own fields, as hexadecimal digits: the same on every database and for ever."""
    values = {name: _plain(getattr(row, name)) for name in HASHED_FIELDS}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return in_utc(value).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
