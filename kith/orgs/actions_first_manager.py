"""The first person who manages accounts at an organisation. Everybody after them is let in on the pages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotPermitted
from kith.orgs.actions import create_organisation
from kith.orgs.actions_accounts import create_user, grant_role, invite
from kith.orgs.models import Organisation, RoleGrant, User
from kith.orgs.roles import ROLES

ROLE = "account_manager"
KINDS = tuple(Organisation.Kind(kind) for kind in sorted(ROLES[ROLE].given_by))
MANAGING = tuple(key for key, role in ROLES.items() if "grant role" in role.functions)


class ManagedAlready(NotPermitted):
    """Somebody manages the accounts of this organisation: the next one takes two people."""

    code = "managed_already"


class NoSuchOrganisation(Invalid):
    """There is no organisation of this name, and nobody said what it would be."""

    code = "no_such_organisation"


class WhichOrganisation(Invalid):
    """Several organisations have this name."""

    code = "which_organisation"


def let_first_manager_in(
    *,
    at: datetime,
    organisation: str,
    kind: Organisation.Kind | None = None,
    display_name: str,
    username: str,
) -> tuple[User, str]:
    """The first account manager of an organisation, and the code that lets them in.

    For whoever runs the house, at the server itself. An organisation that is not here yet is made, where its
    kind is given. Raises `ManagedAlready` where somebody manages its accounts or is about to,
    `NoSuchOrganisation` or `WhichOrganisation` without a kind, and what `create_user` does.
    """
    with transaction.atomic():
        place = _organisation(at, organisation, kind)
        _check_nobody_manages(place, at)
        user = create_user(by=None, at=at, username=username, display_name=display_name, organisation=place)
        grant_role(by=None, at=at, user=user, role=ROLE, organisation=place, starts_on=london_day(at))
        return user, invite(by=None, at=at, user=user)


def _organisation(at: datetime, name: str, kind: Organisation.Kind | None) -> Organisation:
    """The organisation of this name, held until the transaction ends, or a new one."""
    found = Organisation.objects.select_for_update().filter(name=name, kind__in=KINDS)
    if kind is not None:
        found = found.filter(kind=kind)
    standing = list(found[:2])
    if len(standing) > 1:
        raise WhichOrganisation(
            "There is more than one organisation called {name}. Say what it is.", name=name
        )
    if standing:
        return standing[0]
    if kind is None:
        raise NoSuchOrganisation(
            "There is no organisation called {name}. Check the name, or say what it is to make it new.",
            name=name,
        )
    return create_organisation(by=None, at=at, kind=kind, name=name)


def _check_nobody_manages(organisation: Organisation, at: datetime) -> None:
    not_over = Q(until__isnull=True) | Q(until__gt=london_day(at))
    managing = RoleGrant.objects.filter(
        not_over, organisation=organisation, role__in=MANAGING, user__is_active=True
    )
    if managing.exists():
        raise ManagedAlready(
            "Somebody manages the accounts of {name} already. They add others on the page Accounts, and a "
            "second person gives the role: a colleague, or whoever runs this installation.",
            name=organisation.name,
        )
