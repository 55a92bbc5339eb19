"""Wrapping people's keys anew after the installation's content key was changed, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.orgs import audit
from kith.orgs.context import as_house
from kith.people.actions_search import index_people
from kith.people.models import ContentKey
from kith.people.sealing import wrapped_anew

KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrapped:
    """How many keys were wrapped anew, and after whose to go on; None when that was the last."""

    changed: int
    last: UUID | None


def rewrap_keys(*, at: datetime, after: UUID | None = None) -> Rewrapped:
    """The next five hundred people's keys, each wrapped by the content key, and their search keys with them.

    One transaction: cut off, it has changed nothing, and doing it again changes only what is left. A key that
    was destroyed stays destroyed. The house alone does it. Raises `CannotOpen` when a key was wrapped by
    neither the content key nor one before it; then none of these is changed.
    """
    with transaction.atomic(), as_house():
        kept = ContentKey.objects.select_for_update().filter(wrapped__isnull=False).order_by("pk")
        keys = list((kept.filter(pk__gt=after) if after else kept)[:KEYS_AT_ONCE])
        changed = []
        for key in keys:
            anew = wrapped_anew(key.person_id, bytes(key.wrapped or b""))
            if anew is not None:
                key.wrapped = anew
                changed.append(key)
        ContentKey.objects.bulk_update(changed, ["wrapped"])
        if changed:
            index_people(person_ids=[key.person_id for key in changed])
            audit.record(by=None, at=at, action="rewrap.keys", data_class=1, detail={"people": len(changed)})
    last = keys[-1].person_id if len(keys) == KEYS_AT_ONCE else None
    return Rewrapped(changed=len(changed), last=last)
