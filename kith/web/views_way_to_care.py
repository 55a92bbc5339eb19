"""How somebody came to care: what was asked for, assessed and reviewed, and the pages that record it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.core.phrases import say
from kith.core.returns.specification import specification_in_force
from kith.people.queries_names import name_of
from kith.plans.actions_requests import (
    NewAssessment,
    NewRequest,
    close_request,
    record_assessments,
    record_requests,
)
from kith.plans.actions_reviews import NewReview, record_reviews
from kith.plans.models_reviews import Review
from kith.plans.queries_requests import WayToCare, access_request, access_way_to_care
from kith.web.page import Visitor, render_page, signed_in

YES, NO = "yes", "no"


class NotWritten(Invalid):
    """A form lacks a day that it needs."""

    code = "day_not_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a form asks: a day, or one of the national list of a field, which may be left out."""

    name: str
    label: str
    listed: str = ""
    needed: bool = True
    yes_or_no: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A field with its choices and what was typed."""

    field: Field
    label: str
    options: tuple[tuple[str, str], ...]
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of thing that can be written down: what it is called, what it asks, and what records it."""

    title: str
    done: str
    fields: tuple[Field, ...]
    record: Callable[[Visitor, UUID, Mapping[str, str]], object]


def _request(visitor: Visitor, person_id: UUID, typed: Mapping[str, str]) -> object:
    closed = typed["outcome"] != "" or typed["closed_on"] != ""
    new = NewRequest(
        person_id=person_id,
        on=_day(typed["on"]),
        route=typed["route"],
        closed_on=_day(typed["closed_on"] or typed["on"]) if closed else None,
        outcome=typed["outcome"],
    )
    return record_requests(by=visitor.user, at=visitor.at, requests=[new])


def _assessment(visitor: Visitor, person_id: UUID, typed: Mapping[str, str]) -> object:
    new = NewAssessment(
        person_id=person_id,
        starts_on=_day(typed["starts_on"]),
        completed_on=_day(typed["completed_on"]),
        kind=typed["kind"],
        outcome=typed["outcome"],
        eligible_needs={YES: True, NO: False}.get(typed["eligible_needs"]),
        method=typed["method"],
    )
    return record_assessments(by=visitor.user, at=visitor.at, assessments=[new])


def _review(visitor: Visitor, person_id: UUID, typed: Mapping[str, str]) -> object:
    new = NewReview(
        person_id=person_id,
        on=_day(typed["on"]),
        kind={YES: Review.Kind.PLANNED, NO: Review.Kind.UNPLANNED}.get(typed["planned"], ""),
        achieved=typed["achieved"],
        method=typed["method"],
    )
    return record_reviews(by=visitor.user, at=visitor.at, reviews=[new])


OUTCOME = Field(name="outcome", label=gettext_noop("What it came to"), listed="Event outcome")
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "request": Form(
            title=gettext_noop("Help was asked for"),
            done=gettext_noop("Written down: help was asked for."),
            fields=(
                Field(name="on", label=gettext_noop("On which day?")),
                Field(
                    name="route",
                    label=gettext_noop("How they came to us"),
                    listed="Request: route of access",
                ),
                Field(
                    name="outcome",
                    label=gettext_noop("What it came to, if that is known"),
                    listed="Event outcome",
                    needed=False,
                ),
                Field(name="closed_on", label=gettext_noop("Since when is that so?"), needed=False),
            ),
            record=_request,
        ),
        "assessment": Form(
            title=gettext_noop("An assessment is complete"),
            done=gettext_noop("Written down: the assessment."),
            fields=(
                Field(name="starts_on", label=gettext_noop("First day")),
                Field(name="completed_on", label=gettext_noop("Complete on")),
                Field(name="kind", label=gettext_noop("Kind"), listed="Assessment type"),
                Field(
                    name="eligible_needs",
                    label=gettext_noop("Eligible needs, in a long term assessment"),
                    needed=False,
                    yes_or_no=True,
                ),
                Field(
                    name="method",
                    label=gettext_noop("Who took part"),
                    listed="Method of assessment",
                    needed=False,
                ),
                OUTCOME,
            ),
            record=_assessment,
        ),
        "review": Form(
            title=gettext_noop("A review was held"),
            done=gettext_noop("Written down: the review."),
            fields=(
                Field(name="on", label=gettext_noop("On which day?")),
                Field(name="planned", label=gettext_noop("Was it planned?"), yes_or_no=True),
                Field(
                    name="achieved",
                    label=gettext_noop("How far were the plan’s outcomes met?"),
                    listed="Review outcomes achieved",
                    needed=False,
                ),
                Field(
                    name="method",
                    label=gettext_noop("Who took part"),
                    listed="Method of review",
                    needed=False,
                ),
            ),
            record=_review,
        ),
    }
)
CLOSING = (OUTCOME, Field(name="on", label=gettext_noop("On which day?")))


@signed_in
def way_to_care(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """What was asked for, assessed and reviewed about somebody, newest first."""
    found = access_way_to_care(by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id)
    return render_page(
        request,
        "kith/way_to_care.html",
        title=_("Asked, assessed, reviewed"),
        visitor=visitor,
        here="people",
        person_id=person_id,
        name=name_of(person_id),
        found=found,
        waiting=sum(1 for each in found.requests if each.closed_on is None),
        forms=[(key, _(form.title)) for key, form in FORMS.items()],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def way_to_care_add(request: HttpRequest, visitor: Visitor, person_id: UUID, what: str) -> HttpResponseBase:
    """Write down that help was asked for, that an assessment is complete, or that a review was held."""
    found = access_way_to_care(by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id)
    form = FORMS.get(what)
    if form is None:
        raise NotFound
    _check_may_add(found)
    if request.method != "POST":
        return _ask(request, visitor, person_id, _(form.title), form.fields)
    try:
        form.record(visitor, person_id, {each.name: request.POST.get(each.name, "") for each in form.fields})
    except Invalid as refused:
        return _ask(request, visitor, person_id, _(form.title), form.fields, refused)
    messages.success(request, _(form.done))
    return redirect("way_to_care", person_id=person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def request_close(
    request: HttpRequest, visitor: Visitor, person_id: UUID, request_id: UUID
) -> HttpResponseBase:
    """Write down what a request came to."""
    asked = access_request(
        by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id, request_id=request_id
    )
    title = _("What the request came to")
    if request.method != "POST":
        return _ask(request, visitor, person_id, title, CLOSING)
    try:
        close_request(
            by=visitor.user,
            at=visitor.at,
            request_id=asked.id,
            on=_day(request.POST.get("on", "")),
            outcome=request.POST.get("outcome", ""),
        )
    except Invalid as refused:
        return _ask(request, visitor, person_id, title, CLOSING, refused)
    messages.success(request, _("Written down: what the request came to."))
    return redirect("way_to_care", person_id=person_id)


def _check_may_add(found: WayToCare) -> None:
    if not found.may_add:
        raise NotPermitted("You may read this and not add to it. Ask the person’s social worker.")


def _ask(
    request: HttpRequest,
    visitor: Visitor,
    person_id: UUID,
    title: str,
    fields: tuple[Field, ...],
    refused: Invalid | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "person_id": person_id,
        "name": name_of(person_id),
        "fields": [_shown(each, request.POST.get(each.name, "")) for each in fields],
        "today": visitor.on.isoformat(),
        "refused": refused,
    }
    return render_page(
        request,
        "kith/way_to_care_add.html",
        title=title,
        visitor=visitor,
        here="people",
        status=400 if refused else 200,
        **context,
    )


def _shown(field: Field, typed: str) -> FieldShown:
    values = specification_in_force().lists[field.listed].values if field.listed else ()
    options = tuple((value, say(value)) for value in values)
    if field.yes_or_no:
        options = ((YES, _("Yes")), (NO, _("No")))
    return FieldShown(field=field, label=_(field.label), options=options, typed=typed)


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise NotWritten("This is not a day. Write it like 2026-04-07.")
    return found
