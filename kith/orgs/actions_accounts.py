"""Making and ending accounts, letting their holders in, and granting and ending roles, each for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.core.phrases import say
from kith.orgs import audit
from kith.orgs.actions_work import close_items_about
from kith.orgs.models import Area, Organisation, RoleGrant, User
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, check_may

OPERATOR = "operator"
ROLE_ASKED = "role_asked"  # the kind of a request that waits for a second person
GIVEN_BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        "new_starter": "They start with us",
        "new_job": "Their job changes",
        "cover": "They cover for somebody",
        "project": "They take part in a piece of work",
    }
)
ENDED_BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        "left": "They leave us",
        "new_job": "Their job changes",
        "not_needed": "They no longer need it",
        "mistake": "It was given by mistake",
    }
)


class GrantsToSelf(NotPermitted):
    """Somebody tried to change what they themselves may do."""

    code = "grants_to_self"


class RoleNotHere(NotPermitted):
    """A role that this kind of organisation does not give."""

    code = "role_not_here"


class NameTaken(Invalid):
    """Somebody signs in by this user name already."""

    code = "name_taken"


class NotAPassword(Invalid):
    """Too short, or too easily guessed."""

    code = "not_a_password"


class Invitations(PasswordResetTokenGenerator):
    """What lets somebody choose their password once: it is void when they have, and after some days."""

    key_salt = "kith.orgs.invitations"


def create_user(
    *,
    by: User | None,
    at: datetime,
    username: str,
    display_name: str,
    organisation: Organisation | None,
    job_title: str = "",
    email: str = "",
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """The new user, who may do nothing until a role is granted.

    Without a password they cannot sign in by one until they are invited. Raises `NotPermitted`, also for
    another organisation's account, or `NameTaken`.
    """
    check_manages(by, "manage accounts", organisation, at)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                password,
                display_name=display_name,
                organisation=organisation,
                job_title=job_title,
                email=email,
                joined_at=at,
                is_demo=is_demo,
            )
            record(by, at, "create.user", user, organisation)
    except IntegrityError:
        raise NameTaken(
            "Somebody signs in as {username} already. Choose another user name.", username=username
        ) from None
    return user


def invite(*, by: User | None, at: datetime, user: User) -> str:
    """A code by which the user chooses a password, once and within three days. Earlier codes still hold.

    Raises `NotPermitted`.
    """
    check_manages(by, "manage accounts", user.organisation, at)
    record(by, at, "invite.user", user, user.organisation)
    return Invitations().make_token(user)


def invited(user_id: UUID, code: str) -> User:
    """The user whom this code lets in. Raises `NotFound` for anything else: used, too old or made up."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not Invitations().check_token(user, code):
        raise NotFound
    return user


def accept_invitation(*, at: datetime, user_id: UUID, code: str, password: str) -> User:
    """The user, who may now sign in by this password. The code is void from here on.

    Raises `NotFound`, or `NotAPassword` with what is wrong with it.
    """
    user = invited(user_id, code)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise NotAPassword("{problems}", problems=" ".join(error.messages)) from None
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(user, at, "accept.invitation", user, user.organisation)
    return user


def let_in_again(*, by: User, at: datetime, user: User) -> str:
    """A code for somebody who lost their password or second factor; whoever asks has made sure who they are.

    Their password, second factors and sessions end at once, so that they set up both afresh. Raises
    `NotPermitted`, or `GrantsToSelf` to who would do it for themselves.
    """
    _check_not_self(by, user)
    check_manages(by, "manage accounts", user.organisation, at)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        user.set_unusable_password()
        user.save(update_fields=["password"])
        record(by, at, "recover.user", user, user.organisation)
    return invite(by=by, at=at, user=user)


def end_user(*, by: User | None, at: datetime, user: User) -> None:
    """Close an account: its roles end and the next request of any session is refused.

    Raises `NotPermitted`, or `GrantsToSelf` to who would close their own.
    """
    _check_not_self(by, user)
    check_manages(by, "manage accounts", user.organisation, at)
    today = london_day(at)
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        standing = RoleGrant.objects.filter(user=user, until__isnull=True, starts_on__lte=today)
        standing.update(until=today, ended_because="left", ended_by=by)
        close_items_about(by=by, at=at, kind=ROLE_ASKED, subject_ids=[user.pk], outcome="left")
        record(by, at, "end.user", user, user.organisation)


def grant_role(
    *,
    by: User | None,
    at: datetime,
    user: User,
    role: str,
    organisation: Organisation | None,
    starts_on: date,
    until: date | None = None,
    area: Area | None = None,
    because: str = "",
    asked_by: User | None = None,
) -> RoleGrant:
    """The role now held by the user, in an organisation and perhaps one area alone.

    It takes two people: somebody else than ``by`` has asked for it. The house itself needs nobody.
    Raises what `check_may_give` does, and `NotPermitted` where nobody else has asked.
    """
    check_may_give(
        by=by, at=at, user=user, organisation=organisation, role=role,
        starts_on=starts_on, until=until, because=because,
    )  # fmt: skip
    if by is not None and asked_by in (None, by):
        raise NotPermitted("A role takes two people. Ask for it, and let somebody else give it.")
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            user=user,
            role=role,
            organisation=organisation,
            area=area,
            starts_on=starts_on,
            until=until,
            granted_at=at,
            granted_by=by,
            asked_by=asked_by,
            because=because,
        )
        record(by, at, "grant.role", user, organisation, reason=because, detail={"role": role})
    return grant


def end_grant(
    *, by: User | None, at: datetime, grant: RoleGrant, until: date, because: str = ""
) -> RoleGrant:
    """The grant, ended: ``until`` is the first day it no longer counts.

    Raises `NotPermitted`, or `Invalid` without a reason of the list.
    """
    check_manages(by, "grant role", grant.organisation, at)
    if by is not None:
        _check_dated(grant.starts_on, None, because, ENDED_BECAUSE)
    with transaction.atomic():
        grant.until = max(until, grant.starts_on)
        grant.ended_because, grant.ended_by = because, by
        grant.save(update_fields=["until", "ended_because", "ended_by"])
        detail: dict[str, object] = {"role": grant.role}
        record(by, at, "end.grant", grant.user, grant.organisation, reason=because, detail=detail)
    return grant


def check_may_give(
    *,
    by: User | None,
    at: datetime,
    user: User,
    organisation: Organisation | None,
    role: str,
    starts_on: date,
    until: date | None,
    because: str,
) -> None:
    """Pass where this user could have a part in giving that role; the house may always.

    Raises `Invalid` for a role or a reason that is none, `GrantsToSelf` to who would have one themselves,
    `RoleNotHere` where the organisation is not of a kind that gives it, and `NotPermitted` to who manages
    another organisation, or for somebody who works elsewhere.
    """
    if role not in ROLES:
        raise Invalid("There is no role called {role}. Choose one of the list.", role=role)
    if by is not None:
        _check_not_self(by, user)
        check_manages(by, "grant role", organisation, at)
        _check_given_here(role, organisation, user)
        _check_dated(starts_on, until, because, GIVEN_BECAUSE)


def check_manages(by: User | None, function: str, organisation: Organisation | None, at: datetime) -> None:
    """Pass where the user may for this organisation: their own, or any for the operator.

    Raises `NotPermitted`.
    """
    on = london_day(at)
    check_may(by, function, None, on)
    if by is None or any(held.key == OPERATOR for held in roles_of(by, on)):
        return
    if organisation is None or organisation.pk != by.organisation_id:
        raise NotPermitted("You manage accounts of your own organisation only. Ask theirs.")


def _check_not_self(by: User | None, user: User) -> None:
    if by is not None and by.pk == user.pk:
        raise GrantsToSelf("You cannot change your own account. Ask somebody else who manages accounts.")


def _check_given_here(role: str, organisation: Organisation | None, user: User) -> None:
    """Raises `RoleNotHere`, or `NotPermitted` for somebody who works for another organisation.

    A role that no organisation gives is held at home, outside any.
    """
    given_by = ROLES[role].given_by
    if (organisation.kind not in given_by) if organisation else given_by:
        raise RoleNotHere(
            "Your organisation does not give the role {role_name}. Choose one of the list.",
            role=role,
            role_name=say(ROLES[role].name),
        )
    if organisation is not None and user.organisation_id != organisation.pk:
        raise NotPermitted("They work for another organisation. Ask theirs, or make them an account here.")


def _check_dated(starts_on: date, until: date | None, because: str, reasons: Mapping[str, str]) -> None:
    if because not in reasons:
        raise Invalid("Say why: choose a reason from the list.", because=because)
    if until is not None and until <= starts_on:
        raise Invalid("The role ends before it starts. Give a later end, or none.", until=until)


def record(
    by: User | None,
    at: datetime,
    action: str,
    user: User,
    organisation: Organisation | None,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """The audit row of what was done to an account."""
    audit.record(
        by=by,
        at=at,
        action=action,
        subject_kind="user",
        subject_id=user.pk,
        organisation_id=organisation.pk if organisation else None,
        reason=reason,
        detail=detail,
    )
