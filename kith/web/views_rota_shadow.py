"""Trying a provider's own week: giving the file, looking it over, watching, and what came of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kith.core.errors import Invalid
from kith.orgs.models import Organisation
from kith.rota.actions_shadow import (
    NothingToCompare,
    delete_shadow_run,
    load_week,
    start_shadow_run,
    stop_shadow_run,
)
from kith.rota.models import ShadowRun
from kith.rota.queries_board import access_rota
from kith.rota.queries_shadow import access_shadow_run, shadow_runs_of
from kith.rota.shadow import TOLERANCES, Choices
from kith.rota.shadow_figures import Figures
from kith.rota.shadow_reading import Reading
from kith.rota.shadow_table import COLUMNS
from kith.web import words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.shadow_page import (
    MODE_WORDS,
    STATE_WORDS,
    by_day,
    column_choices,
    compared,
    drawn,
    faces_chart,
    in_short,
    what_it_rests_on,
    what_to_know,
)

State = ShadowRun.State
STEPS = {"start": start_shadow_run, "stop": stop_shadow_run}
USUAL = Choices()
MOST_FINDINGS = 50  # of a file that could not be used at all


@signed_in
def rota_shadow(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponseBase:
    """A provider's trials of its own weeks, and giving the file of another."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    if request.method != "POST":
        return _load_page(request, visitor, own)
    mapping = _mapping(request)
    try:
        row = load_week(
            by=visitor.user,
            at=visitor.at,
            organisation=own,
            files=[file.read() for file in request.FILES.getlist("files")],
            choices=_choices(request),
            mapping=mapping,
        )
    except NothingToCompare as refused:
        reading = refused.fields["reading"]
        return _load_page(request, visitor, own, refused=refused, reading=reading)
    return redirect("rota_shadow_run", run_id=row.pk)


@signed_in
def rota_shadow_run(request: HttpRequest, visitor: Visitor, run_id: UUID) -> HttpResponse:
    """One trial: what was read, how far it has come or, once it is ready, both sides of the comparison."""
    row = access_shadow_run(by=visitor.user, run_id=run_id, at=visitor.at)
    failed = row.state == State.FAILED or row.lost(visitor.at)
    return render_page(
        request,
        "kith/rota_shadow_run.html",
        title=_("Your week from %(day)s") % {"day": words.day_of_month(row.starts_on)},
        visitor=visitor,
        here="rota",
        row=row,
        own=row.organisation,
        state=_(STATE_WORDS[State.FAILED if failed else row.state]),
        failed=failed,
        working=row.state in (State.WAITING, State.WORKING) and not failed,
        reading=row.reading,
        left_out=row.reading["rows"] - row.reading["used"],
        unlisted=sum(row.reading["counts"].values()) - len(row.reading["findings"]),
        columns=column_choices(row.reading),
        **_offered(),
        **_shown(row.result),
    )


@require_POST
@signed_in
def rota_shadow_step(request: HttpRequest, visitor: Visitor, run_id: UUID) -> HttpResponseBase:
    """Compare what was read, stop that, or take the trial away."""
    step = request.POST.get("step", "")
    row = access_shadow_run(by=visitor.user, run_id=run_id, at=visitor.at)
    if step == "delete":
        delete_shadow_run(by=visitor.user, at=visitor.at, run_id=run_id)
        messages.success(request, _("Taken away. Nothing of this week is kept."))
        return redirect("rota_shadow", organisation_id=row.organisation_id)
    if step not in STEPS:
        raise Invalid("Choose to compare it, to stop it or to take it away.", step=step)
    STEPS[step](by=visitor.user, at=visitor.at, run_id=run_id)
    return redirect("rota_shadow_run", run_id=run_id)


@require_GET
@signed_in
def rota_shadow_csv(request: HttpRequest, visitor: Visitor, run_id: UUID) -> HttpResponse:
    """Both sides of the comparison as a file: a row for each side of each day, and of the week."""
    row = access_shadow_run(by=visitor.user, run_id=run_id, at=visitor.at)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="week_{row.starts_on:%Y-%m-%d}.csv"'
    file = csv.writer(response)
    names = (*asdict(Figures()), "travel_minutes", "grams")
    file.writerow(("on_day", "side", *names))
    result = row.result or {"days": [], "before": {}, "after": {}}
    for day in (*result["days"], {"on": "week", **{side: result[side] for side in ("before", "after")}}):
        for side in ("before", "after"):
            if day[side]:
                file.writerow((day["on"], side, *(day[side][name] for name in names)))
    return response


def _load_page(
    request: HttpRequest,
    visitor: Visitor,
    own: Organisation,
    *,
    refused: NothingToCompare | None = None,
    reading: Any = None,
) -> HttpResponse:
    """The page on which a file is given; with what was found where one could not be used."""
    return render_page(
        request,
        "kith/rota_shadow.html",
        title=_("Try your own week"),
        visitor=visitor,
        here="rota",
        status=400 if refused else 200,
        own=own,
        rows=[(row, _(STATE_WORDS[row.state])) for row in shadow_runs_of(own)],
        refused=refused,
        reading=reading,
        findings=reading.in_order[:MOST_FINDINGS] if reading else [],
        columns=column_choices(_as_kept(reading)) if reading else [],
        **_offered(),
    )


def _as_kept(reading: Reading) -> dict[str, Any]:
    columns = [{"key": each.key, "header": each.header} for each in reading.columns]
    return {"kind": reading.kind, "columns": columns, "header": reading.header}


def _offered() -> dict[str, Any]:
    """What may be chosen with a file, and what is chosen usually."""
    modes = [(mode, _(name)) for mode, name in MODE_WORDS.items()]
    return {"tolerances": TOLERANCES, "modes": modes, "usual": USUAL}


def _choices(request: HttpRequest) -> Choices:
    tolerance = request.POST.get("tolerance", "")
    return Choices(
        tolerance_minutes=int(tolerance) if tolerance.isdecimal() else 0,
        travel_mode=request.POST.get("travel", ""),
    )


def _mapping(request: HttpRequest) -> Mapping[str, str]:
    """The header chosen for each of our columns, where somebody chose."""
    chosen = {column.key: request.POST.get(f"column_{column.key}", "") for column in COLUMNS}
    return {key: header for key, header in chosen.items() if header}


def _shown(result: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of a trial that is ready."""
    if not result:
        return {}
    days, chart = by_day(result), faces_chart(result)
    return {
        "result": result,
        "short": in_short(result),
        "comparison": compared(result),
        "days": days,
        "day_headings": [name for name, _was, _then in days[0].cells],
        "chart": chart,
        "drawing_of_faces": mark_safe(chart.svg("faces")),  # noqa: S308  # drawn and escaped by ourselves
        "drawn": drawn(result),
        "rests_on": list(what_it_rests_on(result)),
        "to_know": list(what_to_know(result)),
    }
