"""One page: who is looking, where they are, and the template, rendered with its geometry in the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from kith.core.dates import london_day
from kith.orgs import clock
from kith.orgs.models import User
from kith.orgs.queries import HeldRole, roles_of
from kith.orgs.queries_work import how_many_wait
from kith.orgs.roles import ROLES
from kith.people.access import BREAK_GLASS_ROLES
from kith.people.models import Relationship
from kith.people.queries_emergency import open_emergencies
from kith.web.geometry import MARK, Geometry
from kith.web.places import places_of

P = ParamSpec("P")
MANAGERS = tuple(role.key for role in ROLES.values() if "manage accounts" in role.functions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks for a page, when, and in which roles: worked out once a request."""

    user: User
    at: datetime
    roles: tuple[HeldRole, ...]

    @property
    def on(self) -> date:
        """The London day it is for them."""
        return london_day(self.at)

    def holds(self, *keys: str) -> bool:
        """Whether they hold any of these roles."""
        return any(role.key in keys for role in self.roles)


def signed_in(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for people who have signed in; the view is given the visitor."""

    @wraps(view)
    def with_visitor(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = cast(User, request.user)
        at = clock.now()
        return view(request, Visitor(user=user, at=at, roles=roles_of(user, london_day(at))), *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(with_visitor))


def render_page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    visitor: Visitor | None = None,
    here: str = "",
    strip: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page as a response. ``strip`` says where one is and why one may see this."""
    geometry = Geometry()
    context |= {
        "title": title,
        "here": here,
        "strip": strip,
        "geometry": geometry,
        "demo": settings.DEMO,
        "swapped_in": "HX-Request" in request.headers,  # a part of it goes into a page that has its styles
        "at": visitor.at if visitor else clock.now(),
        "visitor": visitor,
    }
    if visitor:
        waiting = {"work": how_many_wait(visitor.user, visitor.at)}
        context |= {"opened_in_emergency": _opened_in_emergency(visitor)}
        context |= {"manages_accounts": visitor.holds(*MANAGERS)}
        context |= {"places": places_of(visitor.roles, waiting), "who": _who(visitor.user)}
    page = render_to_string(template, context, request)
    response = HttpResponse(page.replace(MARK, geometry.css(), 1), status=status)
    response["Cache-Control"] = "no-store"
    return response


def initials(name: str) -> str:
    """The first letters of the first and the last word: Edie Holroyd is EH."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""


def _opened_in_emergency(visitor: Visitor) -> list[Relationship]:
    """The records the visitor has open in an emergency: asked only for who may open one."""
    if not visitor.holds(*BREAK_GLASS_ROLES):
        return []
    return open_emergencies(visitor.user, visitor.at)


def _who(user: User) -> dict[str, str]:
    place = user.organisation.short_name if user.organisation else ""
    title = ", ".join(part for part in (user.job_title, place) if part)
    return {"name": user.display_name, "title": title, "initials": initials(user.display_name)}
