"""Finding the phone that speaks, by its token."""

from __future__ import annotations

import hashlib

from kith.core.errors import Refused
from kith.delivery.models import Device


class UnknownDevice(Refused):
    """No phone was ever given this token."""

    code = "unknown_device"


def access_device(*, token: str) -> Device:
    """The phone that holds this token, revoked or expired ones too: what they send is kept, and held.

    Raises `UnknownDevice` when no phone was ever given it.
    """
    device = Device.objects.select_related("worker__user").filter(token_hash=token_hash(token)).first()
    if device is None:
        raise UnknownDevice("This phone is not registered here. Ask your coordinator for a new code.")
    return device


def token_hash(token: str) -> str:
    """What is kept of a token. It is 256 random bits, so a plain hash keeps it: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
