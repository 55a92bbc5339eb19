"""One-click sign-in as one of the cast. Outside demo mode this file cannot even be imported."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.orgs.queries import demonstration_users

if not settings.DEMO:
    raise ImproperlyConfigured("Demo sign-in exists in demo mode only.")

BACKEND = "kith.web.accounts_demo.DemoBackend"


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
        cast = demonstration_users()
        return render(
            request, "account/demo_sign_in.html", {"cast": cast, "next": request.GET.get("next", "")}
        )
    user = demonstration_users().filter(username=request.POST.get("username", "")).first()
    if user is None:
        raise NotFound
    login(request, user, backend=BACKEND)
    return redirect(_after(request))


def _after(request: HttpRequest) -> str:
    """Where to go next: never away from here."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else "/"
