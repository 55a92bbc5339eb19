"""An event on its way in: what was read of it, whom it is about, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from kith.delivery.envelope import Envelope
from kith.delivery.held import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An event that was not here before, the person it is about, and why it is held, if it is."""

    envelope: Envelope
    held: Held | None
    person_id: UUID | None


@dataclass(slots=True, kw_only=True)
class Receipts:
    """What became of each event of a batch, by the id the phone knows it by."""

    acks: list[object] = field(default_factory=list)
    held: list[dict[str, object]] = field(default_factory=list)
    conflicts: list[object] = field(default_factory=list)

    def add(self, said_id: object, held: Held | None) -> None:
        """Note that an event is kept: it counts, or it is held."""
        if held:
            self.held.append({"id": said_id, "code": str(held)})
        else:
            self.acks.append(said_id)
