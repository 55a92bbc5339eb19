"""Money: pay runs, what a run pays whom, the remittance, and the lines behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.core.errors import Invalid
from kith.core.states import Kind, changes_from
from kith.orgs.roles import may
from kith.payments import actions_runs
from kith.payments.pricing import held_in_words
from kith.payments.queries import (
    PersonWeek,
    access_run,
    latest_run,
    lines_of_person_week,
    provider_totals,
    runs_with_state,
    steps_of,
    visible_runs,
)
from kith.payments.queries import (
    remittance as read_remittance,
)
from kith.payments.queries_story import LineStory, stories
from kith.people.queries_names import names_of
from kith.web import words
from kith.web.accounts_step_up import step_up
from kith.web.page import Visitor, render_page, signed_in

STEPS = {
    "approved": actions_runs.approve_run,
    "paid": actions_runs.pay_run,
    "discarded": actions_runs.discard_run,
}
ROWS_ON_A_PAGE, EVERYTHING = 100, "all"  # of a remittance; all of it for paper
RIGHTS = {"approved": "approve pay run", "paid": "pay pay run", "discarded": "discard pay run"}


@signed_in
def pay_runs(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The runs one may see, newest first, and what would be drafted next."""
    runs = runs_with_state(visible_runs(visitor.user)).select_related("commissioner")[:60]
    return render_page(
        request,
        "kith/pay_runs.html",
        title=_("Pay runs"),
        visitor=visitor,
        here="money",
        strip=_("What providers are owed"),
        runs=[(run, run.state) for run in runs],
        next_week=_next_week(visitor),
    )


@require_POST
@signed_in
def pay_draft(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Draft the next week's run."""
    weeks = _next_week(visitor)
    commissioner = visitor.user.organisation
    if weeks is None or commissioner is None:
        raise Invalid("There is no whole week to pay yet. Draft the run when the week is over.")
    run = actions_runs.draft_run(
        by=visitor.user, at=visitor.at, commissioner=commissioner, starts_on=weeks[0], until=weeks[1]
    )
    return redirect("pay_run", run_id=run.pk)


@signed_in
def pay_run(request: HttpRequest, visitor: Visitor, run_id: UUID) -> HttpResponse:
    """One run: its steps, what it pays each provider, what it holds, and what may be done next."""
    run = access_run(by=visitor.user, run_id=run_id, on=visitor.on)
    totals = provider_totals(run, visitor.user)
    steps = steps_of(run)
    state = steps[-1].step if steps else ""
    return render_page(
        request,
        "kith/pay_run.html",
        title=_("Pay run, %(starts)s to %(ends)s")
        % {
            "starts": words.day(run.starts_on),
            "ends": words.day(date.fromordinal(run.until.toordinal() - 1)),
        },
        visitor=visitor,
        here="money",
        run=run,
        state=state,
        steps=steps,
        totals=totals,
        pence=sum(total.pence for total in totals),
        held=sum(total.held_lines for total in totals),
        doable=_doable(visitor, state, drafted_by_them=bool(steps) and steps[0].by_id == visitor.user.pk),
        own_draft=bool(steps) and steps[0].by_id == visitor.user.pk and state == "draft",
    )


@require_POST
@signed_in
@step_up
def pay_step(request: HttpRequest, visitor: Visitor, run_id: UUID) -> HttpResponseBase:
    """Approve, pay or discard a run."""
    run = access_run(by=visitor.user, run_id=run_id, on=visitor.on)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Invalid("Choose whether to approve, pay or discard this run.")
    step(by=visitor.user, at=visitor.at, run=run)
    return redirect("pay_run", run_id=run.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """A row of a remittance with the person's name, where the reader may know it."""

    name: str
    row: PersonWeek


@signed_in
def remittance(request: HttpRequest, visitor: Visitor, run_id: UUID, provider_id: UUID) -> HttpResponse:
    """What the run pays one provider: a row for each person's week, a hundred on a page; and what is held."""
    run = access_run(by=visitor.user, run_id=run_id, on=visitor.on)
    paper = read_remittance(by=visitor.user, run=run, provider_id=provider_id)
    names = names_of({row.person_id for row in paper.rows if row.person_id})
    rows = [NamedRow(name=names[row.person_id].full if row.person_id else "", row=row) for row in paper.rows]
    weeks = sorted((each for each in rows if not each.row.is_adjustment), key=lambda each: each.name)
    asked = request.GET.get("page")
    page = Paginator(weeks, max(len(weeks), 1) if asked == EVERYTHING else ROWS_ON_A_PAGE).get_page(asked)
    return render_page(
        request,
        "kith/remittance.html",
        title=_("Remittance to %(provider)s") % {"provider": paper.provider.name},
        visitor=visitor,
        here="money",
        run=run,
        paper=paper,
        page=page,
        adjustments=[each for each in rows if each.row.is_adjustment],
        held=[(line, held_in_words(line.held)) for line in paper.held],
    )


@signed_in
def pay_person_week(
    request: HttpRequest, visitor: Visitor, run_id: UUID, person_id: UUID, week: date
) -> HttpResponse:
    """The lines behind one figure of a remittance: each visit, and the sentence behind each penny."""
    run = access_run(by=visitor.user, run_id=run_id, on=visitor.on)
    lines = lines_of_person_week(by=visitor.user, run=run, person_id=person_id, week_starts_on=week)
    told: dict[str, list[LineStory]] = {
        found[0].contract.reference: stories(found) for found in lines.values()
    }
    return render_page(
        request,
        "kith/pay_person_week.html",
        title=names_of({person_id})[person_id].full,
        visitor=visitor,
        here="money",
        run=run,
        week=week,
        contracts=told,
    )


def _doable(visitor: Visitor, state: str, *, drafted_by_them: bool) -> list[str]:
    """The steps this visitor may take now. Nobody approves what they drafted."""
    allowed = [change.to for change in changes_from(Kind.PAY_RUN, state)]
    return [
        step
        for step in allowed
        if may(visitor.user, RIGHTS[step], None, visitor.on) and not (step == "approved" and drafted_by_them)
    ]


def _next_week(visitor: Visitor) -> tuple[date, date] | None:
    """The week that a new run would pay: over, and after the last run; None without a right to draft."""
    own = visitor.user.organisation
    if own is None or not may(visitor.user, "draft pay run", None, visitor.on):
        return None
    last = latest_run(own)
    if last is None or last.state not in ("paid",):
        return None
    starts_on, until = actions_runs.next_weeks(last, last.until)
    return (starts_on, until) if until <= visitor.on else None
