"""A measure by who people are: the same figure for each group, as a page and as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.phrases import say
from kith.insight.diagnosis.intervals import Interval
from kith.insight.diagnosis.queries import check_reads_all
from kith.insight.equality import GROUPINGS, TOGETHER, WEEKS, Equality, GroupFigure, equality_of
from kith.insight.measure import Measure
from kith.insight.queries import latest_snapshot
from kith.insight.queries_defined import measure_for
from kith.insight.writing import writer
from kith.web.page import Visitor, render_page, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group as it is written."""

    name: str
    people: int
    value: str
    between: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The groups of one grouping."""

    key: str
    name: str
    rows: tuple[GroupRow, ...]


@signed_in
def measure_equality(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One measure for each group of people, with what chance alone could make of it."""
    what, found = _asked(visitor, key)
    write = writer(what)
    tables = _tables(what, found) if found and found.whole else []
    return render_page(
        request,
        "kith/measure_equality.html",
        title=_("Is it the same for everybody?"),
        visitor=visitor,
        here="measures",
        measure=what,
        snapshot=latest_snapshot(),
        found=found,
        weeks=WEEKS,
        whole=write(found.whole.value) if found and found.whole else "",
        tables=tables,
        differing=[(table.name, row.name) for table in tables for row in table.rows if row.differs],
    )


@signed_in
def measure_equality_csv(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The same figures as a file, small groups together as on the page."""
    what, found = _asked(visitor, key)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{what.key}-equality.csv"'
    file = csv.writer(response)
    file.writerow(("grouping", "group", "people", "numerator", "denominator", "value", "low", "high"))
    if found and found.whole:
        file.writerow(("all", "", *_cells(found.whole)))
        for grouping, groups in found.groups.items():
            for each in groups:
                file.writerow((grouping, each.key or "not_said", *_cells(each)))
    return response


def _asked(visitor: Visitor, key: str) -> tuple[Measure, Equality | None]:
    """The measure and its figures by group; no figures before the first snapshot."""
    check_reads_all(visitor.user, visitor.on)
    what, snapshot = measure_for(key, visitor.user), latest_snapshot()
    return what, equality_of(what, snapshot, by=visitor.user, on=visitor.on) if snapshot else None


def _cells(figure: GroupFigure) -> tuple[object, ...]:
    low, high = figure.interval[1:] if figure.interval else ("", "")
    return figure.people, figure.numerator, figure.denominator, figure.value, low, high


def _tables(what: Measure, found: Equality) -> list[GroupTable]:
    return [
        GroupTable(
            key=key,
            name=say(GROUPINGS[key].name),
            rows=tuple(_row(what, key, each, found) for each in groups),
        )
        for key, groups in found.groups.items()
        if any(each.key is not None for each in groups)
    ]


def _row(what: Measure, grouping: str, figure: GroupFigure, found: Equality) -> GroupRow:
    write = writer(what)
    whole = found.whole.value if found.whole else figure.value
    return GroupRow(
        name=_name(grouping, figure.key),
        people=figure.people,
        value=write(figure.value),
        between=_between(what, figure.interval),
        differs=figure.key != TOGETHER and figure.differs_from(whole),
    )


def _name(grouping: str, key: str | None) -> str:
    if key is None:
        return _("Not said, or not asked")
    if key == TOGETHER:
        return _("Groups too small to stand alone, together")
    return say(GROUPINGS[grouping].words.get(key, key))


def _between(what: Measure, interval: Interval | None) -> str:
    if interval is None:
        return ""
    write = writer(what)
    return _("%(low)s to %(high)s") % {"low": write(interval.low), "high": write(interval.high)}
