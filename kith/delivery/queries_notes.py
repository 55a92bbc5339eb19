"""The notes that workers wrote at visits, newest first, for who may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kith.delivery.models import EventRuling, VisitEvent
from kith.people.access import Access, may_see
from kith.people.queries_content import texts_of

DAILY_NOTES = 5  # the data class


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as it now stands, by whom, when it was written and when it arrived."""

    event_id: UUID
    visit_id: UUID | None
    text: str
    worker_id: UUID
    worker_name: str
    written_at: datetime
    received_at: datetime


def recent_notes(access: Access, limit: int = 20) -> list[Note]:
    """The newest notes about the person of this access; none where it does not cover daily notes.

    Whoever calls has opened the person's record with `access_person`. A note whose key was destroyed is gone.
    """
    if not may_see(access, DAILY_NOTES):
        return []
    accepted = EventRuling.objects.filter(accepted=True, content__person=access.person).order_by("pk")
    ruled = dict(accepted.values_list("event_id", "content_id"))
    written = VisitEvent.objects.filter(Q(person=access.person, content__isnull=False) | Q(pk__in=ruled))
    newest = list(written.select_related("worker").order_by("-device_at", "-pk")[:limit])
    # The text stands with the event, or with the ruling that accepted it.
    content_ids = {event.pk: event.content_id or ruled[event.pk] for event in newest}
    texts = texts_of(content_ids.values())
    return [_note(event, texts[content_ids[event.pk]]) for event in newest if content_ids[event.pk] in texts]


def _note(event: VisitEvent, text: str) -> Note:
    return Note(
        event_id=event.pk,
        visit_id=event.visit_id,
        text=text,
        worker_id=event.worker_id,
        worker_name=str(event.worker),
        written_at=event.device_at,
        received_at=event.recorded_at,
    )
