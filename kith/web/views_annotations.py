"""Noting the cause of a change beside a measure's chart, and taking it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Invalid
from kith.insight.actions_causes import NOTE, NewCause, NotACause, note_cause, withdraw_cause
from kith.insight.measure import Measure
from kith.insight.models_causes import LONGEST_CAUSE
from kith.insight.queries import latest_snapshot, series
from kith.insight.queries_causes import access_cause
from kith.insight.queries_defined import measure_for
from kith.insight.queries_scopes import Scope, scope_for
from kith.insight.wording import NotPlainWords
from kith.orgs.roles import check_may
from kith.web.measure_causes import scope_asked
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ids_asked_for
from kith.web.views_measures import scope_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cause_note(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponseBase:
    """Ask for a cause and its week, and note it. The address says whose figures it is about."""
    check_may(visitor.user, NOTE, None, visitor.on)
    provider_id, patch_id = ids_asked_for(request)
    scope = scope_for(by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id)
    what = measure_for(key, visitor.user)
    if request.method != "POST":
        return _ask(request, visitor, what, scope)
    typed = NewCause(
        measure=key,
        provider_id=provider_id,
        patch_id=patch_id,
        week_starts_on=_day(request.POST.get("week", "")),
        text=request.POST.get("text", ""),
        rebases=request.POST.get("rebases") == "yes",
    )
    try:
        note_cause(by=visitor.user, at=visitor.at, cause=typed)
    except (NotACause, NotPlainWords) as refused:
        return _ask(request, visitor, what, scope, refused)
    messages.success(request, _("Noted. It stands beside the chart for everybody who reads these figures."))
    return redirect(_measure_page(key, scope))


@require_POST
@signed_in
def cause_withdraw(request: HttpRequest, visitor: Visitor, note_id: UUID) -> HttpResponseBase:
    """Take back a cause that one's own organisation noted."""
    note = access_cause(by=visitor.user, note_id=note_id)
    withdraw_cause(by=visitor.user, at=visitor.at, note_id=note_id)
    messages.success(request, _("Withdrawn. It no longer stands beside the chart."))
    return redirect(_measure_page(note.measure, Scope(provider=note.provider, patch=note.patch)))


def _ask(
    request: HttpRequest, visitor: Visitor, what: Measure, scope: Scope, refused: Invalid | None = None
) -> HttpResponse:
    snapshot = latest_snapshot()
    weeks = series(what, snapshot, scope) if snapshot else []
    shown = [week.week_starts_on for week in weeks if not week.suppressed]
    return render_page(
        request,
        "kith/cause_note.html",
        title=_("Note a cause"),
        visitor=visitor,
        here="measures",
        strip=scope_in_words(scope),
        status=400 if refused else 200,
        measure=what,
        back=_measure_page(what.key, scope),
        weeks=[day for day in reversed(shown) if (visitor.on - day).days >= 7],
        chosen=_day(request.POST.get("week", "") or request.GET.get("week", "")),
        typed=request.POST,
        most=LONGEST_CAUSE,
        refused=refused,
    )


def _measure_page(key: str, scope: Scope) -> str:
    asked = scope_asked(scope).rstrip("&")
    return reverse("measure", args=[key]) + (f"?{asked}" if asked else "") + "#causes"


def _day(text: str) -> date:
    """The day written, or a day that is no Monday for what is none."""
    try:
        return parse_date(text) or date.max
    except ValueError:
        return date.max
