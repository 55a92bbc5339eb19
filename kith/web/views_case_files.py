"""Case-file audits: those one runs or reads in, beginning one, its steps, and what it found."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.case_sample import draw
from kith.core.errors import Invalid, NotFound, NotPermitted, Refused
from kith.core.phrases import say
from kith.insight.case_files.actions import MOST_FILES, NewAudit, ask_reader, begin_audit, take_step
from kith.insight.case_files.audits import (
    RUN,
    SCORE,
    Audit,
    Progress,
    access_audit,
    audits_of,
    owned_audit,
    progress_of,
    readers_to_ask,
)
from kith.insight.case_files.causes import Causes, first_causes, read, written
from kith.insight.case_files.queries import professions
from kith.insight.case_files.strata import SORTED_BY, stratum_words
from kith.insight.diagnosis.case_tables import profession_words
from kith.insight.diagnosis.intervals import TooFew
from kith.insight.models_case_files import LONGEST_QUESTION, LONGEST_TITLE
from kith.orgs.models import User
from kith.orgs.roles import check_may, may
from kith.web.finding_page import finding_shown, table_file
from kith.web.page import Visitor, render_page, signed_in

MAY_OPEN = (RUN, SCORE)
MOST_FIGURES = 6  # of a number typed


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditShown:
    """One audit in the list: how far it has come, and for a reader how many of their files are read."""

    audit: Audit
    state: str
    read: int
    asked: int
    next: int | None


@signed_in
def case_audits(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The audits somebody runs, reads in, or may read the result of."""
    found = audits_of(by=visitor.user, on=visitor.on)
    if not found and not any(may(visitor.user, right, None, visitor.on) for right in MAY_OPEN):
        check_may(visitor.user, "R", 13, visitor.on)
    return render_page(
        request,
        "kith/case_files/audits.html",
        title=_("Case files"),
        visitor=visitor,
        here="measures",
        audits=[_listed(each) for each in found],
        may_run=may(visitor.user, RUN, None, visitor.on),
    )


def _listed(audit: Audit) -> AuditShown:
    theirs = _theirs(audit)
    read = [each for each in theirs if audit.own and audit.own.pk in each.said]
    left = [each for each in theirs if each not in read]
    return AuditShown(
        audit=audit,
        state=_state_words(audit.state),
        read=len(read),
        asked=len(theirs),
        next=left[0].case.number if left and audit.state == "opened" else None,
    )


def _theirs(audit: Audit) -> list[Progress]:
    """The files that whoever looks was asked to read; none for others."""
    if audit.own is None:
        return []
    return [each for each in progress_of(audit) if audit.own in each.readers]


def _state_words(state: str) -> str:
    return {
        "preparing": _("Taking names out"),
        "opened": _("Being read"),
        "closed": _("Talked through"),
        "finished": _("Finished"),
    }[state]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_audit_new(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Ask what an audit is about and how it is drawn, and draw it."""
    check_may(visitor.user, RUN, None, visitor.on)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            audit = begin_audit(by=visitor.user, at=visitor.at, new=_new(request))
        except Invalid as error:
            refused = error
        else:
            messages.success(request, _("Drawn. Look each file through before anybody reads it."))
            return redirect("case_audit", audit_id=audit.pk)
    chosen = request.POST.getlist("sorted_by") if request.method == "POST" else ["tier", "size"]
    return render_page(
        request,
        "kith/case_files/new.html",
        title=_("Begin an audit of case files"),
        visitor=visitor,
        here="measures",
        status=400 if refused else 200,
        refused=refused,
        typed=request.POST,
        strata=[(key, say(words), key in chosen) for key, words in SORTED_BY.items()],
        causes=request.POST.get("causes") or written(_last_causes(visitor)),
        seed=request.POST.get("seed") or f"{visitor.on:%Y%m%d}",
        longest_title=LONGEST_TITLE,
        longest_question=LONGEST_QUESTION,
        most=MOST_FILES,
    )


def _last_causes(visitor: Visitor) -> Causes:
    """The causes of the last audit somebody ran, or those to begin with."""
    own = [each for each in audits_of(by=visitor.user, on=visitor.on) if each.is_owner]
    return dict(own[0].row.causes) if own else first_causes()


def _new(request: HttpRequest) -> NewAudit:
    return NewAudit(
        title=request.POST.get("title", ""),
        asked=request.POST.get("asked", ""),
        size=_whole(request.POST.get("size", "")),
        least=_whole(request.POST.get("least", "")),
        readers_each=_whole(request.POST.get("readers_each", "")),
        sorted_by=tuple(request.POST.getlist("sorted_by")),
        seed=request.POST.get("seed", ""),
        causes=read(request.POST.get("causes", "")),
    )


def _whole(text: str) -> int:
    """The whole number written, or one that nobody can draw for what is none, or is too long to be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_FIGURES else 0


@signed_in
def case_audit(request: HttpRequest, visitor: Visitor, audit_id: UUID) -> HttpResponse:
    """One audit: its owner sees how far it is, its readers their files, everybody who may its result."""
    audit = access_audit(by=visitor.user, audit_id=audit_id, on=visitor.on)
    near = audit.is_owner or audit.own is not None
    progress = progress_of(audit) if near else []
    theirs = [each for each in progress if audit.own in each.readers]
    shown = finding_shown(audit.result, lambda table: _result_file(audit, table)) if audit.result else {}
    return render_page(
        request,
        "kith/case_files/audit.html",
        title=audit.row.title,
        visitor=visitor,
        here="measures",
        audit=audit,
        state=_state_words(audit.state),
        progress=progress if audit.is_owner else [],
        theirs=theirs,
        read=sum(bool(audit.own and audit.own.pk in each.said) for each in theirs),
        approved=sum(each.approved for each in progress),
        waits=[each for each in progress if each.waits],
        differ=[each for each in progress if each.differs] if audit.state == "closed" else [],
        readers=_readers(audit, progress),
        to_ask=readers_to_ask(audit, visitor.on) if audit.is_owner and audit.state == "preparing" else [],
        professions=professions(),
        drawn=_drawn(progress),
        **shown,
    )


def _result_file(audit: Audit, table: int) -> str:
    return reverse("case_result_csv", args=[audit.row.pk, table])


def _readers(audit: Audit, progress: Sequence[Progress]) -> list[tuple[User, str, int, int]]:
    """Each reader and their profession, how many files they have read, and of how many."""
    read = Counter(reader_id for each in progress for reader_id in each.said)
    asked = Counter(reader.pk for each in progress for reader in each.readers)
    return [
        (reader.user, profession_words(reader.profession), read[reader.pk], asked[reader.pk])
        for reader in audit.readers
    ]


def _drawn(progress: Sequence[Progress]) -> list[tuple[str, int]]:
    counts: Mapping[str, int] = Counter(each.case.stratum for each in progress)
    return [(stratum_words(stratum), files) for stratum, files in sorted(counts.items())]


@require_POST
@signed_in
def case_reader(request: HttpRequest, visitor: Visitor, audit_id: UUID) -> HttpResponseBase:
    """Ask somebody to read."""
    try:
        user_id = UUID(request.POST.get("user", ""))
    except ValueError:
        user_id = UUID(int=0)  # nobody's, and so refused in words
    try:
        ask_reader(
            by=visitor.user, at=visitor.at, audit_id=audit_id, user_id=user_id,
            profession=request.POST.get("profession", ""),
        )  # fmt: skip
        messages.success(request, _("Asked. They find the files on their list of work once reading begins."))
    except (Invalid, NotPermitted) as refused:
        messages.error(request, refused.message)
    return redirect("case_audit", audit_id=audit_id)


@require_POST
@signed_in
def case_step(request: HttpRequest, visitor: Visitor, audit_id: UUID) -> HttpResponseBase:
    """Go a step further, or say what has to be done first."""
    try:
        take_step(by=visitor.user, at=visitor.at, audit_id=audit_id, step=request.POST.get("step", ""))
        messages.success(request, _("Done. This page says what comes next."))
    except (NotPermitted, TooFew) as refused:
        messages.error(request, refused.message)
    return redirect("case_audit", audit_id=audit_id)


@signed_in
def case_draw_csv(request: HttpRequest, visitor: Visitor, audit_id: UUID) -> HttpResponse:
    """Everybody who could have been drawn, as pseudonyms, and who was: with the seed it repeats the draw.

    Case numbers are not in it.
    """
    row = owned_audit(by=visitor.user, audit_id=audit_id, on=visitor.on).row
    drawn = set(draw(row.frame, row.size, seed=row.seed, least=row.least).numbered)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="draw.csv"'
    file = csv.writer(response)
    file.writerow(("stratum", "key", "drawn", "seed"))
    for stratum, keys in row.frame.items():
        file.writerows((stratum, key, "yes" if key in drawn else "no", row.seed) for key in keys)
    return response


@signed_in
def case_result_csv(request: HttpRequest, visitor: Visitor, audit_id: UUID, table: int) -> HttpResponse:
    """One table of a result as a file; what is withheld is empty there too."""
    audit = access_audit(by=visitor.user, audit_id=audit_id, on=visitor.on)
    if audit.result is None:
        raise NotFound
    return table_file(audit.result, table, "case-files")
