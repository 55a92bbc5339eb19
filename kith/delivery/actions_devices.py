"""Phones: registering one gives it a token that may only append, and revoking one holds what it sends.

The token outlives any sign-in, because a worker must be able to record and send without signing in again.
It reads nobody's record: it brings events in, and takes back only what is meant for its own worker.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.delivery.models import Device
from kith.delivery.queries_devices import token_hash
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.workforce.models import Worker

TOKEN_DAYS = 45


def register_device(*, by: User | None, at: datetime, worker: Worker) -> tuple[Device, str]:
    """The phone and its token, which is shown once and lasts 45 days. See `register_devices`."""
    [registered] = register_devices(by=by, at=at, workers=[worker])
    return registered


def register_devices(*, by: User | None, at: datetime, workers: Sequence[Worker]) -> list[tuple[Device, str]]:
    """A phone and its token for each worker, in their order. Only a hash of the token is kept.

    Raises `NotPermitted`, or `NotFound` for another organisation's worker.
    """
    check_may(by, "register device", None, london_day(at))
    tokens = [secrets.token_urlsafe(32) for _ in workers]
    for worker in workers:
        _check_own(by, worker.organisation_id)
    with transaction.atomic():
        devices = Device.objects.bulk_create(
            Device(
                worker=worker,
                organisation_id=worker.organisation_id,
                token_hash=token_hash(token),
                token_until=at + timedelta(days=TOKEN_DAYS),
                registered_at=at,
            )
            for worker, token in zip(workers, tokens, strict=True)
        )
        for device in devices:
            _record(by, at, "register.device", device)
    return list(zip(devices, tokens, strict=True))


def revoke_device(*, by: User | None, at: datetime, device_id: UUID, reason: str) -> Device:
    """The phone, from now on revoked: it fetches nothing, and what it still sends is held for a decision.

    Revoking again changes nothing. Raises `NotPermitted`, or `NotFound` when there is no such phone or it
    is another organisation's.
    """
    check_may(by, "register device", None, london_day(at))
    with transaction.atomic():
        device = Device.objects.select_for_update().filter(pk=device_id).first()
        if device is None:
            raise NotFound(device_id=device_id)
        _check_own(by, device.organisation_id)
        if device.revoked_at is None:
            device.revoked_at = at
            device.save(update_fields=["revoked_at"])
            _record(by, at, "revoke.device", device, reason)
    return device


def _check_own(by: User | None, organisation_id: UUID) -> None:
    if by is not None and by.organisation_id != organisation_id:
        raise NotFound


def _record(by: User | None, at: datetime, action: str, device: Device, reason: str = "") -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        subject_kind="device",
        subject_id=device.pk,
        organisation_id=device.organisation_id,
        reason=reason,
        detail={"worker": str(device.worker_id)},
    )
