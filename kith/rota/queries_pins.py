"""What is pinned: a visit's place that stays with its worker, at its time, or both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from kith.orgs.prepared import IDS, Prepared
from kith.rota.models import VisitPin


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What of a visit's place stays. At least one does."""

    worker: bool
    time: bool


_PINS = Prepared(
    lambda visits: (
        VisitPin.objects.filter(visit__pk__among=visits)
        .order_by("pk")
        .values_list("visit_id", "place", "keeps_worker", "keeps_time")
    ),
    visits=IDS,
)


def pins_of(visit_ids: Collection[UUID]) -> dict[tuple[UUID, int], Pin]:
    """The pins that hold for each visit and place: the newest; one taken out is not there. One query."""
    newest: dict[tuple[UUID, int], Pin] = {}
    for visit_id, place, worker, time in _PINS(visits=set(visit_ids)):
        newest[visit_id, place] = Pin(worker=worker, time=time)
    return {seat: pin for seat, pin in newest.items() if pin.worker or pin.time}
