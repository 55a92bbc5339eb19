"""For whom a pack is made, and so what may stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from kith.core.dates import london_day
from kith.core.small_numbers import FEWEST_SHOWN
from kith.orgs.models import User
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, Right

VISIT_TIMES = 3  # the data class of what is to happen when


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who will read the pack, and when it is made. Nobody in particular (None) where it is handed on."""

    by: User | None
    at: datetime

    @property
    def on(self) -> date:
        """The London day it is made on."""
        return london_day(self.at)

    @property
    def knows_people(self) -> bool:
        """Whether a role of theirs at work reads whole visits with names: then few people are no secret."""
        if self.by is None or self.by.organisation_id is None:
            return False
        cells = [
            ROLES[held.key].cells[VISIT_TIMES] for held in roles_of(self.by, self.on) if held.key in ROLES
        ]
        return any(Right.READ in cell.rights and not cell.limits for cell in cells)


def count_words(count: int, *, exact: bool) -> str:
    """How many, by the one rule for small numbers unless the reader knows the people anyway. None is none."""
    if exact or count == 0 or count >= FEWEST_SHOWN:
        return f"{count:,}"
    return _("under %(fewest)s") % {"fewest": FEWEST_SHOWN}
