"""Why an event waits for a decision. Never refused: it is kept, somebody decides, and its worker is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.core.phrases import phrase, say


class Held(StrEnum):
    """The code a phone is given, and the page's sentence for it. Codes never change once released."""

    UNREADABLE = "unreadable"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_VERSION = "unknown_version"
    CANNOT_OPEN = "cannot_open"
    DEVICE_REVOKED = "device_revoked"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a code, not a secret
    WORKER_LEFT = "worker_left"
    UNKNOWN_VISIT = "unknown_visit"
    NOT_ROSTERED = "not_rostered"
    RECORD_DISPOSED = "record_disposed"
    CANNOT_KEEP = "cannot_keep"

    @property
    def words(self) -> str:
        """The reason as a sentence for a page."""
        return say(_WORDS[self])


_WORDS: Mapping[Held, str] = MappingProxyType(
    {
        Held.UNREADABLE: phrase("Part of it could not be read. Ask the worker what happened."),
        Held.UNKNOWN_KIND: phrase("The phone recorded something this server does not know yet."),
        Held.UNKNOWN_VERSION: phrase("The phone's app is newer than this server, or much older."),
        Held.CANNOT_OPEN: phrase("It was sealed for another server, or has been altered."),
        Held.DEVICE_REVOKED: phrase("The phone had been reported lost or was taken out of use."),
        Held.TOKEN_EXPIRED: phrase("The phone's registration had run out."),
        Held.WORKER_LEFT: phrase("The worker no longer worked here when it arrived."),
        Held.UNKNOWN_VISIT: phrase("There is no such visit here."),
        Held.NOT_ROSTERED: phrase("The worker was not rostered for this visit when it arrived."),
        Held.RECORD_DISPOSED: phrase(
            "The person's record has been disposed of, so nothing can be added to it."
        ),
        Held.CANNOT_KEEP: phrase("It could not be filed as it stands."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known when events arrive: whether phone and worker may speak, and about which visits.

    ``people`` gives the person of each visit that exists; ``mine`` are the visits the worker is rostered for.
    """

    stopped: Held | None
    people: Mapping[UUID, UUID]
    mine: Collection[UUID]

    def judge(self, trouble: Held | None, visit_id: UUID | None) -> Held | None:
        """Why an event about this visit has to wait, or None when it counts at once."""
        if self.stopped or trouble:
            return self.stopped or trouble
        if visit_id not in self.people:
            return Held.UNKNOWN_VISIT
        return None if visit_id in self.mine else Held.NOT_ROSTERED
