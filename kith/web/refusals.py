"""From a refusal to a page: the one table, and the middleware that reads it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted, Refused
from kith.orgs import clock
from kith.orgs.models import User
from kith.orgs.queries import roles_of
from kith.people.access import BREAK_GLASS_ROLES
from kith.web.page import Visitor, render_page

STATUS: dict[type[Refused], int] = {NotFound: 404, NotPermitted: 403, Invalid: 400, Refused: 409}


class RefusalPages:
    """Middleware: a room refused, so the page says what is so and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a refusal; anything else goes on."""
        return refusal_page(request, exception) if isinstance(exception, Refused) else None


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What is wrong and what to do. Absent and not yours are one and the same page."""
    status = next(status for kind, status in STATUS.items() if isinstance(refused, kind))
    title = _("You cannot open this page") if status == 404 else _("That could not be done")
    visitor = visitor_of(request)
    return render_page(
        request,
        "kith/refused.html",
        title=title,
        visitor=visitor,
        status=status,
        words=refused.message,
        emergency_for=_breakable(request, visitor) if status == 404 else None,
    )


def _breakable(request: HttpRequest, visitor: Visitor | None) -> UUID | None:
    """The person a refused address named, for who may open a record in an emergency; absent or not."""
    match = request.resolver_match
    if visitor is None or match is None or not visitor.holds(*BREAK_GLASS_ROLES):
        return None
    return match.kwargs.get("person_id")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere: the same as for what is not yours."""
    return refusal_page(request, NotFound())


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Whoever has signed in, or nobody."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    at = clock.now()
    return Visitor(user=user, at=at, roles=roles_of(user, london_day(at)))
