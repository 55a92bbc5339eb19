"""What becomes of whole records: the copy a person asks for, and disposal when they were kept long enough."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Invalid, NotFound
from kith.delivery.record_parts import PARTS
from kith.orgs.models import User
from kith.orgs.roles import may
from kith.people import actions_disposal
from kith.people.actions_disposal import HOLDS, REASONS, RELEASED
from kith.people.queries import access_person
from kith.people.queries_export import REASONS as EXPORT_REASONS
from kith.people.queries_export import export_person
from kith.people.queries_names import name_of
from kith.people.queries_retention import Disposal, Kept
from kith.people.queries_retention import disposals as read_disposals
from kith.web.accounts_step_up import step_up
from kith.web.page import Visitor, render_page, signed_in

WHO_LOOKED, NAMES = 12, 1


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def export(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """Everything kept about a person as one file, for a stated reason."""
    if not may(visitor.user, "export person", None, visitor.on):
        raise NotFound
    if request.method == "POST":
        return _copy(visitor, person_id, request.POST.get("reason", ""))
    data_class = WHO_LOOKED if visitor.holds("privacy_officer") else NAMES
    access_person(by=visitor.user, person_id=person_id, data_class=data_class, on=visitor.on, at=visitor.at)
    name = name_of(person_id)
    return render_page(
        request,
        "kith/export.html",
        title=_("A copy of %(name)s’s record") % {"name": name.known_as},
        visitor=visitor,
        here="people",
        strip=_("Everything kept, as one file"),
        person_id=person_id,
        reasons=[(key, _(said)) for key, said in EXPORT_REASONS.items()],
    )


def _copy(visitor: Visitor, person_id: UUID, reason: str) -> HttpResponse:
    if reason not in EXPORT_REASONS:
        raise Invalid("Choose why this record leaves the house.", reason=reason)
    copy = export_person(
        by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id, reason=reason, parts=PARTS
    )
    text = json.dumps(copy, indent=2, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="record.json"'
    response["Cache-Control"] = "no-store"
    return response


@signed_in
def disposals(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The records that were kept long enough, and how far each is on its way."""
    found = read_disposals(by=visitor.user, at=visitor.at)
    return render_page(
        request,
        "kith/disposals.html",
        title=_("Kept long enough"),
        visitor=visitor,
        here="privacy",
        strip=_("Records whose time has come"),
        disposals=[(each, _step(each, visitor.user)) for each in found],
        yours=sum(1 for each in found if _step(each, visitor.user) == "dispose"),
        care=Kept.CARE,
        reasons=[(key, _(said)) for key, said in REASONS.items()],
        holds=[(key, _(said)) for key, said in HOLDS.items()],
    )


@require_POST
@signed_in
@step_up
def disposal(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """Take one step with a record: ask for disposal, dispose of it, keep it on hold or release it."""
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    who: dict[str, Any] = {"by": visitor.user, "at": visitor.at, "person_id": person_id}
    if step == "ask":
        actions_disposal.ask_for_disposal(**who, reason=reason)
        said = _("Asked for. Somebody else now disposes of it, or leaves it.")
    elif step == "dispose":
        actions_disposal.destroy_key(**who)
        said = _("Disposed of. Nobody can read this record again.")
    elif step == "hold":
        actions_disposal.set_legal_hold(**who, held=True, reason=reason)
        said = _("Kept. It cannot be disposed of until somebody releases it.")
    elif step == "release":
        actions_disposal.set_legal_hold(**who, held=False, reason=RELEASED)
        said = _("Released. It can be disposed of again.")
    else:
        raise Invalid("Choose what is to happen with this record.", step=step)
    messages.success(request, said)
    return redirect("disposals")


def _step(each: Disposal, user: User) -> str:
    """What this user may do next with a record: it takes two people."""
    if each.due.legal_hold:
        return "release"
    if each.asked is None:
        return "ask"
    return "wait" if each.asked_by == user else "dispose"
