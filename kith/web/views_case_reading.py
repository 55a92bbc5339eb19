"""One case file: looked through by its audit's owner, and read and scored by those who were asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Invalid, NotPermitted, Refused
from kith.insight.case_files.actions_files import person_of_case, write_file
from kith.insight.case_files.actions_scores import MOST_MINUTES_A_WEEK, NewScore, score_case
from kith.insight.case_files.audits import Audit, progress_of
from kith.insight.case_files.file import File
from kith.insight.case_files.queries import Opened, Said, file_to_look_through, open_case
from kith.insight.diagnosis.case_tables import profession_words
from kith.insight.models_case_files import LONGEST_NOTE, CaseScore
from kith.web.page import Visitor, render_page, signed_in

MOST_FIGURES = 6  # of a number typed; more are no number of minutes


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_read(request: HttpRequest, visitor: Visitor, audit_id: UUID, number: int) -> HttpResponseBase:
    """One file without names, and what its reader says of it; then the next that is left."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            score_case(by=visitor.user, at=visitor.at, audit_id=audit_id, number=number, new=_score(request))
        except (Invalid, NotPermitted) as error:
            refused = error
    opened = open_case(by=visitor.user, at=visitor.at, audit_id=audit_id, number=number)
    if request.method == "POST" and refused is None:
        return _onwards(request, opened)
    return render_page(
        request,
        "kith/case_files/read.html",
        title=_("Case %(number)s") % {"number": number},
        visitor=visitor,
        here="measures",
        status=400 if refused else 200,
        refused=refused,
        opened=opened,
        drawing=_drawing(opened.file),
        typed=_typed(request, opened),
        verdicts=_verdicts(),
        causes=opened.audit.row.causes,
        others=[_said(each, opened) for each in opened.talked_through],
        most_minutes=MOST_MINUTES_A_WEEK,
        longest_note=LONGEST_NOTE,
        **_places(opened.audit, number),
    )


def _score(request: HttpRequest) -> NewScore:
    return NewScore(
        verdict=request.POST.get("verdict", ""),
        enough_minutes=_minutes(request.POST.get("enough_minutes", "").strip()),
        causes=tuple(request.POST.getlist("causes")),
        note=request.POST.get("note", ""),
    )


def _minutes(typed: str) -> int | None:
    """The minutes typed; none for nothing, and minutes that cannot be for what is no number."""
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_FIGURES else -1


def _typed(request: HttpRequest, opened: Opened) -> Mapping[str, Any]:
    """What stands in the form: what was just typed, or else what was said before."""
    if request.method == "POST":
        return {
            "verdict": request.POST.get("verdict", ""),
            "enough_minutes": request.POST.get("enough_minutes", ""),
            "causes": request.POST.getlist("causes"),
            "note": request.POST.get("note", ""),
        }
    said = opened.agreed if opened.audit.state == "closed" else opened.own
    if said is None:
        return {"verdict": "", "enough_minutes": "", "causes": [], "note": ""}
    minutes = said.score.enough_minutes
    return {
        "verdict": said.score.verdict,
        "enough_minutes": "" if minutes is None else str(minutes),
        "causes": said.score.causes,
        "note": said.note,
    }


def _verdicts() -> list[tuple[str, str]]:
    return [
        (CaseScore.Verdict.IDEAL, _("Ideal")),
        (CaseScore.Verdict.LESS, _("Less than ideal")),
        (CaseScore.Verdict.CANNOT_TELL, _("Cannot tell")),
    ]


def _said(said: Said, opened: Opened) -> dict[str, Any]:
    """What one reader said, by profession and without a name."""
    words, causes = dict(_verdicts()), dict(opened.audit.row.causes)
    return {
        "profession": profession_words(said.score.reader.profession),
        "verdict": words[said.score.verdict],
        "minutes": said.score.enough_minutes,
        "causes": [causes[code] for code in said.score.causes],
        "note": said.note,
    }


def _places(audit: Audit, number: int) -> dict[str, Any]:
    """How many of the reader's files are read, and the ones before and after this."""
    progress = progress_of(audit)
    if audit.state == "closed":
        theirs = [each for each in progress if each.differs]
        done = [each for each in theirs if each.agreed]
    else:
        theirs = [each for each in progress if audit.own in each.readers]
        done = [each for each in theirs if audit.own and audit.own.pk in each.said]
    numbers = [each.case.number for each in theirs]
    return {
        "read": len(done),
        "of": len(theirs),
        "before": max((each for each in numbers if each < number), default=None),
        "after": min((each for each in numbers if each > number), default=None),
        "left": [each.case.number for each in theirs if each not in done],
    }


def _onwards(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    """To the next file that is left, or back to the audit when all are done."""
    number, audit_id = opened.case.number, opened.audit.row.pk
    left: list[int] = _places(opened.audit, number)["left"]
    if not left:
        messages.success(request, _("Saved. That was the last of them."))
        return redirect("case_audit", audit_id=audit_id)
    messages.success(request, _("Saved: case %(number)s.") % {"number": number})
    following = next((each for each in left if each > number), left[0])
    return redirect("case_read", audit_id=audit_id, number=following)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_approve(request: HttpRequest, visitor: Visitor, audit_id: UUID, number: int) -> HttpResponseBase:
    """One file looked through by its audit's owner: put right, and approved for reading."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            write_file(
                by=visitor.user, at=visitor.at, audit_id=audit_id, number=number,
                words=request.POST.getlist("words"), approve=request.POST.get("step") == "approve",
                names_nobody=request.POST.get("names_nobody") == "yes",
            )  # fmt: skip
        except (Invalid, NotPermitted) as error:
            refused = error
    audit, case, file = file_to_look_through(by=visitor.user, at=visitor.at, audit_id=audit_id, number=number)
    left = [each.case.number for each in progress_of(audit) if not each.approved]
    if request.method == "POST" and refused is None:
        messages.success(request, _("Kept: case %(number)s.") % {"number": number})
        following = next((each for each in left if each > number), left[0] if left else None)
        if following is None:
            return redirect("case_audit", audit_id=audit_id)
        return redirect("case_approve", audit_id=audit_id, number=following)
    return render_page(
        request,
        "kith/case_files/approve.html",
        title=_("Case %(number)s") % {"number": number},
        visitor=visitor,
        here="measures",
        status=400 if refused else 200,
        refused=refused,
        audit=audit,
        case=case,
        file=file,
        drawing=_drawing(file),
        approved=number not in left,
        left=len(left),
        preparing=audit.state == "preparing",
    )


@require_POST
@signed_in
def case_person(request: HttpRequest, visitor: Visitor, audit_id: UUID, number: int) -> HttpResponse:
    """Open who a file is about: for the audit's owner, while it lasts, and recorded."""
    access = person_of_case(by=visitor.user, at=visitor.at, audit_id=audit_id, number=number)
    return redirect("person", person_id=access.person.pk)


def _drawing(file: File) -> SafeString:
    return mark_safe(file.chart().svg("care"))  # noqa: S308  # drawn by our own chart, words escaped
