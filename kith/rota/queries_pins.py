"""What is pinned: a visit's place that stays with its worker, at its time, or both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from kith.rota.models import VisitPin


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What of a visit's place stays. At least one does."""

    worker: bool
    time: bool


def pins_of(visit_ids: Collection[UUID]) -> dict[tuple[UUID, int], Pin]:
    """The pins that hold for each visit and place: the newest; one taken out is not there. One query."""
    newest: dict[tuple[UUID, int], Pin] = {}
    pins = VisitPin.objects.filter(visit__pk__among=set(visit_ids)).order_by("pk")
    for visit_id, place, worker, time in pins.values_list("visit_id", "place", "keeps_worker", "keeps_time"):
        newest[visit_id, place] = Pin(worker=worker, time=time)
    return {seat: pin for seat, pin in newest.items() if pin.worker or pin.time}
