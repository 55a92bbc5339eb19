"""What users are called, for a whole page at a time."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kith.orgs.models import User


def display_names(user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these users by id; one query, or none for nobody."""
    if not user_ids:
        return {}
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "display_name"))
