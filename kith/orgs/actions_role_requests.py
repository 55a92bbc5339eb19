"""Giving somebody a role takes two people who manage accounts: one asks, and another gives it or leaves it.

Source: OWASP ASVS 5.0, 2.3.5: what matters most is approved by a second person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs.actions_accounts import (
    ROLE_ASKED,
    check_manages,
    check_may_give,
    create_user,
    grant_role,
    invite,
    record,
)
from kith.orgs.actions_work import NewItem, close_items_about, open_item
from kith.orgs.models import RoleGrant, User, WorkItem

DECIDE_WITHIN = timedelta(days=7)
GIVEN, LEFT = "given", "left"


class TakesTwo(NotPermitted):
    """Who asked for a role would give it as well."""

    code = "takes_two"


class AskedAlready(Invalid):
    """Another role waits for the same person."""

    code = "asked_already"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAsked:
    """A role that somebody asked for, from when until when, and why."""

    role: str
    starts_on: date
    until: date | None = None
    because: str

    def as_detail(self, by: User) -> dict[str, object]:
        """As a work item keeps it."""
        return {
            "asked_by": str(by.pk),
            "role": self.role,
            "starts_on": self.starts_on.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "because": self.because,
        }

    @classmethod
    def of(cls, item: WorkItem) -> RoleAsked:
        """What a work item waits for."""
        until = item.detail["until"]
        return cls(
            role=item.detail["role"],
            starts_on=date.fromisoformat(item.detail["starts_on"]),
            until=date.fromisoformat(until) if until else None,
            because=item.detail["because"],
        )


def welcome(
    *,
    by: User,
    at: datetime,
    username: str,
    display_name: str,
    job_title: str = "",
    email: str = "",
    asked: RoleAsked,
    is_demo: bool = False,
) -> tuple[User, str]:
    """The new user of one's own organisation, a first role asked for them, and the code that lets them in.

    Raises what `create_user` and `ask_for_role` do, or `Invalid` without a name; then there is no account.
    """
    if not display_name or not username:
        raise Invalid("Give the name they go by and a user name to sign in with.")
    with transaction.atomic():
        user = create_user(
            by=by,
            at=at,
            username=username,
            display_name=display_name,
            organisation=by.organisation,
            job_title=job_title,
            email=email,
            is_demo=is_demo,
        )
        ask_for_role(by=by, at=at, user=user, asked=asked)
        return user, invite(by=by, at=at, user=user)


def ask_for_role(*, by: User, at: datetime, user: User, asked: RoleAsked) -> WorkItem:
    """The request for a role in one's own organisation, which waits for a second person.

    Raises what `grant_role` does, or `AskedAlready` while another waits for the same user.
    """
    organisation = by.organisation
    check_may_give(
        by=by, at=at, user=user, organisation=organisation, role=asked.role,
        starts_on=asked.starts_on, until=asked.until, because=asked.because,
    )  # fmt: skip
    if organisation is None:
        raise NotFound
    with transaction.atomic():
        item = NewItem(
            kind=ROLE_ASKED,
            subject_kind="user",
            subject_id=user.pk,
            organisation_id=organisation.pk,
            due_at=at + DECIDE_WITHIN,
            detail=asked.as_detail(by),
        )
        waiting = open_item(at=at, item=item)
        if waiting.detail != item.detail:
            raise AskedAlready("A role waits for them already. Have it given or left, then ask for the next.")
        record(by, at, "ask_for.role", user, organisation, reason=asked.because, detail={"role": asked.role})
    return waiting


def give_role(*, by: User, at: datetime, user_id: UUID) -> RoleGrant:
    """The role that somebody else asked for, held from the day asked for, or from today.

    Raises `NotFound` where none waits, `TakesTwo` to who asked, and what `grant_role` does.
    """
    with transaction.atomic():
        item = _waiting(by, at, user_id)
        if item.detail["asked_by"] == str(by.pk):
            raise TakesTwo(
                "You asked for this role, so somebody else gives it. Ask who else manages accounts."
            )
        asked = RoleAsked.of(item)
        grant = grant_role(
            by=by,
            at=at,
            user=User.objects.get(pk=user_id),
            organisation=item.organisation,
            role=asked.role,
            starts_on=max(asked.starts_on, london_day(at)),
            until=asked.until,
            because=asked.because,
            asked_by=User.objects.get(pk=item.detail["asked_by"]),
        )
        close_items_about(by=by, at=at, kind=ROLE_ASKED, subject_ids=[user_id], outcome=GIVEN)
    return grant


def leave_role(*, by: User, at: datetime, user_id: UUID) -> None:
    """Nothing comes of the request. Whoever asked may take it back like this.

    Raises `NotFound` where none waits, or `NotPermitted`.
    """
    with transaction.atomic():
        item = _waiting(by, at, user_id)
        close_items_about(by=by, at=at, kind=ROLE_ASKED, subject_ids=[user_id], outcome=LEFT)
        user, detail = User.objects.get(pk=user_id), {"role": item.detail["role"]}
        record(by, at, "leave.role", user, item.organisation, detail=detail)


def _waiting(by: User, at: datetime, user_id: UUID) -> WorkItem:
    """The open request, which nobody else decides meanwhile."""
    open_requests = WorkItem.objects.select_for_update(of=("self",)).select_related("organisation")
    item = open_requests.filter(kind=ROLE_ASKED, subject_id=str(user_id), closed_at__isnull=True).first()
    if item is None:
        raise NotFound
    check_manages(by, "grant role", item.organisation, at)
    return item
