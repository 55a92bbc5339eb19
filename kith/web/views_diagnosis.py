"""The diagnosis: its analyses, one of them with charts and tables, and each table as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.insight.diagnosis.queries import finding, findings, own_reviews, supervised_reviews
from kith.insight.models import Finding
from kith.orgs.queries_supervision import supervised_by, supervisor_of
from kith.web.finding_page import finding_shown, table_file
from kith.web.page import Visitor, render_page, signed_in


@signed_in
def diagnosis(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every analysis of the newest snapshot, with what it found."""
    held = findings(by=visitor.user, on=visitor.on)
    return render_page(
        request,
        "kith/diagnosis.html",
        title=_("Diagnosis"),
        visitor=visitor,
        here="measures",
        snapshot=held[0].snapshot if held else None,
        findings=held,
    )


@signed_in
def analysis(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One analysis: the answer, its charts, every table behind them, how sure it is and what it is not."""
    return _shown(request, visitor, finding(key, by=visitor.user, on=visitor.on))


@signed_in
def own_reviews_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the reviews somebody held themselves changed; but for their supervisor nobody else can open it."""
    found = own_reviews(by=visitor.user, on=visitor.on)
    around: dict[str, Any] = {
        "supervisor": supervisor_of(visitor.user, visitor.on),
        "supervised": supervised_by(visitor.user, visitor.on),
    }
    if found is None:
        return _too_few(request, visitor, _("Your own reviews"), around)
    return _shown(request, visitor, found, own=True, **around)


@signed_in
def supervised_reviews_page(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponse:
    """What the reviews of a colleague changed, for whoever supervises them."""
    theirs, found = supervised_reviews(by=visitor.user, user_id=user_id, on=visitor.on, at=visitor.at)
    title = _("Reviews held by %(name)s") % {"name": theirs.display_name}
    if found is None:
        return _too_few(request, visitor, title, {"about": theirs})
    return _shown(request, visitor, found, own=True, title=title, about=theirs)


def _too_few(request: HttpRequest, visitor: Visitor, title: str, around: Mapping[str, Any]) -> HttpResponse:
    return render_page(
        request, "kith/own_reviews.html", title=title, visitor=visitor, here="measures", **around
    )


def _shown(
    request: HttpRequest,
    visitor: Visitor,
    found: Finding,
    *,
    own: bool = False,
    title: str = "",
    **around: Any,
) -> HttpResponse:
    return render_page(
        request,
        "kith/analysis.html",
        title=title or found.body["title"],
        visitor=visitor,
        here="measures",
        finding=found,
        own=own,
        snapshot=found.snapshot,
        **finding_shown(found.body, None if own else partial(_file_of, found)),
        **around,
    )


def _file_of(found: Finding, number: int) -> str:
    return reverse("analysis_csv", args=[found.key, number])


@signed_in
def analysis_csv(request: HttpRequest, visitor: Visitor, key: str, number: int) -> HttpResponse:
    """One table of an analysis as a file, in plain units; what is withheld is empty there too."""
    found = finding(key, by=visitor.user, on=visitor.on)
    return table_file(found.body, number, found.key)
