"""Whether a measure is the same for everybody: by ethnic group, gender, age and what else is known of people.

The measure's own text is run for each person over the last weeks, and people are added up by group; so the
groups add up to the figure of all. A person is counted once however many visits they had: the interval is
over people. Of fewer than ten people no group is shown; the smallest are put together until they are ten, so
that nothing is left to be worked out. Figures are of a whole council, and never of one place: between two
places a small group could be taken apart.

Duty: Equality Act 2010, section 149: to know how a service works for people who share a characteristic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from kith.core.dates import london_day, week_starts_on
from kith.core.errors import NotFound
from kith.core.phrases import phrase
from kith.core.small_numbers import withheld
from kith.insight.diagnosis.intervals import Interval, Sums, ratio_from
from kith.insight.diagnosis.queries import check_reads_all
from kith.insight.measure import Measure
from kith.insight.measure_grain import APART, at_grain, tables_of
from kith.insight.models import Snapshot
from kith.insight.queries_scopes import Scope, patch_keys, scope_for
from kith.orgs.models import User

WEEKS = 13
TOGETHER = "together"
"""The key of the groups that are too small to stand alone."""

AGE_BANDS = phrase("18 to 64"), phrase("65 to 74"), phrase("75 to 84"), phrase("85 and over")


TOLD_BY = frozenset({"born_year", "condition", "deprivation", "ethnic_group", "lives_alone", "sex"})
"""The columns of people that groups are read from; the facts of an older snapshot lack some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One thing that people are told apart by: its name, how it is read from the facts, and its words.

    ``ranked``: the groups stand in the order of their keys, and not the largest first.
    """

    name: str
    sql: str
    ranked: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


_AGE = "(EXTRACT(year FROM first_week) - born_year)"
GROUPINGS: Mapping[str, Grouping] = MappingProxyType(
    {
        "ethnic_group": Grouping(name=phrase("Ethnic group"), sql="ethnic_group"),
        "sex": Grouping(
            name=phrase("Gender"),
            sql="sex",
            words={"female": phrase("Women"), "male": phrase("Men"), "other": phrase("Other")},
        ),
        "age": Grouping(
            name=phrase("Age"),
            sql=f"CASE WHEN {_AGE} < 65 THEN '{AGE_BANDS[0]}' WHEN {_AGE} < 75 THEN '{AGE_BANDS[1]}' "
            f"WHEN {_AGE} < 85 THEN '{AGE_BANDS[2]}' WHEN {_AGE} >= 85 THEN '{AGE_BANDS[3]}' END",
            ranked=True,
        ),
        "deprivation": Grouping(
            name=phrase("Neighbourhood"),
            sql="deprivation::VARCHAR",
            ranked=True,
            words={
                "1": phrase("Most deprived fifth"),
                "2": phrase("Second fifth"),
                "3": phrase("Middle fifth"),
                "4": phrase("Fourth fifth"),
                "5": phrase("Least deprived fifth"),
            },
        ),
        "condition": Grouping(name=phrase("Main reason for support"), sql="condition"),
        "lives_alone": Grouping(
            name=phrase("Who one lives with"),
            sql="CASE WHEN lives_alone THEN 'alone' WHEN NOT lives_alone THEN 'with_somebody' END",
            words={"alone": phrase("Lives alone"), "with_somebody": phrase("Lives with somebody")},
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigure:
    """One group's figure and its interval. ``key`` is None where it was not said, or `TOGETHER`."""

    key: str | None
    people: int
    numerator: int
    denominator: int
    interval: Interval | None

    @property
    def value(self) -> float:
        """The figure, in the measure's own unit."""
        return self.numerator / self.denominator

    def differs_from(self, value: float) -> bool:
        """Whether the figure of all lies outside this group's interval."""
        return self.interval is not None and not self.interval.low <= value <= self.interval.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality:
    """A measure over some weeks: of all, and by group for each grouping. Without ``whole`` they are too few.

    ``told`` says whether the facts hold who people are: those of an older snapshot do not.
    """

    starts_on: date
    until: date
    whole: GroupFigure | None
    groups: Mapping[str, Sequence[GroupFigure]]
    told: bool = True


def equality_of(measure: Measure, snapshot: Snapshot, *, by: User, on: date) -> Equality:
    """The measure by group, over the thirteen weeks before the snapshot's own, of the reader's whole council.

    Raises `NotPermitted` for who does not answer for all of it, and `NotFound` for a measure that cannot be
    taken apart by person.
    """
    check_reads_all(by, on)
    if measure.finest == "place":
        raise NotFound
    scope = scope_for(by=by, on=on, provider_id=None, patch_id=None)
    return _worked_out(measure, snapshot, scope)


@lru_cache(maxsize=64)
def _worked_out(measure: Measure, snapshot: Snapshot, scope: Scope) -> Equality:
    """What a snapshot says never changes, so it is worked out once."""
    until = week_starts_on(london_day(snapshot.facts_at))
    starts_on = until - timedelta(weeks=WEEKS)
    with duckdb.connect(":memory:") as facts:
        for name in (*tables_of(measure), "people"):
            path = Path(snapshot.folder) / f"{name}.parquet"
            if not path.exists():
                return Equality(starts_on=starts_on, until=until, whole=None, groups={}, told=False)
            quoted = str(path).replace("'", "''")
            facts.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")  # noqa: S608
        columns = {row[0] for row in facts.execute("DESCRIBE people").fetchall()}
        if not TOLD_BY <= columns:
            return Equality(starts_on=starts_on, until=until, whole=None, groups={}, told=False)
        asked = {"starts_on": starts_on, "until": until, "patches": patch_keys(scope)}
        rows = facts.execute(_text(measure), asked).fetchall()
    return _equality(measure, rows, starts_on, until)


def _text(measure: Measure) -> str:
    """One query: for each group of each grouping, and for all, what a ratio and its interval need."""
    named = ", ".join(f"{grouping.sql} AS by_{key}" for key, grouping in GROUPINGS.items())
    sets = ", ".join((*(f"(by_{key})" for key in GROUPINGS), "()"))
    which = " ".join(f"WHEN GROUPING(by_{key}) = 0 THEN '{key}'" for key in GROUPINGS)
    return f"""
        WITH parts AS ({at_grain(measure, "person").sql}),
        each_person AS (
            SELECT split_part(provider_key, '{APART}', 2) AS person_key,
                   SUM(numerator) AS top, SUM(denominator) AS bottom
            FROM parts
            WHERE week_starts_on >= $starts_on AND week_starts_on < $until
              AND ($patches::VARCHAR[] IS NULL OR list_contains($patches::VARCHAR[], patch_key))
            GROUP BY 1 HAVING SUM(denominator) > 0
        ), known AS (
            SELECT {", ".join(sorted(TOLD_BY))}, person_key, $starts_on::DATE AS first_week FROM people
        ), told AS (SELECT top, bottom, {named} FROM each_person LEFT JOIN known USING (person_key))
        SELECT CASE {which} END, COALESCE({", ".join(f"by_{key}" for key in GROUPINGS)}), COUNT(*),
               SUM(top), SUM(bottom), SUM(top * top), SUM(top * bottom), SUM(bottom * bottom)
        FROM told GROUP BY GROUPING SETS ({sets})
    """  # noqa: S608


def _equality(measure: Measure, rows: Iterable[tuple[Any, ...]], starts_on: date, until: date) -> Equality:
    sums: dict[str | None, dict[str | None, Sums]] = {}
    for grouping, group, n, *rest in rows:
        sums.setdefault(grouping, {})[group] = Sums(int(n), *(float(each) for each in rest))
    whole = sums.pop(None, {}).get(None)
    if whole is None or whole.n < measure.fewest:
        return Equality(starts_on=starts_on, until=until, whole=None, groups={})
    return Equality(
        starts_on=starts_on,
        until=until,
        whole=_figure(measure, None, whole),
        groups={
            key: _shown(measure, sums.get(key, {}), ranked=grouping.ranked)
            for key, grouping in GROUPINGS.items()
        },
    )


def _shown(measure: Measure, groups: Mapping[str | None, Sums], *, ranked: bool) -> list[GroupFigure]:
    """The groups in order; those too small to stand alone together, and then who did not say."""
    hidden = withheld({group: each.n for group, each in groups.items()}, measure.fewest)
    small = [groups[group] for group in hidden]
    together = [(TOGETHER, Sums(*map(sum, zip(*small, strict=True))))] if small else []
    alone = [(group, each) for group, each in groups.items() if group not in hidden]
    said = [pair for pair in alone if pair[0] is not None]
    said.sort(key=lambda pair: (0 if ranked else -pair[1].n, pair[0] or ""))
    unsaid = [pair for pair in alone if pair[0] is None]
    return [_figure(measure, *pair) for pair in (*said, *together, *unsaid)]


def _figure(measure: Measure, key: str | None, sums: Sums) -> GroupFigure:
    highest = 1.0 if measure.unit == "share" else math.inf
    found = ratio_from(sums) if sums.n > 1 else None
    return GroupFigure(
        key=key,
        people=sums.n,
        numerator=round(sums.top),
        denominator=round(sums.bottom),
        interval=found and Interval(found.value, max(0.0, found.low), min(highest, found.high)),
    )
