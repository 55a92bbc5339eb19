"""Where one starts and ends: the first page, signing in and out, and the keys of the keyboard."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.web.page import Visitor, render_page, signed_in
from kith.web.places import first_place


@signed_in
def home(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Where whoever has signed in begins."""
    first = first_place(visitor.roles)
    if first:
        return redirect(first)
    return render_page(
        request,
        "kith/nothing_yet.html",
        title=_("Nothing is open to you yet"),
        visitor=visitor,
    )


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way in: the cast in a demonstration, name and password everywhere else."""
    door = "/demo/sign-in/" if settings.DEMO else resolve_url("account_login")
    after = request.GET.get("next", "")
    return redirect(f"{door}?{urlencode({'next': after})}" if after else door)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out, and back to the way in."""
    logout(request)
    return redirect("sign_in")


@signed_in
def keys(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every key the pages listen to, and the switch that turns single keys off."""
    return render_page(request, "kith/keys.html", title=_("Keys"), visitor=visitor)
