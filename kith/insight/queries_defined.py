"""Reading measures that somebody defined: whose they are, what they say, and what they would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from kith.core.errors import NotFound
from kith.insight.defined.definition import PEOPLE, ROWS, Condition, Definition, Side, measure_of
from kith.insight.defined.vocabulary import OPERATORS, SOURCES, column_words
from kith.insight.engines import opened
from kith.insight.levels import at_every_level
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import DefinedMeasure, Snapshot
from kith.insight.queries import WeekFigure
from kith.insight.queries_scopes import Scope, councils_of_patches
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may, may

DEFINE = "define measures"


def measures_for(by: User) -> Mapping[str, Measure]:
    """Every measure somebody may read, by key: those of the house, then those their organisation defined, or
    a council that has contracts with it.
    """
    if by.organisation is None:
        return MEASURES
    rows = newest_versions().filter(organisation__in=_definers(by.organisation), withdrawn=False)
    return {**MEASURES, **{row.key: defined(row) for row in rows.select_related("by")}}


def measure_for(key: str, by: User) -> Measure:
    """The measure with this key. Raises `NotFound` when there is none that is theirs to read."""
    found = MEASURES.get(key) or measures_for(by).get(key)
    if found is None:
        raise NotFound
    return found


def newest_versions() -> QuerySet[DefinedMeasure]:
    """The newest version of every definition, by key."""
    newest = DefinedMeasure.objects.filter(key=OuterRef("key")).order_by("-version").values("pk")[:1]
    return DefinedMeasure.objects.filter(pk=Subquery(newest)).order_by("key")


def access_definition(*, by: User, key: str, on: date) -> list[DefinedMeasure]:
    """The versions of a definition of the user's own organisation, newest first.

    Raises `NotPermitted` without the right to define measures, `NotFound` for any other.
    """
    check_may(by, DEFINE, None, on)
    rows = DefinedMeasure.objects.filter(key=key, organisation=by.organisation_id)
    versions = list(rows.select_related("by").order_by("-version"))
    if not versions:
        raise NotFound
    return versions


def defines(by: User, key: str, on: date) -> bool:
    """Whether a measure is the user's organisation's own, and theirs to define anew."""
    held = DefinedMeasure.objects.filter(key=key, organisation=by.organisation_id)
    return may(by, DEFINE, None, on) and held.exists()


def defined(row: DefinedMeasure) -> Measure:
    """The measure of one version."""
    source = _("Defined by %(name)s on %(day)s, version %(version)s") % {
        "name": row.by.display_name,
        "day": row.recorded_at.date().isoformat(),
        "version": row.version,
    }
    return as_measure(Definition.read(row.body), key=row.key, version=row.version, source=source)


def as_measure(definition: Definition, *, key: str, version: int, source: str) -> Measure:
    """The measure of a definition, with its two sides in words."""
    words = (side_words(definition.top), side_words(definition.bottom))
    return measure_of(definition, key=key, version=version, source=source, words=words)


def side_words(side: Side) -> str:
    """A side in words: visits where which visit of the day is lunch."""
    source = _(SOURCES[side.table].words)
    if side.counts == ROWS:
        counted = source
    elif side.counts == PEOPLE:
        counted = _("people with %(what)s") % {"what": source}
    else:
        column = _(column_words(side.table, side.counts))
        counted = _("%(column)s, of %(what)s") % {"column": column, "what": source}
    if not side.conditions:
        return counted
    held = _(" and ").join(_condition_words(side.table, each) for each in side.conditions)
    return _("%(counted)s where %(held)s") % {"counted": counted, "held": held}


def _condition_words(table: str, condition: Condition) -> str:
    column = _(column_words(table, condition.column))
    return f"{column} {_(OPERATORS[condition.operator])} {condition.value}".strip()


def preview(measure: Measure, snapshot: Snapshot, scope: Scope) -> list[WeekFigure]:
    """What a definition would show week by week, small numbers withheld. Nothing is kept."""
    with opened("duckdb", Path(snapshot.folder)) as ask:
        (rows,) = at_every_level([measure], ask, councils_of_patches()).values()
    return [
        WeekFigure(
            week_starts_on=row.week_starts_on,
            numerator=row.numerator,
            denominator=row.denominator,
            value=measure.value(row.numerator, row.denominator) if row.people >= measure.fewest else None,
        )
        for row in rows
        if scope.place == row[: len(scope.place)]
    ]


def every_measure() -> list[Measure]:
    """All measures that figures are worked out for, each under the name they are kept by."""
    rows = newest_versions().filter(withdrawn=False).select_related("by")
    return [*MEASURES.values(), *(kept(defined(row)) for row in rows)]


def kept(measure: Measure) -> Measure:
    """The measure under the name its figures are kept by."""
    return replace(measure, key=measure.kept_as, version=0)


def _definers(organisation: Organisation) -> list[Organisation]:
    """Whose definitions somebody of this organisation reads."""
    contracts = organisation.contracts.select_related("commissioner")
    return [organisation, *(contract.commissioner for contract in contracts)]
