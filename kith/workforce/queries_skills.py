"""What a worker was signed off for, and until when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kith.workforce.models import WorkerSkill


def sign_offs_of(worker_id: UUID, on: date) -> list[WorkerSkill]:
    """The newest sign-off of each skill that a worker was signed off for by this day, lapsed ones too."""
    rows = WorkerSkill.objects.filter(worker_id=worker_id, signed_off_on__lte=on)
    newest = {row.skill: row for row in rows.order_by("signed_off_on", "pk")}
    return [newest[skill] for skill in sorted(newest)]
