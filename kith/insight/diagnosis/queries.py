"""Reading the diagnosis of the newest snapshot, and who may."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kith.core.errors import NotFound, NotPermitted
from kith.insight.models import Finding
from kith.insight.queries import FIGURES, latest_snapshot
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may

WHOLE = (Organisation.Kind.COUNCIL, Organisation.Kind.NHS)


def answers_for_all(user: User) -> bool:
    """Whether somebody works where every provider's figures are read together."""
    return user.organisation is not None and user.organisation.kind in WHOLE


def findings(*, by: User, on: date) -> list[Finding]:
    """The newest diagnosis, in the order of its report; empty before the first.

    It compares providers and teams with each other, so it is for those who answer for all of them. Raises
    `NotPermitted` for everybody else.
    """
    check_may(by, "R", FIGURES, on)
    if not answers_for_all(by):
        raise NotPermitted(_("These figures compare providers. They are for the council and the NHS."))
    snapshot = latest_snapshot()
    return list(Finding.objects.filter(snapshot=snapshot).order_by("place")) if snapshot else []


def finding(key: str, *, by: User, on: date) -> Finding:
    """One analysis of the newest diagnosis.

    Raises `NotPermitted`, or `NotFound` when there is none of this name.
    """
    for each in findings(by=by, on=on):
        if each.key == key:
            return each
    raise NotFound()
