"""The second factor once more, before what cannot be taken back.

Whoever proved it within ``STEP_UP_MINUTES``, by signing in or since, goes straight on. Anybody else is asked,
and what they had pressed or typed is held for them meanwhile, sealed, and done once they have proved it. A
password alone proves nothing here. In a demonstration nobody has a second factor: a page of its own says so
and a button stands in for it, so that the way can be walked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from copy import copy
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse

from kith.core.errors import Refused
from kith.web.accounts import box

View = Callable[..., HttpResponseBase]

SECOND_FACTOR = "mfa"  # how allauth notes that one was proved, at sign-in or since
STAND_IN = "stand_in"  # how the demonstration notes that its button was pressed
HELD = b"kith held requests"


class HeldTooLong(Refused):
    """What was pressed waited for the second factor for longer than a proof holds."""

    code = "held_too_long"


def step_up(view: View) -> View:
    """Lets whoever is signed in go on to this view only with a second factor proved within minutes.

    Put it under ``signed_in``. Used before approving or paying a pay run, granting a role, opening a record
    in an emergency, exporting a record and disposing of one. Source: reliability of access, ASVS 5.0 7.5.3.
    """

    @wraps(view)
    def stepped_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if has_stepped_up(request) else _ask(request)

    return stepped_up


def has_stepped_up(request: HttpRequest) -> bool:
    """Whether the second factor was proved in this session, by this user, within ``STEP_UP_MINUTES``."""
    counts = {SECOND_FACTOR, STAND_IN} if settings.DEMO else {SECOND_FACTOR}
    proved = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record["method"] in counts
    ]
    return bool(proved) and time.time() - max(proved) < _holds_for()


def resume(request: HttpRequest, state: Mapping[str, str]) -> HttpResponseBase:
    """Do what was held, for who has just proved the second factor; allauth calls this, and so does the demo.

    Raises `HeldTooLong`.
    """
    try:
        held = json.loads(_held().decrypt(state["sealed"], ttl=_holds_for()))
    except InvalidToken:
        raise HeldTooLong(
            "That waited too long, and nothing was done. Go back to the page and do it again."
        ) from None
    if request.POST.get("next") != held["address"]:  # they went elsewhere and proved it for something else
        return redirect(get_next_redirect_url(request) or "home")
    if held["method"] != "POST":
        return redirect(held["address"])
    path, _, query = held["address"].partition("?")
    again = copy(request)
    again.path = again.path_info = path
    again.GET, again.POST = QueryDict(query), QueryDict(held["body"])
    again.resolver_match = match = resolve(path)
    answer: HttpResponseBase = match.func(again, *match.args, **match.kwargs)
    return answer


def _ask(request: HttpRequest) -> HttpResponseBase:
    """The way to where the second factor is proved, with what was asked for held meanwhile."""
    address = request.get_full_path()
    asked = {"method": request.method, "address": address, "body": request.POST.urlencode()}
    sealed = _held().encrypt(json.dumps(asked).encode()).decode()
    request.session[STATE_SESSION_KEY] = {
        "callback": f"{__name__}.{resume.__name__}",
        "state": {"sealed": sealed},
    }
    return redirect(f"{_where(request)}?{urlencode({'next': address})}")


def _where(request: HttpRequest) -> str:
    """The page that asks; for who has no second factor, the one where it is set up."""
    if settings.DEMO:
        return reverse("demo_step_up")
    ways: list[dict[str, str]] = get_adapter().get_reauthentication_methods(request.user)
    return next((way["url"] for way in ways if way["id"].startswith(SECOND_FACTOR)), reverse("mfa_index"))


def _holds_for() -> int:
    return settings.STEP_UP_MINUTES * 60


def _held() -> MultiFernet:
    return box(HELD)
