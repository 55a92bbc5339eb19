"""Visits that team members offer each other: for a care worker, on any screen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from kith.core.errors import Invalid, NotFound
from kith.orgs.roles import check_may
from kith.rota.actions_offers import offer_visit, take_visit, withdraw_offer
from kith.rota.queries_offers import offers_to, own_visits
from kith.web import code_words
from kith.web.page import Visitor, render_page, signed_in
from kith.workforce.queries import worker_of

REFUSED = {
    "is away": gettext_noop("You are away then."),
    "comes to this visit already": gettext_noop("You come to this visit already."),
    "does not work then": gettext_noop("You do not work then."),
    "is not signed off for what this visit takes": gettext_noop(
        "You are not signed off for what this visit takes."
    ),
    "has no time then": gettext_noop("You have no time then."),
    "has no shift that day": gettext_noop("You have no shift that day."),
}


@signed_in
def rota_offers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One's own visits, to offer; and those that others in the team offer, to take."""
    check_may(visitor.user, "exchange visits", None, visitor.on)
    worker = worker_of(visitor.user)
    if worker is None:
        raise NotFound
    offered = offers_to(worker, visitor.at)
    return render_page(
        request,
        "kith/rota_offers.html",
        title=_("Swap visits in the team"),
        visitor=visitor,
        here="rota",
        worker=worker,
        offered=[(each, _(REFUSED.get(each.refused, each.refused))) for each in offered],
        possible=sum(1 for each in offered if not each.refused),
        own=[(each, code_words.code(each.planned.visit.slot_key)) for each in own_visits(worker, visitor.at)],
    )


@require_POST
@signed_in
def rota_offer_step(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Offer a visit, take one, or take an offer back."""
    check_may(visitor.user, "exchange visits", None, visitor.on)
    step = request.POST.get("step", "")
    if step == "offer":
        offer_visit(by=visitor.user, at=visitor.at, entry_id=_number(request.POST.get("entry", "")))
        messages.success(request, _("Offered. The visit stays yours until somebody takes it."))
    elif step == "take":
        take_visit(by=visitor.user, at=visitor.at, offer_id=_uuid(request.POST.get("offer", "")))
        messages.success(request, _("It is yours. Your coordinator sees the change."))
    elif step == "withdraw":
        withdraw_offer(by=visitor.user, at=visitor.at, offer_id=_uuid(request.POST.get("offer", "")))
        messages.success(request, _("Taken back. The visit stays yours."))
    else:
        raise Invalid("Choose a visit from the page.", step=step)
    return redirect("rota_offers")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Invalid("Choose a visit from the page.", entry=text)
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("Choose a visit from the page.", offer=text) from None
