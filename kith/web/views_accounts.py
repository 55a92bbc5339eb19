"""Accounts: who signs in where one works, what each may do and why, and letting somebody in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Invalid, NotFound, Refused
from kith.orgs import actions_accounts, clock
from kith.orgs.actions_accounts import ENDED_BECAUSE, GIVEN_BECAUSE, NotAPassword
from kith.orgs.actions_role_requests import RoleAsked, ask_for_role, give_role, leave_role, welcome
from kith.orgs.models import RoleGrant, User
from kith.orgs.queries_accounts import access_account, roles_to_give
from kith.orgs.queries_accounts import accounts_of as read_accounts
from kith.orgs.roles import ROLES, check_may
from kith.web.accounts_step_up import step_up
from kith.web.page import Visitor, initials, render_page, signed_in

Said = Sequence[tuple[str, str]]
TYPED = ("display_name", "username", "job_title", "email")


@signed_in
def accounts(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everybody who signs in where the visitor works."""
    found = read_accounts(by=visitor.user, at=visitor.at)
    return render_page(
        request,
        "kith/accounts.html",
        title=_("Accounts"),
        visitor=visitor,
        here="accounts",
        strip=_("Who signs in, and what they may do"),
        accounts=[
            (account, initials(account.user.display_name), role_names(account.held)) for account in found
        ],
        waiting=[account.user for account in found if account.asked],
        bare=sum(1 for account in found if account.user.is_active and not account.second_factor),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def account_new(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """A new account with its first role, and the link that lets its holder in."""
    check_may(visitor.user, "manage accounts", None, visitor.on)
    if request.method != "POST":
        return _new(request, visitor)
    try:
        user, code = welcome(
            by=visitor.user,
            at=visitor.at,
            is_demo=settings.DEMO,
            asked=_role_typed(request, visitor),
            **_typed(request),
        )
    except Refused as refused:
        return _new(request, visitor, refused=refused)
    return _link(request, visitor, user, code, waits=True)


@signed_in
def account(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponse:
    """One account: what it may do, could do and will, since when, by whom and why."""
    found = access_account(by=visitor.user, at=visitor.at, user_id=user_id)
    return render_page(
        request,
        "kith/account.html",
        title=found.user.display_name,
        visitor=visitor,
        here="accounts",
        account=found,
        own=found.user == visitor.user,
        letters=initials(found.user.display_name),
        asked=_asked(found.asked),
        own_request=found.asked_by == visitor.user,
        held=_grants(found.held),
        to_come=_grants(found.to_come),
        over=_grants(found.over),
        ended_because=_in_words(ENDED_BECAUSE),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def account_role(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponseBase:
    """Ask that somebody be given a role, from a day, for a reason, and perhaps until another day."""
    found = access_account(by=visitor.user, at=visitor.at, user_id=user_id)
    refused = None
    if request.method == "POST":
        try:
            asked = _role_typed(request, visitor)
            ask_for_role(by=visitor.user, at=visitor.at, user=found.user, asked=asked)
        except Refused as said:
            refused = said
        else:
            messages.success(
                request,
                _("%(role)s: asked for. Somebody else who manages accounts now gives it, or leaves it.")
                % {"role": _(ROLES[asked.role].name)},
            )
            return redirect("account", user_id=user_id)
    return render_page(
        request,
        "kith/account_role.html",
        title=_("Ask for a role for %(name)s") % {"name": found.user.display_name},
        visitor=visitor,
        here="accounts",
        status=400 if refused else 200,
        account=found,
        refused=refused,
        typed=request.POST,
        **_choices(visitor),
    )


@require_POST
@signed_in
@step_up
def account_asked(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponseBase:
    """Give the role that somebody else asked for, or leave it."""
    access_account(by=visitor.user, at=visitor.at, user_id=user_id)
    step = request.POST.get("step", "")
    if step == "give":
        grant = give_role(by=visitor.user, at=visitor.at, user_id=user_id)
        messages.success(request, _("%(role)s: given.") % {"role": _(ROLES[grant.role].name)})
    elif step == "leave":
        leave_role(by=visitor.user, at=visitor.at, user_id=user_id)
        messages.success(request, _("Left. Their roles are as they were."))
    else:
        raise Invalid("Choose whether to give this role or to leave it.", step=step)
    return redirect("account", user_id=user_id)


@require_POST
@signed_in
@step_up
def account_end_role(
    request: HttpRequest, visitor: Visitor, user_id: UUID, grant_id: int
) -> HttpResponseBase:
    """End a role from today, for a reason."""
    found = access_account(by=visitor.user, at=visitor.at, user_id=user_id)
    grant = next((one for one in (*found.held, *found.to_come) if one.pk == grant_id), None)
    if grant is None:
        raise NotFound
    because = request.POST.get("because", "")
    actions_accounts.end_grant(by=visitor.user, at=visitor.at, grant=grant, until=visitor.on, because=because)
    messages.success(request, _("%(role)s: ended.") % {"role": _(ROLES[grant.role].name)})
    return redirect("account", user_id=user_id)


@require_POST
@signed_in
@step_up
def account_step(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponseBase:
    """Invite somebody afresh, let them in again who lost their ways in, or close the account."""
    user = access_account(by=visitor.user, at=visitor.at, user_id=user_id).user
    step = request.POST.get("step", "")
    if step == "invite":
        code = actions_accounts.invite(by=visitor.user, at=visitor.at, user=user)
    elif step == "again":
        code = actions_accounts.let_in_again(by=visitor.user, at=visitor.at, user=user)
    elif step == "close":
        actions_accounts.end_user(by=visitor.user, at=visitor.at, user=user)
        messages.success(request, _("Closed. Nobody can sign in with this account."))
        return redirect("accounts")
    else:
        raise Invalid("Choose what is to happen with this account.", step=step)
    return _link(request, visitor, user, code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, user_id: UUID, code: str) -> HttpResponseBase:
    """The page an invitation leads to: choose a password, then sign in and set up a second factor."""
    user, refused = actions_accounts.invited(user_id, code), None
    if request.method == "POST":
        try:
            actions_accounts.accept_invitation(
                at=clock.now(), user_id=user_id, code=code, password=request.POST.get("password", "")
            )
        except NotAPassword as said:
            refused = said
        else:
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("account_login")
    return render_page(
        request,
        "kith/invited.html",
        title=_("Choose your password"),
        status=400 if refused else 200,
        invited=user,
        refused=refused,
    )


def role_names(grants: Sequence[RoleGrant]) -> list[str]:
    """The names of these roles, as the table of roles has them."""
    return [_(ROLES[grant.role].name) for grant in grants if grant.role in ROLES]


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Who they are and how they sign in."""
    return {name: request.POST.get(name, "").strip() for name in TYPED}


def _role_typed(request: HttpRequest, visitor: Visitor) -> RoleAsked:
    """The role asked for, from when until when, and why. Raises `Invalid` for a day that is none."""
    return RoleAsked(
        role=request.POST.get("role", ""),
        starts_on=_day(request.POST.get("starts_on", "")) or visitor.on,
        until=_day(request.POST.get("until", "")),
        because=request.POST.get("because", ""),
    )


def _day(text: str) -> date | None:
    """The day written, or None for none. Raises `Invalid`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("Write the day as in 2026-04-07.", day=text) from None


def _new(request: HttpRequest, visitor: Visitor, refused: Refused | None = None) -> HttpResponse:
    return render_page(
        request,
        "kith/account_new.html",
        title=_("Add somebody"),
        visitor=visitor,
        here="accounts",
        status=400 if refused else 200,
        refused=refused,
        typed=request.POST,
        **_choices(visitor),
    )


def _link(
    request: HttpRequest, visitor: Visitor, user: User, code: str, *, waits: bool = False
) -> HttpResponse:
    """The link, shown once, to be handed over by whoever knows its holder."""
    return render_page(
        request,
        "kith/account_link.html",
        title=_("Let %(name)s in") % {"name": user.display_name},
        visitor=visitor,
        here="accounts",
        account_user=user,
        waits=waits,
        link=request.build_absolute_uri(reverse("invited", args=[user.pk, code])),
        days=settings.PASSWORD_RESET_TIMEOUT // 86_400,
    )


def _choices(visitor: Visitor) -> dict[str, Any]:
    return {
        "roles": list(roles_to_give(visitor.user, visitor.on).values()),
        "given_because": _in_words(GIVEN_BECAUSE),
    }


def _grants(grants: Sequence[RoleGrant]) -> list[tuple[RoleGrant, str, str, str]]:
    """Each grant with its role's name, and why it was given and ended, in words."""
    return [
        (
            grant,
            _(ROLES[grant.role].name) if grant.role in ROLES else grant.role,
            _(GIVEN_BECAUSE.get(grant.because, "")) if grant.because else "",
            _(ENDED_BECAUSE.get(grant.ended_because, "")) if grant.ended_because else "",
        )
        for grant in grants
    ]


def _asked(asked: RoleAsked | None) -> tuple[RoleAsked, str, str] | None:
    """The role that waits for a second person, with its name and why it was asked for."""
    return (asked, _(ROLES[asked.role].name), _(GIVEN_BECAUSE[asked.because])) if asked else None


def _in_words(reasons: Mapping[str, str]) -> Said:
    return [(key, _(said)) for key, said in reasons.items()]
