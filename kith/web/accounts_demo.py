"""One-click sign-in as one of the cast, and a button in place of a second factor.

Outside demo mode this file cannot even be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs import clock
from kith.orgs.models import Organisation, User
from kith.orgs.queries import demonstration_users, roles_of
from kith.web import code_words
from kith.web.accounts_step_up import STAND_IN
from kith.web.page import Visitor, initials, render_page, signed_in

if not settings.DEMO:
    raise ImproperlyConfigured("Demo sign-in exists in demo mode only.")

BACKEND = "kith.web.accounts_demo.DemoBackend"


SHAPES: Mapping[str, str] = {Organisation.Kind.PROVIDER: "bead", Organisation.Kind.COUNCIL: "plaque"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One of the cast as a card: who, where they work, and what to look at first."""

    user: User
    organisation: str
    letters: str
    shape: str
    look_first: str


class DemoBackend(BaseBackend):
    """Knows again whoever was signed in by one click, while they are of the cast."""

    def get_user(self, user_id: str | UUID) -> User | None:
        """One of the cast, or nobody."""
        return demonstration_users().filter(pk=user_id).first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """The cast to choose from, and signing in as one of them."""
    if request.method != "POST":
        cast = [_card(user) for user in demonstration_users()]
        return render(
            request, "account/demo_sign_in.html", {"cast": cast, "next": request.GET.get("next", "")}
        )
    user = demonstration_users().filter(username=request.POST.get("username", "")).first()
    if user is None:
        raise NotFound
    login(request, user, backend=BACKEND)
    return redirect(_after(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def demo_step_up(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What is asked outside a demonstration, and a button that stands in for the answer."""
    if request.method == "POST":
        record_authentication(request, visitor.user, STAND_IN)
        return resume_request(request) or redirect("home")
    return render_page(
        request,
        "kith/demo_step_up.html",
        title=_("Show again that it is you"),
        visitor=visitor,
        next=request.GET.get("next", ""),
        minutes=settings.STEP_UP_MINUTES,
    )


def _card(user: User) -> Card:
    held = roles_of(user, london_day(clock.now()))
    return Card(
        user=user,
        organisation=user.organisation.name if user.organisation else "",
        letters=initials(user.display_name),
        shape=SHAPES.get(user.organisation.kind, "door") if user.organisation else "door",
        look_first=code_words.look_first(held[0].key) if held else "",
    )


def _after(request: HttpRequest) -> str:
    """Where to go next: never away from here."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else "/"
