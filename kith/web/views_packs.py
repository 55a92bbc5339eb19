"""Meeting packs: choosing one, reading it, and taking it away as a file or on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.errors import NotFound
from kith.insight.actions_meetings import AGREE
from kith.insight.models_meetings import LONGEST_ACTION
from kith.insight.packs.document import Pack
from kith.insight.packs.html import body, html
from kith.insight.packs.make import KINDS_IN_WORDS, WEEK, Asked, kinds_for, make_pack
from kith.insight.packs.pdf import pdf
from kith.insight.packs.reader import Reader
from kith.insight.queries_meetings import Action, actions_of
from kith.insight.queries_scopes import scope_for
from kith.orgs.roles import may
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ids_asked_for, patches_to_choose, providers_to_choose

WEEKS_OFFERED = 13
WRITERS: Mapping[str, tuple[str, Callable[[Pack], str | bytes]]] = MappingProxyType(
    {"html": ("text/html; charset=utf-8", html), "pdf": ("application/pdf", pdf)}
)


@signed_in
def packs(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Which packs there are for the visitor, and what each may be about."""
    this_week = week_starts_on(visitor.on)
    return render_page(
        request,
        "kith/packs.html",
        title=_("Meeting packs"),
        visitor=visitor,
        here="measures",
        kinds=[(kind, *map(_, KINDS_IN_WORDS[kind])) for kind in kinds_for(_reader(visitor))],
        patches=patches_to_choose(visitor),
        providers=providers_to_choose(visitor),
        weeks=[this_week - n * WEEK for n in range(1, WEEKS_OFFERED + 1)],
        today=visitor.on,
    )


@signed_in
def pack(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """One pack as a page that prints well."""
    made = _made(request, visitor, kind)
    return render_page(
        request,
        "kith/pack.html",
        title=made.title,
        visitor=visitor,
        here="measures",
        pack=made,
        body=mark_safe(body(made)),  # noqa: S308  # our own template, which escapes
        asked=request.GET.urlencode(),
        may_agree=may(visitor.user, AGREE, None, visitor.on),
        open_actions=_open_actions(request, visitor),
        longest=LONGEST_ACTION,
    )


@signed_in
def pack_file(request: HttpRequest, visitor: Visitor, kind: str, ending: str) -> HttpResponse:
    """The same pack as one file: HTML that needs nothing else, or PDF."""
    if ending not in WRITERS:
        raise NotFound
    content_type, write = WRITERS[ending]
    made = _made(request, visitor, kind)
    response = HttpResponse(write(made), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _made(request: HttpRequest, visitor: Visitor, kind: str) -> Pack:
    reader = _reader(visitor)
    known = next((each for each in kinds_for(reader) if each == kind), None)
    if known is None:
        raise NotFound
    provider_id, patch_id = ids_asked_for(request)
    asked = Asked(
        kind=known,
        provider_id=provider_id,
        patch_id=patch_id,
        week=_day(request.GET.get("week", "")),
        measures=tuple(request.GET.getlist("measure")),
    )
    return make_pack(asked, reader)


def _open_actions(request: HttpRequest, visitor: Visitor) -> list[Action]:
    """What the visitor's own organisation may say is done, of what this pack carries."""
    provider_id, patch_id = ids_asked_for(request)
    scope = scope_for(by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id)
    own = visitor.user.organisation_id
    held = actions_of(scope, visitor.user, visitor.at)
    return [each for each in held if each.organisation_id == own and not each.outcome]


def _reader(visitor: Visitor) -> Reader:
    return Reader(by=visitor.user, at=visitor.at)


def _day(text: str) -> date | None:
    """The day written, or None for what is none: then the newest week is meant."""
    try:
        return parse_date(text)
    except ValueError:
        return None
