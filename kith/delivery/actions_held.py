"""Deciding about a held event: it counts for a visit, or it is filed with a reason. Either way it stays."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, Refused
from kith.core.stay import EventKind
from kith.delivery.actions_feed import NewFeedItem, leave_for_phones
from kith.delivery.actions_sync import note_of
from kith.delivery.actions_verify import verify_visits
from kith.delivery.actions_waiting import HELD_EVENT
from kith.delivery.envelope import Envelope, read_event
from kith.delivery.models import EventRuling, VisitEvent
from kith.delivery.sealing import unseal
from kith.orgs import audit
from kith.orgs.actions_outbox import announce
from kith.orgs.actions_work import close_items_about
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.actions_content import write_contents
from kith.people.queries import access_person
from kith.rota.models import Visit
from kith.rota.queries import access_visit

VISIT_TIMES = 3  # the data class of what happened when


class NotHeld(Refused):
    """The event counts already: there is nothing to decide."""

    code = "not_held"


class CannotCount(Invalid):
    """What came cannot be read, or is about no visit, so it can be filed and not counted."""

    code = "cannot_count"


def access_held(*, by: User | None, event_id: UUID, at: datetime) -> VisitEvent:
    """The held event, for the organisation whose worker recorded it, or who may see its person's visits.

    Raises `NotFound` when there is none or it is not theirs, `NotHeld` when it counts already.
    """
    with as_house():
        found = VisitEvent.objects.select_related("device", "worker").filter(pk=event_id)
        event: VisitEvent | None = found.first()
    if event is None:
        raise NotFound
    if by is not None and by.organisation_id != event.device.organisation_id:
        if event.person_id is None:
            raise NotFound
        access_person(by=by, person_id=event.person_id, data_class=VISIT_TIMES, on=london_day(at), at=at)
    if not event.held:
        raise NotHeld(
            "This event counts already. To change what the visit came to, overrule its verification."
        )
    return event


def rule_on_event(
    *, by: User, at: datetime, event_id: UUID, accepted: bool, reason: str, visit_id: UUID | None = None
) -> EventRuling:
    """The ruling: the event counts for a visit (its own if none is given), or it is filed. The newest holds.

    What counts is verified at once, and the worker's phone is told. Raises `CannotCount`, `NotHeld`,
    `NotPermitted` or `NotFound`.
    """
    check_may(by, "rule on event", None, london_day(at))
    event = access_held(by=by, event_id=event_id, at=at)
    if not reason:
        raise CannotCount("Say why, so that the worker can be told.", event_id=event_id)
    visit = _visit_for(by, at, event, visit_id) if accepted else None
    said = _said(event) if accepted else None
    with transaction.atomic(), as_house():
        ruling = EventRuling.objects.create(
            event=event,
            accepted=accepted,
            visit_id=visit.pk if visit else None,
            content_id=_write_note(event, said, visit, at) if visit and said and said.text else None,
            reason=reason,
            by=by,
            recorded_at=at,
        )
        if visit:
            announce(kind=Announced.VISIT_EVENTS, subject_id=visit.pk, at=at)
            verify_visits(by=None, at=at, visit_ids=[visit.pk])
        _tell_and_close(by, at, event, ruling)
        _record(by, at, ruling, visit)
    return ruling


def _visit_for(by: User, at: datetime, event: VisitEvent, visit_id: UUID | None) -> Visit:
    """The visit an event is to count for. Raises `CannotCount` when it names none, or cannot be read."""
    wanted = visit_id or event.visit_id
    if wanted is None or event.kind not in frozenset(EventKind):
        raise CannotCount(
            "This cannot be read, so it cannot count. File it, and overrule the verification of its visit.",
            event_id=event.pk,
        )
    return access_visit(by=by, visit_id=wanted, at=at)


def _said(event: VisitEvent) -> Envelope | None:
    """What the event says that stayed sealed while it was held."""
    if event.sealed is None:
        return None
    return read_event(json.loads(unseal(bytes(event.sealed))), device_id=event.device_id)


def _write_note(event: VisitEvent, said: Envelope, visit: Visit, at: datetime) -> UUID:
    [content] = write_contents(
        by=event.worker.user, at=at, pieces=[note_of(visit.person_id, said, event.recorded_at)]
    )
    return content.pk


def _tell_and_close(by: User, at: datetime, event: VisitEvent, ruling: EventRuling) -> None:
    """Tell the worker's phone, and close what waited once nothing about that visit is left to decide."""
    body = {"event": str(event.pk), "accepted": ruling.accepted, "reason": ruling.reason}
    leave_for_phones(at=at, items=[NewFeedItem(worker_id=event.worker_id, kind="event_ruled", body=body)])
    waiting = VisitEvent.objects.exclude(held="").filter(rulings__isnull=True)
    about = waiting.filter(visit_id=event.visit_id) if event.visit_id else waiting.filter(visit_id=None)
    if not about.filter(device=event.device_id).exists():
        subject_id = event.visit_id or event.device_id
        close_items_about(by=by, at=at, kind=HELD_EVENT, subject_ids=[subject_id], outcome="ruled")


def _record(by: User, at: datetime, ruling: EventRuling, visit: Visit | None) -> None:
    event = ruling.event
    audit.record(
        by=by,
        at=at,
        action="rule.event",
        data_class=VISIT_TIMES,
        subject_kind="event",
        subject_id=event.pk,
        person_id=visit.person_id if visit else event.person_id,
        detail={"accepted": ruling.accepted, "held": event.held, "visit": str(visit.pk) if visit else ""},
    )
