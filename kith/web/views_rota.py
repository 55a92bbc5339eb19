"""The rota: a provider's day as a board, and its week."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kith.core.dates import ONE_DAY, week_starts_on
from kith.core.errors import NotFound
from kith.orgs.models import Organisation
from kith.rota.queries_freeze import freeze_of
from kith.rota.queries_sheets import day_sheets
from kith.web import words
from kith.web.board import PARTS, board_of
from kith.web.page import Visitor, render_page, signed_in
from kith.web.rota_words import ways_in_words
from kith.web.scopes import PatchChoice, patch_choice
from kith.web.sight import own_provider, sees_rota
from kith.web.week_board import week_board

WEEK = timedelta(days=7)


@signed_in
def rota_home(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Today's board of the visitor's own provider."""
    own = own_provider(visitor)
    if own is None:
        raise NotFound()
    return redirect("rota_day", organisation_id=own.pk, on=visitor.on)


@signed_in
def rota_day(request: HttpRequest, visitor: Visitor, organisation_id: UUID, on: date) -> HttpResponse:
    """One day: workers and time, what nobody has on top, and whether it is frozen for pay."""
    own, whole = _own_rota(visitor, organisation_id)
    part = request.GET.get("part", "day" if not whole else "morning")
    places = patch_choice(request, visitor, own) if whole else PatchChoice(patches=(), chosen=None)
    board = board_of(
        own,
        on,
        part=part if part in PARTS else "morning",
        at=visitor.at,
        patch=places.chosen,
        only_user=None if whole else visitor.user.pk,
    )
    freeze = freeze_of(own, on, on + ONE_DAY, patch=places.chosen) if whole else None
    return render_page(
        request,
        "kith/rota_day.html",
        title=_("Rota, %(day)s") % {"day": words.day_of_month(on)},
        visitor=visitor,
        here="rota",
        own=own,
        whole=whole,
        off_sick_here=whole and on >= visitor.on,
        on=on,
        part=part if part in PARTS else "morning",
        board=board,
        places_shown=places,
        frozen_at=freeze.at if freeze else None,
        late_changes=freeze.changes if freeze else (),
        before=on - ONE_DAY,
        after=on + ONE_DAY,
        week=week_starts_on(on),
        ways=ways_in_words(),
    )


@signed_in
def rota_sheets(request: HttpRequest, visitor: Visitor, organisation_id: UUID, on: date) -> HttpResponse:
    """The day on paper: a sheet for each worker, or one's own."""
    own, whole = _own_rota(visitor, organisation_id)
    return render_page(
        request,
        "kith/rota_sheets.html",
        title=_("Day sheets, %(day)s") % {"day": words.day_of_month(on)},
        visitor=visitor,
        here="rota",
        own=own,
        on=on,
        sheets=day_sheets(own, on, visitor.at, only_user=None if whole else visitor.user.pk),
        large="large" in request.GET,
    )


@signed_in
def rota_week(request: HttpRequest, visitor: Visitor, organisation_id: UUID, week: date) -> HttpResponse:
    """One week: how many visits each worker has on each day, and what nobody has."""
    own, whole = _own_rota(visitor, organisation_id)
    if not whole:
        raise NotFound()
    places = patch_choice(request, visitor, own)
    return render_page(
        request,
        "kith/rota_week.html",
        title=_("Rota, week from %(day)s") % {"day": words.day(week)},
        visitor=visitor,
        here="rota",
        own=own,
        week=week,
        board=week_board(own, week, places.chosen),
        places_shown=places,
        this_week=week_starts_on(visitor.on),
        before=week - WEEK,
        after=week + WEEK,
    )


def _own_rota(visitor: Visitor, organisation_id: UUID) -> tuple[Organisation, bool]:
    """The visitor's own provider, and whether they see its whole rota rather than their own lane.

    Raises `NotFound` for anybody else's.
    """
    own = own_provider(visitor)
    if own is None or own.pk != organisation_id:
        raise NotFound()
    whole = sees_rota(visitor, organisation_id)
    if not whole and not visitor.holds("worker"):
        raise NotFound()
    return own, whole
