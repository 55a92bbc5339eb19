"""Reading the diagnosis of the newest snapshot, and who may."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from kith.core.errors import NotFound, NotPermitted
from kith.insight.diagnosis.stored import OWN, own_key
from kith.insight.facts.known import pseudonym
from kith.insight.models import Finding
from kith.insight.queries import latest_snapshot
from kith.insight.queries_scopes import FIGURES
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.queries_supervision import supervised_by
from kith.orgs.roles import check_may

WHOLE = (Organisation.Kind.COUNCIL, Organisation.Kind.NHS)


def answers_for_all(user: User) -> bool:
    """Whether somebody works where every provider's figures are read together."""
    return user.organisation is not None and user.organisation.kind in WHOLE


def findings(*, by: User, on: date) -> list[Finding]:
    """The newest diagnosis of the reader's council, in the order of its report; empty before the first. Who
    works for no council reads that of everybody.

    It compares providers and teams with each other, so it is for those who answer for all of them. Raises
    `NotPermitted` for everybody else.
    """
    check_reads_all(by, on)
    of_snapshot = Finding.objects.filter(snapshot=latest_snapshot()).exclude(key__startswith=OWN)
    held = list(of_snapshot.order_by("place"))
    councils = {each.council_id for each in held}
    own = by.organisation
    if own is not None and own.kind == Organisation.Kind.COUNCIL and councils != {None}:
        return [each for each in held if each.council_id == own.pk]
    return [each for each in held if each.council_id is None] if None in councils else held


def own_reviews(*, by: User, on: date) -> Finding | None:
    """What somebody’s own reviews changed, for them and their supervisor; None where they held too few.

    Raises `NotPermitted` as above.
    """
    check_reads_all(by, on)
    return _own(by)


def supervised_reviews(*, by: User, user_id: UUID, on: date, at: datetime) -> tuple[User, Finding | None]:
    """Somebody the user supervises, and what their reviews changed, for support; None where they held too
    few.

    Writes a row of the audit, allowed or refused. Raises `NotPermitted` as above, and `NotFound` for anybody
    they do not supervise today.
    """
    check_reads_all(by, on)
    theirs = next((each for each in supervised_by(by, on) if each.pk == user_id), None)
    audit.record(
        by=by, at=at, action="see.reviews", subject_kind="user", subject_id=user_id,
        allowed=theirs is not None, reason="supervision" if theirs else "no_supervision",
    )  # fmt: skip
    if theirs is None:
        raise NotFound
    return theirs, _own(theirs)


def _own(reviewer: User) -> Finding | None:
    return Finding.objects.filter(snapshot=latest_snapshot(), key=own_key(pseudonym(reviewer.pk))).first()


def finding(key: str, *, by: User, on: date) -> Finding:
    """One analysis of the newest diagnosis.

    Raises `NotPermitted`, or `NotFound` when there is none of this name.
    """
    for each in findings(by=by, on=on):
        if each.key == key:
            return each
    raise NotFound()


def check_reads_all(user: User, on: date) -> None:
    """That somebody answers for everybody's care. Raises `NotPermitted`."""
    check_may(user, "R", FIGURES, on)
    if not answers_for_all(user):
        raise NotPermitted("These figures compare providers. They are for the council and the NHS.")
