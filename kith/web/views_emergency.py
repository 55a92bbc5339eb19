"""Emergency access: asking for it, closing it, and looking into it afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import NotFound
from kith.people.actions_emergency import (
    MIN_WORDS,
    MINUTES,
    REASONS,
    NotAReason,
    close_emergency,
    may_break_glass,
    open_emergency,
)
from kith.people.actions_emergency_review import OUTCOMES, review_emergency
from kith.people.queries_emergency import emergencies as read_emergencies
from kith.web import words
from kith.web.accounts_step_up import step_up
from kith.web.page import Visitor, render_page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def emergency(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """Asking to open a record in an emergency. It says nothing of whether there is one behind the address."""
    if not may_break_glass(visitor.user, visitor.on):
        raise NotFound
    if request.method != "POST":
        return _ask(request, visitor, person_id)
    try:
        opened = open_emergency(
            by=visitor.user,
            at=visitor.at,
            person_id=person_id,
            reason=request.POST.get("reason", ""),
            words=request.POST.get("words", ""),
            minutes=_whole(request.POST.get("minutes", "")),
        )
    except NotAReason as refused:
        return _ask(request, visitor, person_id, refused=refused)
    messages.success(
        request,
        _("Open until %(at)s. The privacy officer has been told, and the person sees it.")
        % {"at": words.clock(opened.expires_at or visitor.at)},
    )
    return redirect("person", person_id=person_id)


@require_POST
@signed_in
def emergency_close(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """Close one's own emergency access before its time."""
    if not close_emergency(by=visitor.user, at=visitor.at, person_id=person_id):
        raise NotFound
    messages.success(request, _("Closed. You no longer see this record."))
    return redirect("people")


@signed_in
def emergencies(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every emergency access to people of one's council, those that wait to be looked into first."""
    found = read_emergencies(by=visitor.user, at=visitor.at)
    return render_page(
        request,
        "kith/emergencies.html",
        title=_("Opened in an emergency"),
        visitor=visitor,
        here="privacy",
        strip=_("Who opened a record that was not theirs, and why"),
        emergencies=[
            (each, _(REASONS[each.reason]), _(OUTCOMES.get(each.review.outcome, ""))) for each in found
        ],
        waiting=sum(1 for each in found if not each.review.outcome),
        outcomes=[(key, _(said)) for key, said in OUTCOMES.items()],
    )


@require_POST
@signed_in
def emergency_review(request: HttpRequest, visitor: Visitor, relationship_id: UUID) -> HttpResponseBase:
    """Say what came of looking into one emergency access."""
    review_emergency(
        by=visitor.user,
        at=visitor.at,
        relationship_id=relationship_id,
        outcome=request.POST.get("outcome", ""),
    )
    messages.success(request, _("Written down. The person sees it in who looked."))
    return redirect("emergencies")


def _ask(
    request: HttpRequest, visitor: Visitor, person_id: UUID, refused: NotAReason | None = None
) -> HttpResponse:
    return render_page(
        request,
        "kith/emergency.html",
        title=_("Open a record in an emergency"),
        visitor=visitor,
        here="people",
        strip=_("For when it cannot wait"),
        status=400 if refused else 200,
        person_id=person_id,
        refused=refused,
        typed=request.POST,
        reasons=[(key, _(said)) for key, said in REASONS.items()],
        lengths=MINUTES,
        min_words=MIN_WORDS,
    )


def _whole(text: str) -> int:
    """The number written, or 0 for what is none."""
    return int(text) if text.isdecimal() else 0
