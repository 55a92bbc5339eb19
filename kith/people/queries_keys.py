"""Which people's keys the content key opens, and which only one before it, or none."""

from __future__ import annotations

from dataclasses import dataclass

from kith.people.models import ContentKey
from kith.people.sealing import CannotOpen, wrapped_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAges:
    """How many people's keys the content key opens, only a key before it, and neither."""

    now: int
    before: int
    never: int


def key_ages() -> KeyAges:
    """By which content key people's keys are wrapped; keys that were destroyed are not counted."""
    now = before = never = 0
    kept = ContentKey.objects.filter(wrapped__isnull=False).values_list("person_id", "wrapped")
    for person_id, wrapped in kept.iterator():
        try:
            is_now = wrapped_anew(person_id, bytes(wrapped or b"")) is None
        except CannotOpen:
            never += 1
        else:
            now, before = now + is_now, before + (not is_now)
    return KeyAges(now=now, before=before, never=never)
