"""Rounds planned again: asking, watching, comparing, accepting; and covering for who is off sick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kith.core.dates import ONE_DAY, week_starts_on
from kith.core.errors import Invalid
from kith.orgs.models import Area, Organisation
from kith.rota.actions_off_sick import report_off_sick, take_back_off_sick, tell_person
from kith.rota.actions_proposals import (
    accept_proposal,
    ask_for_proposal,
    discard_proposal,
    stop_proposal,
    try_again,
)
from kith.rota.models import RotaProposal
from kith.rota.queries_board import access_rota
from kith.rota.queries_proposals import (
    Change,
    access_proposal,
    alternative_of,
    changes_of,
    phones_for,
    proposals_of,
)
from kith.rota.queries_publications import access_publication, affected_by, share_by_teams
from kith.rota.queries_rounds import rounds_of
from kith.web import code_words, words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.proposal_figures import comparison, cost_terms
from kith.web.proposal_map import before_after
from kith.web.visit_rows import Face, Faces
from kith.workforce.queries import patches_worked_in

STEPS: Mapping[str, Callable[..., RotaProposal]] = MappingProxyType(
    {
        "accept": accept_proposal,
        "discard": discard_proposal,
        "stop": stop_proposal,
        "again": try_again,
        "not_sick": take_back_off_sick,
    }
)
WEEK = timedelta(days=7)
ENDED = (RotaProposal.State.ACCEPTED, RotaProposal.State.DISCARDED, RotaProposal.State.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An alternative of a proposal: what it puts first, in words, and whether it is the one shown."""

    aim: str
    words: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """A worker of the day, and how many visits are still before them."""

    face: Face
    ends: str
    visits: int
    away: str


@signed_in
def rota_proposals(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponseBase:
    """The newest proposals of a provider's rota, and asking for another."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    patches = {str(area.pk): area for area in patches_worked_in(own, visitor.on)}
    if request.method == "POST":
        starts_on, until = _days(request.POST.get("days", ""), visitor.on)
        row = ask_for_proposal(
            by=visitor.user, at=visitor.at, organisation=own, starts_on=starts_on, until=until,
            area=patches.get(request.POST.get("area", "")),
        )  # fmt: skip
        return redirect("rota_proposal", proposal_id=row.pk)
    return render_page(
        request,
        "kith/rota_proposals.html",
        title=_("Propose rounds"),
        visitor=visitor,
        here="rota",
        own=own,
        rows=proposals_of(own),
        choices=_choices(visitor.on),
        patches=_patches(patches.values()),
    )


@signed_in
def rota_proposal(request: HttpRequest, visitor: Visitor, proposal_id: UUID) -> HttpResponse:
    """One proposal: how far it has come or, once it is ready, what would change and what it comes to."""
    row = access_proposal(by=visitor.user, proposal_id=proposal_id, at=visitor.at)
    shown = alternative_of(row, request.GET.get("aim", ""))
    changes = changes_of(row, shown["aim"])
    ways = row.alternatives if row.state == RotaProposal.State.READY and row.alternatives else [shown]
    chosen = next(number for number, way in enumerate(ways) if way["aim"] == shown["aim"])
    figures = [way["figures"] for way in ways if way["figures"]]
    return render_page(
        request,
        "kith/rota_proposal.html",
        title=_title(row),
        visitor=visitor,
        here="rota",
        row=row,
        state=_("Stopped working") if row.lost(visitor.at) else row.get_state_display(),
        working=row.state in (RotaProposal.State.WAITING, RotaProposal.State.WORKING),
        lost=row.lost(visitor.at),
        ended=row.state in ENDED,
        figures=shown["figures"],
        ways=[
            Way(
                aim=way["aim"],
                words=code_words.code(way["aim"]) if len(ways) > 1 else _("Proposed"),
                selected=number == chosen,
            )
            for number, way in enumerate(ways)
        ],
        aim=shown["aim"],
        comparison=comparison(figures, row.starts_on, chosen) if figures else [],
        terms=cost_terms(figures, chosen) if figures else [],
        changes=[change for change in changes if change.worker and change.felt],
        phones=phones_for(changes) if row.away_id and row.state == RotaProposal.State.READY else {},
        slight=sum(1 for change in changes if change.worker and not change.felt),
        nobody=[change for change in changes if not change.worker],
        says=_says(changes),
        drawn=before_after(row, changes, visitor.at) if row.state == RotaProposal.State.READY else None,
    )


@require_POST
@signed_in
def rota_proposal_step(request: HttpRequest, visitor: Visitor, proposal_id: UUID) -> HttpResponseBase:
    """Accept a proposal, discard it, stop it, try it again, or take back the sickness it is for."""
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Invalid("Choose to accept it, to discard it or to stop it.", step=step)
    chosen = {"aim": request.POST.get("aim", "")} if step == "accept" else {}
    row = STEPS[step](by=visitor.user, at=visitor.at, proposal_id=proposal_id, **chosen)
    if row.publication_id is not None:
        messages.success(request, _("Published. Workers see it at once."))
        return redirect("rota_tell", publication_id=row.publication_id)
    if step == "not_sick" and row.away is not None:
        said = _("%(name)s is not off sick. The rota is as it was.") % {"name": row.away.first_name}
        messages.success(request, said)
        return redirect("rota_day", organisation_id=row.organisation_id, on=row.starts_on)
    if step == "discard":
        messages.success(request, _("Discarded. The rota is as it was."))
        return redirect("rota_proposals", organisation_id=row.organisation_id)
    return redirect("rota_proposal", proposal_id=row.pk)


@signed_in
def rota_off_sick(
    request: HttpRequest, visitor: Visitor, organisation_id: UUID, on: date
) -> HttpResponseBase:
    """Who works that day; one tap records one of them as off sick and finds who comes instead."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    if request.method == "POST":
        worker_id = _uuid(request.POST.get("worker", ""))
        row = report_off_sick(by=visitor.user, at=visitor.at, worker_id=worker_id, on=on)
        return redirect("rota_proposal", proposal_id=row.pk)
    return render_page(
        request,
        "kith/rota_off_sick.html",
        title=_("Off sick, %(day)s") % {"day": words.day_of_month(on)},
        visitor=visitor,
        here="rota",
        own=own,
        on=on,
        rows=_working(own, on, visitor),
    )


@signed_in
def rota_tell(request: HttpRequest, visitor: Visitor, publication_id: UUID) -> HttpResponseBase:
    """Everybody for whom a publication changed something, with a number to ring and a tick for told."""
    publication = access_publication(by=visitor.user, publication_id=publication_id, at=visitor.at)
    if request.method == "POST":
        tell_person(
            by=visitor.user, at=visitor.at, publication_id=publication_id,
            person_id=_uuid(request.POST.get("person", "")), told=request.POST.get("told") == "yes",
        )  # fmt: skip
        return redirect("rota_tell", publication_id=publication_id)
    affected = affected_by(publication)
    return render_page(
        request,
        "kith/rota_tell.html",
        title=_("Who is told, %(day)s") % {"day": words.day_of_month(publication.starts_on)},
        visitor=visitor,
        here="rota",
        publication=publication,
        affected=affected,
        told=sum(1 for each in affected if each.told),
        by_teams=share_by_teams(publication),
    )


def _title(row: RotaProposal) -> str:
    first, last = row.starts_on, row.until - ONE_DAY
    days = words.day_of_month(first) if first == last else f"{words.day(first)} – {words.day(last)}"
    if row.away is not None:
        return _("Cover for %(name)s, %(days)s") % {"name": row.away, "days": days}
    return _("Proposed rounds, %(days)s") % {"days": days}


def _says(changes: Sequence[Change]) -> str:
    """What changes, in a sentence."""
    felt = sum(1 for change in changes if change.worker and change.felt)
    return ngettext("%(n)s visit changes for people.", "%(n)s visits change for people.", felt) % {"n": felt}


def _choices(today: date) -> list[tuple[str, str]]:
    """The days that can be planned again: each of the next seven, this week's rest, and next week."""
    single = [today + n * ONE_DAY for n in range(7)]
    monday = week_starts_on(today) + WEEK
    spans = [
        (f"{monday}/{monday + WEEK}", _("Next week, from %(day)s") % {"day": words.day(monday)}),
        (f"{today}/{monday}", _("The rest of this week")),
    ]
    return [*spans, *((f"{day}/{day + ONE_DAY}", words.day(day)) for day in single)]


def _days(chosen: str, today: date) -> tuple[date, date]:
    if chosen not in {value for value, _label in _choices(today)}:
        raise Invalid("Choose a day or a week that is offered.", days=chosen)
    starts_on, _slash, until = chosen.partition("/")
    return date.fromisoformat(starts_on), date.fromisoformat(until)


def _patches(areas: Any) -> list[Area]:
    return sorted(areas, key=lambda area: str(area.name))


def _working(own: Organisation, on: date, visitor: Visitor) -> list[Off]:
    """Who works that day and is not over, by name, with the visits still before them."""
    rounds = rounds_of(own, on, visitor.at)
    faces, now = Faces(), rounds.day.minute(visitor.at)
    rows = [
        Off(
            face=faces.of(each.shift.worker),
            ends=words.clock(each.shift.ends_at),
            visits=sum(1 for _task, stop in rounds.in_round(each.shift.pk) if stop.starts >= now),
            away=each.away.reason if each.away else "",
        )
        for each in rounds.shifts.values()
        if each.shift.ends_at > visitor.at
    ]
    return sorted(rows, key=lambda row: row.face.name)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("Choose somebody from the list.", chosen=text) from None
