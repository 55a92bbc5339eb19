"""Defining a measure in the browser: what is counted, out of what, tried on the newest facts first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kith.core.errors import Refused
from kith.core.small_numbers import FEWEST_SHOWN
from kith.core.spc_chart import draw
from kith.core.spc_words import sentence
from kith.insight.actions_defined import keep_measure, withdraw_measure
from kith.insight.defined.definition import (
    MOST_CONDITIONS,
    PEOPLE,
    ROWS,
    Condition,
    Definition,
    NotADefinition,
    Side,
)
from kith.insight.defined.vocabulary import (
    OPERATORS,
    SOURCES,
    columns_for_conditions,
    columns_to_add_up,
)
from kith.insight.queries import chart_of, latest_snapshot
from kith.insight.queries_defined import DEFINE, access_definition, as_measure, preview, side_words
from kith.insight.queries_scopes import scope_for
from kith.insight.writing import writer
from kith.orgs.roles import check_may
from kith.web.page import Visitor, render_page, signed_in

SIDES = ("top", "bottom")
NUMBERS = range(1, MOST_CONDITIONS + 1)
Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a definition would show: its two sides in words, its chart, and how many weeks are withheld."""

    counted: str
    out_of: str
    drawing: SafeString
    says: str
    weeks: int
    withheld: int


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def measure_define(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Define a new measure."""
    check_may(visitor.user, DEFINE, None, visitor.on)
    return _form(request, visitor, "", {})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def measure_redefine(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponseBase:
    """Define one's organisation's own measure anew; every version stays listed."""
    versions = access_definition(by=visitor.user, key=key, on=visitor.on)
    typed = typed_of(Definition.read(versions[0].body))
    return _form(request, visitor, key, typed, versions=versions)


@require_POST
@signed_in
def measure_withdraw(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Withdraw a measure: it is no longer shown, and nothing is deleted."""
    withdraw_measure(by=visitor.user, at=visitor.at, key=key)
    messages.success(request, _("Withdrawn. Its definitions stay, and it can be defined anew."))
    return redirect("measure_redefine", key=key)


def _form(
    request: HttpRequest, visitor: Visitor, key: str, typed: Mapping[str, str], **more: Any
) -> HttpResponse:
    refused, tried = None, None
    if request.method == "POST":
        typed = {name: str(value).strip() for name, value in request.POST.items()}
        try:
            definition = definition_typed(typed)
            if typed.get("step") == "keep":
                kept = keep_measure(by=visitor.user, at=visitor.at, definition=definition, key=key)
                messages.success(request, _("Kept. It is a measure like the others now."))
                return redirect("measure", key=kept.key)
            tried = _tried(definition, visitor)
        except Refused as said:
            refused = said
    return render_page(
        request,
        "kith/measure_define.html",
        title=_("Define a measure anew") if key else _("Define a measure"),
        visitor=visitor,
        here="measures",
        status=400 if refused else 200,
        key=key,
        typed=typed,
        tried=tried,
        refused=refused,
        fewest=FEWEST_SHOWN,
        sides=[_side_shown(name, typed) for name in SIDES],
        **more,
    )


def _tried(definition: Definition, visitor: Visitor) -> Tried:
    """The definition over the newest snapshot, within what the visitor may read. Nothing is kept."""
    measure = as_measure(definition, key="preview", version=1, source="")
    snapshot = latest_snapshot()
    scope = scope_for(by=visitor.user, on=visitor.on, provider_id=None, patch_id=None)
    weeks = preview(measure, snapshot, scope) if snapshot else []
    weeks = [week for week in weeks if (visitor.on - week.week_starts_on).days >= 7]
    shown = [week for week in weeks if not week.suppressed]
    write = writer(measure)
    chart = chart_of(measure, shown, target=definition.target) if len(shown) >= 2 else None
    drawing = draw(chart, title=measure.title, identity="preview-title", write=write) if chart else ""
    return Tried(
        counted=side_words(definition.top),
        out_of=side_words(definition.bottom),
        drawing=mark_safe(drawing),  # noqa: S308  # drawn and escaped by ourselves
        says=sentence(chart, write=write) if chart else "",
        weeks=len(weeks),
        withheld=len(weeks) - len(shown),
    )


def definition_typed(typed: Mapping[str, str]) -> Definition:
    """The definition that a form says. Raises `NotADefinition` or `NotAValue` for what cannot be used."""
    return Definition(
        title=typed.get("title", ""),
        question=typed.get("question", ""),
        owner=typed.get("owner", ""),
        top=_side_typed("top", typed),
        bottom=_side_typed("bottom", typed),
        unit=typed.get("unit", ""),  # type: ignore[arg-type]  # refused there when it is none
        improvement=typed.get("improvement", ""),  # type: ignore[arg-type]
        target=_target(typed.get("target", ""), typed.get("unit", "")),
        fewest=_whole(typed.get("fewest", "")),
    )


def typed_of(definition: Definition) -> dict[str, str]:
    """A definition as the form shows it."""
    typed = {name: str(getattr(definition, name)) for name in ("title", "question", "owner", "unit")}
    typed |= {"improvement": definition.improvement, "fewest": str(definition.fewest)}
    if definition.target is not None:
        typed["target"] = _target_typed(definition.target, definition.unit)
    for name, side in (("top", definition.top), ("bottom", definition.bottom)):
        typed[f"{name}_counts"] = f"{side.table}.{side.counts}"
        for number, each in enumerate(side.conditions, start=1):
            typed[f"{name}_column_{number}"] = f"{side.table}.{each.column}"
            typed[f"{name}_operator_{number}"] = each.operator
            typed[f"{name}_value_{number}"] = each.value
    return typed


def _side_typed(name: str, typed: Mapping[str, str]) -> Side:
    """One side; a condition without a column is none, and one of another table is refused."""
    table, _dot, counts = typed.get(f"{name}_counts", "").partition(".")
    conditions = []
    for number in NUMBERS:
        of, _dot, column = typed.get(f"{name}_column_{number}", "").partition(".")
        if not of:
            continue
        if of != table:
            raise NotADefinition("Choose each condition from the list, of the same table.")
        operator, value = (typed.get(f"{name}_{part}_{number}", "") for part in ("operator", "value"))
        conditions.append(Condition(column=column, operator=operator, value=value))
    return Side(table=table, counts=counts, conditions=tuple(conditions))


def _target(text: str, unit: str) -> float | None:
    if not text:
        return None
    try:
        target = float(text)
    except ValueError:
        target = float("nan")
    if not abs(target) <= 1_000_000:
        raise NotADefinition("The target is not a number. Type figures only, such as 95.")
    return target * 100 if unit == "pence" else target / 100 if unit == "share" else target


def _target_typed(target: float, unit: str) -> str:
    """Shares are typed in percent, money in pounds."""
    return f"{target / 100 if unit == 'pence' else target * 100 if unit == 'share' else target:g}"


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise NotADefinition("Type below how many people a figure is withheld, such as 10.")
    return int(text)


def _side_shown(name: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """One side of the form: what may be chosen, and what is."""
    return {
        "name": name,
        "legend": _("Counted above the line") if name == "top" else _("Counted below the line"),
        "counts": _ways_to_count(),
        "chosen": typed.get(f"{name}_counts", ""),
        "columns": _columns(),
        "operators": [(key, _(words)) for key, words in OPERATORS.items()],
        "conditions": [
            {
                "number": number,
                "column": typed.get(f"{name}_column_{number}", ""),
                "operator": typed.get(f"{name}_operator_{number}", ""),
                "value": typed.get(f"{name}_value_{number}", ""),
            }
            for number in NUMBERS
        ],
    }


def _ways_to_count() -> Choices:
    """By table: its rows, its people, and each column that may be added up."""
    return [
        (
            _(source.words),
            [
                (f"{table}.{ROWS}", _("how many %(what)s") % {"what": _(source.words)}),
                (f"{table}.{PEOPLE}", _("how many people with %(what)s") % {"what": _(source.words)}),
                *((f"{table}.{name}", _(words)) for name, words in columns_to_add_up(table).items()),
            ],
        )
        for table, source in SOURCES.items()
    ]


def _columns() -> Choices:
    return [
        (
            _(source.words),
            [(f"{table}.{name}", _(words)) for name, words in columns_for_conditions(table).items()],
        )
        for table, source in SOURCES.items()
    ]
