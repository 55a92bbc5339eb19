"""Measures for programs: the list, and one measure's definition and weeks, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from kith.insight.measure import Measure
from kith.insight.queries import WeekFigure, latest_snapshot, series
from kith.insight.queries_defined import measure_for, measures_for
from kith.insight.queries_scopes import Scope, scope_for
from kith.web.page import Visitor, signed_in
from kith.web.scopes import ids_asked_for


@signed_in
def measures_json(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """Every measure the visitor may read, by its key, with what it means."""
    _scope(request, visitor)
    return JsonResponse({"measures": [meaning(each) for each in measures_for(visitor.user).values()]})


@signed_in
def measure_json(request: HttpRequest, visitor: Visitor, key: str) -> JsonResponse:
    """One measure: what it means and its weeks, small numbers withheld as on the page."""
    what, snapshot, scope = measure_for(key, visitor.user), latest_snapshot(), _scope(request, visitor)
    weeks = series(what, snapshot, scope) if snapshot else []
    return JsonResponse(
        {
            "measure": meaning(what),
            "facts_at": snapshot.facts_at.isoformat() if snapshot else None,
            "provider": str(scope.provider.pk) if scope.provider else None,
            "patch": str(scope.patch.pk) if scope.patch else None,
            "weeks": [week_plain(each) for each in weeks],
        }
    )


def meaning(what: Measure) -> dict[str, Any]:
    """What a measure is, as plain values; described in docs/reference/measures-api.md."""
    return {
        "key": what.key,
        "version": what.version,
        "title": _(what.title),
        "question": _(what.question),
        "numerator": _(what.numerator),
        "denominator": _(what.denominator),
        "unit": what.unit,
        "improvement": what.improvement,
        "target": what.target,
        "fewest_people": what.fewest,
        "finest": what.finest,
        "owner": _(what.owner),
        "source": _(what.source),
    }


def week_plain(week: WeekFigure) -> dict[str, Any]:
    """One week; all three numbers are null where it is about too few people."""
    shown = not week.suppressed
    return {
        "week_starts_on": week.week_starts_on.isoformat(),
        "numerator": week.numerator if shown else None,
        "denominator": week.denominator if shown else None,
        "value": week.value,
        "withheld": not shown,
    }


def _scope(request: HttpRequest, visitor: Visitor) -> Scope:
    provider_id, patch_id = ids_asked_for(request)
    return scope_for(by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id)
