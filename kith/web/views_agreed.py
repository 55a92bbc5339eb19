"""What meetings decide, noted where its pack is read: agreed actions, what came of them, and targets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Invalid
from kith.insight.actions_meetings import (
    SET_TARGET,
    NewAction,
    NotATarget,
    agree_action,
    end_action,
    set_target,
)
from kith.insight.queries_defined import measure_for
from kith.insight.queries_meetings import targets_of
from kith.insight.writing import writer
from kith.orgs.roles import check_may
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ids_asked_for

# What is typed, in the measure's own unit: 85 of a hundred, pounds, or as it is.
FACTORS: Mapping[str, float] = MappingProxyType({"share": 1 / 100, "pence": 100})


@require_POST
@signed_in
def action_agree(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Note an action that a meeting agreed; the address says whose figures it looked at."""
    provider_id, patch_id = ids_asked_for(request)
    new = NewAction(
        provider_id=provider_id,
        patch_id=patch_id,
        text=request.POST.get("text", ""),
        owner=request.POST.get("owner", ""),
        due_on=_day(request.POST.get("due_on", "")) or date.min,
    )
    try:
        agree_action(by=visitor.user, at=visitor.at, action=new)
        messages.success(request, _("Noted. It stands in this pack and the next, until it is done."))
    except Invalid as refused:
        messages.error(request, refused.message)
    return redirect(_back(request))


@require_POST
@signed_in
def action_end(request: HttpRequest, visitor: Visitor, action_id: UUID) -> HttpResponseBase:
    """Say that an action was done or dropped."""
    end_action(by=visitor.user, at=visitor.at, action_id=action_id, outcome=request.POST.get("outcome", ""))
    messages.success(request, _("Noted. The next pack says what came of it."))
    return redirect(_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def target(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponseBase:
    """The value a council wants a measure to reach, asked for and set."""
    check_may(visitor.user, SET_TARGET, None, visitor.on)
    what = measure_for(key, visitor.user)
    refused: Invalid | None = None
    if request.method == "POST":
        try:
            set_target(
                by=visitor.user,
                at=visitor.at,
                measure=key,
                value=_number(request.POST.get("value", "")) * FACTORS.get(what.unit, 1),
                starts_on=visitor.on,
            )
        except NotATarget as error:
            refused = error
        else:
            messages.success(request, _("Set. It stands on the charts of packs from now on."))
            return redirect("measure", key=key)
    held = targets_of(visitor.user.organisation, visitor.on).get(key)
    return render_page(
        request,
        "kith/target.html",
        title=_("Set a target"),
        visitor=visitor,
        here="measures",
        status=400 if refused else 200,
        measure=what,
        now=writer(what)(held) if held is not None else "",
        percent=what.unit == "share",
        pounds=what.unit == "pence",
        refused=refused,
        typed=request.POST,
    )


def _back(request: HttpRequest) -> str:
    """The pack the form stood in, or where packs are chosen."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return f"{back}#s-agreed"
    return reverse("packs")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _number(text: str) -> float:
    """The number written, or one that no measure can reach for what is none."""
    try:
        return float(text.strip().removesuffix("%"))
    except ValueError:
        return math.nan
