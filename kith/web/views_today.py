"""Neighbourhood today: how its visits stand, what needs someone, where the rounds are. Live, and polite."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.errors import NotFound
from kith.core.visit_state import LiveStatus
from kith.delivery.queries_version import live_version
from kith.insight.queries_scopes import providers_of
from kith.orgs.models import Area, Organisation
from kith.rota.queries_doors import doors_of
from kith.web import code_words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.round_map import round_map
from kith.web.sight import Sight, own_provider, sight_of
from kith.web.today_page import Reach, TodayPage, reach_of, today_page
from kith.web.views_work import outcomes
from kith.web.visit_rows import tally

ROUNDS_SHOWN = 6
NEEDS_SHOWN = 6


@signed_in
def today_home(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The first neighbourhood that the visitor may see."""
    reach = reach_of(visitor)
    if reach.areas:
        return redirect("today", area_id=reach.areas[0].pk)
    return render_page(request, "kith/today_nowhere.html", title=_("Today"), visitor=visitor, here="today")


@signed_in
def today(request: HttpRequest, visitor: Visitor, area_id: UUID) -> HttpResponseBase:
    """One neighbourhood right now; 304 when nothing has changed since this browser last asked."""
    tag = _tag(visitor, area_id, request.GET.urlencode())
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)  # only who was shown the page has its tag
    reach = reach_of(visitor)
    area = next((each for each in reach.areas if each.pk == area_id), None)
    if area is None:
        raise NotFound()
    response = _page(request, visitor, area, reach, tag)
    response["ETag"] = tag
    return response


def _tag(visitor: Visitor, area_id: UUID, asked: str) -> str:
    """What the page was made from: who asks, for where, what is known, and the minute."""
    made_from = f"{visitor.user.pk}/{area_id}/{asked}/{live_version()}/{visitor.at:%Y-%m-%dT%H:%M}"
    return f'"{hashlib.sha256(made_from.encode()).hexdigest()[:20]}"'


def _page(request: HttpRequest, visitor: Visitor, area: Area, reach: Reach, tag: str) -> HttpResponse:
    everything = request.GET.get("rounds") == "all"
    shown = today_page(visitor, area, reach, rounds_shown=None if everything else ROUNDS_SHOWN)
    named = sight_of(visitor) is Sight.NAMED
    needs = shown.needs if request.GET.get("needs") == "all" else shown.needs[:NEEDS_SHOWN]
    rounds = shown.rounds if everything else shown.rounds[:ROUNDS_SHOWN]
    doors = doors_of({row.person_id for row in shown.rows}, visitor.on) if named else {}
    own = visitor.user.organisation
    return render_page(
        request,
        "kith/today.html",
        title=_("Today in %(area)s") % {"area": area.name},
        visitor=visitor,
        here="today",
        area=area,
        areas=reach.areas,
        own=own,
        plans=own_provider(visitor) is not None and visitor.holds("coordinator", "registered_manager"),
        shown=shown,
        named=named,
        needs=needs,
        tally=_tally(shown.tally),
        by_provider=[] if named or own is None else _by_provider(shown, own),
        rounds=rounds,
        everything=everything,
        drawing=round_map(area, shown, rounds, doors) if named and shown.rows else None,
        outcomes=outcomes(),
        tag=tag,
        week=week_starts_on(visitor.on),
    )


def _tally(counts: Mapping[LiveStatus, int]) -> list[tuple[str, int, str]]:
    """Shape, number and word of each status, in the order of the vocabulary."""
    return [
        (code_words.status_key(status), counts[status], code_words.status_words(status))
        for status in LiveStatus
    ]


def _by_provider(shown: TodayPage, council: Organisation) -> list[tuple[Organisation, list[tuple[str, int]]]]:
    """How the visits of each of a council's providers stand, for who sees counts alone."""
    found = []
    for provider in providers_of(council):
        counts = tally(row for row in shown.rows if row.provider_id == provider.pk)
        found.append((provider, [(word, number) for _key, number, word in _tally(counts)]))
    return found
