"""Giving what is held or contradicted an owner. Part of receiving a batch, which writes the audit row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kith.core.dates import london_day
from kith.delivery.arrival import Arrival
from kith.delivery.models import Device, EventConflict
from kith.orgs.actions_work import NewItem, open_items
from kith.orgs.models import RoleGrant
from kith.orgs.queries import live

HELD_EVENT = "held_event"
EVENT_CONFLICT = "event_conflict"
DECIDE_WITHIN = timedelta(days=1)
DECIDERS = ("coordinator", "registered_manager")


def wait_for_held(*, device: Device, held: Sequence[Arrival], at: datetime) -> None:
    """Let held events wait for their organisation's decision: one item for each visit, or for the phone."""
    about: dict[UUID, list[Arrival]] = defaultdict(list)
    for arrival in held:
        about[arrival.envelope.visit_id or device.pk].append(arrival)
    if about:
        owner_id = _owner_id(device, at)
        open_items(
            at=at,
            items=[
                NewItem(
                    kind=HELD_EVENT,
                    subject_kind="device" if subject_id == device.pk else "visit",
                    subject_id=subject_id,
                    organisation_id=device.organisation_id,
                    person_id=arrivals[0].person_id,
                    owner_id=owner_id,
                    due_at=at + DECIDE_WITHIN,
                    harm=1,
                    detail={
                        "code": str(arrivals[0].held),
                        "worker": str(device.worker_id),
                        "events": len(arrivals),
                    },
                )
                for subject_id, arrivals in about.items()
            ],
        )


def wait_for_conflicts(*, device: Device, conflicts: Sequence[EventConflict], at: datetime) -> None:
    """Let contradictions wait for somebody to compare what came with what stands."""
    if conflicts:
        owner_id = _owner_id(device, at)
        open_items(
            at=at,
            items=[
                NewItem(
                    kind=EVENT_CONFLICT,
                    subject_kind="event",
                    subject_id=conflict.event_id,
                    organisation_id=device.organisation_id,
                    owner_id=owner_id,
                    due_at=at + DECIDE_WITHIN,
                    harm=1,
                    detail={"worker": str(device.worker_id), "device": str(device.pk)},
                )
                for conflict in conflicts
            ],
        )


def _owner_id(device: Device, at: datetime) -> UUID | None:
    """Who decides at the worker's organisation: its first coordinator, else its registered manager."""
    deciders = RoleGrant.objects.filter(
        live(london_day(at)), organisation_id=device.organisation_id, role__in=DECIDERS, user__is_active=True
    )
    return deciders.order_by("role", "granted_at", "pk").values_list("user_id", flat=True).first()
