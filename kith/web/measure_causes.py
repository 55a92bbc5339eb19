"""Causes on a measure's page: their marks on the chart, the list beneath, and what still has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from kith.core.spc import Chart
from kith.core.spc_chart import TableRow
from kith.core.spc_runs import SpecialRun, without_cause
from kith.core.spc_words import reads_as
from kith.insight.actions_causes import NOTE
from kith.insight.actions_meetings import SET_TARGET
from kith.insight.queries_causes import Cause
from kith.insight.queries_scopes import Scope
from kith.orgs.roles import may
from kith.web.page import Visitor

RUNS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    """A stretch of special weeks at which no cause is noted yet."""

    first_on: date
    last_on: date
    reads_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CausesShown:
    """What the page says about causes; ``keep`` is whose figures they are, for addresses."""

    causes: Sequence[Cause]
    unexplained: Sequence[Unexplained]
    unexplained_in_all: int
    may_note: bool
    may_set_target: bool
    own_id: object
    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A row of the table under the chart, with what was noted at its week."""

    point: TableRow
    causes: tuple[Cause, ...]


def causes_shown(chart: Chart | None, causes: Sequence[Cause], scope: Scope, visitor: Visitor) -> CausesShown:
    """The causes that stand, and the newest stretches that ask for one."""
    runs = without_cause(chart, [cause.week_starts_on for cause in causes]) if chart else ()
    return CausesShown(
        causes=causes,
        unexplained=[_unexplained(run) for run in runs[:RUNS_SHOWN]],
        unexplained_in_all=len(runs),
        may_note=may(visitor.user, NOTE, None, visitor.on),
        may_set_target=may(visitor.user, SET_TARGET, None, visitor.on),
        own_id=visitor.user.organisation_id,
        keep=scope_asked(scope),
    )


def scope_asked(scope: Scope) -> str:
    """The scope as the end of an address, with its ``&``; empty for everything."""
    asked = {"provider": scope.provider, "patch": scope.patch}
    written = urlencode({key: str(part.pk) for key, part in asked.items() if part is not None})
    return f"{written}&" if written else ""


def week_rows(rows: Sequence[TableRow], causes: Sequence[Cause]) -> list[WeekRow]:
    """The rows of the table, each with the causes of its week."""
    return [
        WeekRow(point=row, causes=tuple(each for each in causes if each.week_starts_on == row.date))
        for row in rows
    ]


def causes_cell(causes: Sequence[Cause], week: date) -> str:
    """What was noted at a week, for one cell of a file. A number comes first, so none is a formula."""
    return "; ".join(f"{each.number}: {each.text}" for each in causes if each.week_starts_on == week)


def _unexplained(run: SpecialRun) -> Unexplained:
    first, last = run.first.date or date.min, run.last.date or date.min
    return Unexplained(first_on=first, last_on=last, reads_as=reads_as(run.last))
