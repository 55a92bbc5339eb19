"""Whose visits a visitor may see on pages that show many at once, from the table of roles."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from kith.orgs.models import Organisation
from kith.orgs.roles import ROLES, Right, may
from kith.web.page import Visitor

VISIT_TIMES = 3


class Sight(StrEnum):
    """How much of a neighbourhood's visits somebody sees."""

    NAMED = "named"
    COUNTS = "counts"
    NOTHING = "nothing"


def sight_of(visitor: Visitor) -> Sight:
    """Visits with names where a role reads visit times whole, counts where it reads them without names."""
    cells = [ROLES[held.key].cells[VISIT_TIMES] for held in visitor.roles if held.key in ROLES]
    reading = [cell for cell in cells if Right.READ in cell.rights]
    if any(not cell.limits for cell in reading):
        return Sight.NAMED
    return Sight.COUNTS if visitor.holds("commissioner") else Sight.NOTHING


def sees_rota(visitor: Visitor, organisation_id: UUID) -> bool:
    """Whether they see the whole rota of an organisation: their own, where they plan it."""
    return visitor.user.organisation_id == organisation_id and may(
        visitor.user, "plan rota", None, visitor.on
    )


def own_provider(visitor: Visitor) -> Organisation | None:
    """The care provider they work for, or None for anybody else."""
    own = visitor.user.organisation
    return own if own is not None and own.kind == Organisation.Kind.PROVIDER else None
