"""The accounts of an organisation, what each may do, and which roles its manager may give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, QuerySet

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.actions_accounts import OPERATOR, ROLE_ASKED
from kith.orgs.actions_role_requests import RoleAsked
from kith.orgs.models import RoleGrant, User, WorkItem
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, Role, check_may, may

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who signs in, the roles they hold, will hold and held, and whether a second factor is there."""

    user: User
    held: tuple[RoleGrant, ...]
    to_come: tuple[RoleGrant, ...]
    over: tuple[RoleGrant, ...]
    second_factor: bool
    asked: RoleAsked | None = None
    asked_by: User | None = None


def accounts_of(*, by: User, at: datetime) -> list[Account]:
    """The accounts the user manages: those of their organisation, or for the operator the first five hundred
    of all. By name, closed ones last. Raises `NotPermitted`.
    """
    on = london_day(at)
    check_may(by, "manage accounts", None, on)
    users = list(_managed(by, on).order_by("-is_active", "display_name", "pk")[:MOST])
    guarded, asked = _with_second_factor([user.pk for user in users]), _asked_for(users)
    return [_account(user, on, guarded, asked) for user in users]


def access_account(*, by: User, at: datetime, user_id: UUID) -> Account:
    """One account the user manages. Raises `NotFound` for any other, and to who manages none."""
    on = london_day(at)
    user = _managed(by, on).filter(pk=user_id).first() if may(by, "manage accounts", None, on) else None
    if user is None:
        raise NotFound
    return _account(user, on, _with_second_factor([user.pk]), _asked_for([user]))


def roles_to_give(by: User, on: date) -> Mapping[str, Role]:
    """The roles the user may give in their own organisation, by key; none without the right to give any."""
    if by.organisation is None or not may(by, "grant role", None, on):
        return {}
    return {key: role for key, role in ROLES.items() if by.organisation.kind in role.given_by}


def _managed(by: User, on: date) -> QuerySet[User]:
    grants = RoleGrant.objects.select_related("granted_by", "asked_by", "ended_by", "area").order_by(
        "-starts_on", "-pk"
    )
    users = User.objects.select_related("organisation").prefetch_related(Prefetch("grants", grants))
    if any(held.key == OPERATOR for held in roles_of(by, on)):
        return users
    return users.filter(organisation=by.organisation_id) if by.organisation_id else users.none()


def _with_second_factor(user_ids: Collection[UUID]) -> frozenset[UUID]:
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return frozenset(factors.filter(user__in=user_ids).values_list("user_id", flat=True))


def _asked_for(users: Collection[User]) -> dict[str, tuple[RoleAsked, User]]:
    """The roles that wait for a second person, by the id of who is to have them, and who asked."""
    waiting = WorkItem.objects.filter(
        kind=ROLE_ASKED, subject_id__in=[str(user.pk) for user in users], closed_at__isnull=True
    )
    items = {item.subject_id: item for item in waiting}
    askers = User.objects.in_bulk([UUID(item.detail["asked_by"]) for item in items.values()]) if items else {}
    return {key: (RoleAsked.of(item), askers[UUID(item.detail["asked_by"])]) for key, item in items.items()}


def _account(
    user: User, on: date, guarded: Collection[UUID], asked_for: Mapping[str, tuple[RoleAsked, User]]
) -> Account:
    grants = tuple(user.grants.all())
    over = tuple(grant for grant in grants if grant.until is not None and grant.until <= on)
    asked, asked_by = asked_for.get(str(user.pk), (None, None))
    return Account(
        user=user,
        held=tuple(grant for grant in grants if grant not in over and grant.starts_on <= on),
        to_come=tuple(grant for grant in grants if grant not in over and grant.starts_on > on),
        over=over,
        second_factor=user.pk in guarded,
        asked=asked,
        asked_by=asked_by,
    )
