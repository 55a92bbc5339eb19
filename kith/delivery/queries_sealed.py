"""What was sealed for the house under a content key before this one. Facts are never sealed anew."""

from __future__ import annotations

from kith.delivery.models import EventConflict, VisitEvent
from kith.delivery.sealing import opens_now


def sealed_before() -> int:
    """How many events and contradictions only a content key before this one opens."""
    events = VisitEvent.objects.filter(sealed__isnull=False).values_list("sealed", flat=True)
    conflicts = EventConflict.objects.values_list("sealed", flat=True)
    return sum(
        not opens_now(bytes(sealed or b"")) for rows in (events, conflicts) for sealed in rows.iterator()
    )
