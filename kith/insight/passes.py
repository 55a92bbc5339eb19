"""Measures over one table share one pass over it, counted person by person first.

A pass is a text like a measure's own: it is in DuckDB's dialect and goes to every engine alike. Most measures
are sums over rows under a condition; those over the rows of one table are asked together, each row under the
conditions that hold for it. Adding up within each person first makes "how many different people" a plain
count, which is a fifth of the work, and changes no figure. A measure that is more than sums over rows is
asked as it is written, and once more for each person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

from kith.insight.measure import GROUPS, NUMBERS, Measure
from kith.insight.measure_grain import APART, at_grain

PERSON = "person_key"
PLAIN = {"expressions", "from_", "group"}  # what a sum has
ROWS = {"with_", "from_", "joins"}  # which rows a sum may be over; and "where"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One query in two steps: for each person in each group, and then for each group.

    ``each_person`` has the columns of ``GROUPS``, the person, and for each measure in turn a column named in
    ``counted``: above nothing where the measure is about that person. ``groups`` may read it by its name. It
    has the columns of ``GROUPS``, then those of ``NUMBERS`` for each measure in turn; a row in which a
    measure's people are null has nothing to do with that measure.
    """

    measures: tuple[Measure, ...]
    each_person: str
    counted: tuple[str, ...]
    groups: str

    @property
    def sql(self) -> str:
        """The finest figures, by week, provider and patch."""
        return f"WITH each_person AS ({self.each_person}) {self.groups}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """A measure that is sums over some rows: out of what, whose, under which condition, and which sums."""

    measure: Measure
    rows: exp.Select
    person: exp.Expression
    where: exp.Expression
    numerator: exp.Expression
    denominator: exp.Expression


@lru_cache(maxsize=16)
def passes(measures: tuple[Measure, ...]) -> tuple[Pass, ...]:
    """The fewest queries that answer all these measures."""
    alone: list[Pass] = []
    together: dict[str, list[_Sums]] = {}
    for measure in measures:
        sums = _as_sums(measure)
        if sums is None:
            alone.append(_alone(measure))
        else:
            together.setdefault(sums.rows.sql("duckdb"), []).append(sums)
    return (*map(_shared, together.values()), *alone)


def _alone(measure: Measure) -> Pass:
    """The measure's own text, its columns in one order, whatever order its author chose."""
    numbers = ", ".join(f"{text} AS n{place}" for place, text in enumerate(_whole(NUMBERS[:2], NUMBERS[2])))
    provider, person = (f"SPLIT_PART(provider_key, '{APART}', {place})" for place in (1, 2))
    return Pass(
        measures=(measure,),
        each_person=f"""
            SELECT week_starts_on, {provider} AS provider_key, patch_key, {person} AS {PERSON}, people
            FROM ({at_grain(measure, "person").sql}) AS finer
        """,  # noqa: S608 - a measure
        counted=("people",),
        groups=f"SELECT {', '.join(GROUPS)}, {numbers} FROM ({measure.sql}) AS answer",  # noqa: S608
    )


def _shared(asked: Sequence[_Sums]) -> Pass:
    """One query for measures over the same rows."""
    within: dict[str, str] = {}  # what is added up within a person, and the name it has there
    answers: list[str] = []
    counted: list[str] = []
    for sums in asked:
        rows = _named(exp.Count(this=exp.Star()), sums.where, within).sql()
        counted.append(rows)
        answers += _whole(
            [_over_people(number, sums.where, within) for number in (sums.numerator, sums.denominator)],
            f"CASE WHEN SUM({rows}) > 0 THEN COUNT(CASE WHEN {rows} > 0 THEN {PERSON} END) END",
        )
    groups = ", ".join(GROUPS)
    sums_within = [f"{text} AS {name}" for text, name in within.items()]
    each_person = asked[0].rows.select(asked[0].person, *sums_within).group_by(asked[0].person)
    return Pass(
        measures=tuple(sums.measure for sums in asked),
        each_person=each_person.sql("duckdb"),
        counted=tuple(counted),
        groups=f"""
            SELECT {groups}, {", ".join(f"{text} AS n{place}" for place, text in enumerate(answers))}
            FROM each_person GROUP BY {groups}
        """,  # noqa: S608 - parts of measures
    )


def _whole(numbers: Sequence[str], people: str) -> tuple[str, ...]:
    """The ``NUMBERS`` in 64 bits, as figures are kept; sums are wider, and slower to hand over."""
    return *(f"COALESCE(CAST({number} AS BIGINT), 0)" for number in numbers), f"CAST({people} AS BIGINT)"


def _over_people(number: exp.Expression, where: exp.Expression, within: dict[str, str]) -> str:
    """The number, once its sums have been worked out within each person."""

    def over(part: exp.Expression) -> exp.Expression:
        if not isinstance(part, exp.AggFunc):
            return part
        if _counts_people(part):
            rows = _named(exp.Count(this=exp.Star()), where, within)
            return exp.Count(this=_where(rows > 0, exp.column(PERSON)))
        return exp.Sum(this=_named(part, where, within))

    return number.transform(over).sql("duckdb")


def _named(part: exp.AggFunc, where: exp.Expression, within: dict[str, str]) -> exp.Column:
    """The name under which a sum or count of the rows that a condition holds for stands among ``within``."""
    counted = exp.Literal.number(1) if isinstance(part.this, exp.Star) else part.this
    text = type(part)(this=_where(where, counted)).sql("duckdb")
    return exp.column(within.setdefault(text, f"a{len(within)}"))


def _where(condition: exp.Expression, counted: exp.Expression) -> exp.Expression:
    return exp.case().when(condition.copy(), counted.copy())


def _as_sums(measure: Measure) -> _Sums | None:
    """The measure as sums over rows, or None where it is more than that."""
    query = sqlglot.parse_one(measure.sql, read="duckdb")
    parts = {name for name, part in query.args.items() if part}
    where = query.args.get("where")
    if not PLAIN <= parts <= PLAIN | ROWS | {"where"} or (where and where.find(exp.Select)):
        return None
    columns = {column.alias_or_name: column.unalias() for column in query.expressions}
    if columns.keys() != {*GROUPS, *NUMBERS}:
        return None
    numerator, denominator, people = (columns[name] for name in NUMBERS)
    groups = [columns[name] for name in GROUPS]
    if not (
        all(_is_column(column, name) for name, column in zip(GROUPS, groups, strict=True))
        and {each.sql() for each in query.args["group"].expressions} == {each.sql() for each in groups}
        and _counts_people(people)
        and _is_of_sums(numerator, people)
        and _is_of_sums(denominator, people)
    ):
        return None
    rows = exp.Select(**{name: query.args[name] for name in ROWS & parts}).select(*groups).group_by(*groups)
    return _Sums(
        measure=measure,
        rows=rows,
        person=people.this.expressions[0],
        where=where.this if where else exp.true(),
        numerator=numerator,
        denominator=denominator,
    )


def _is_of_sums(number: exp.Expression, people: exp.Expression) -> bool:
    """Whether the number is made of sums and counts alone, so that sums of it are it."""
    parts = number.find_all(exp.AggFunc)
    return all(_is_sum(part) or part == people for part in parts) and not number.find(exp.Window, exp.Filter)


def _is_sum(part: exp.AggFunc) -> bool:
    return isinstance(part, exp.Sum | exp.Count) and not isinstance(part.this, exp.Distinct)


def _counts_people(number: exp.Expression) -> bool:
    """Whether it is ``COUNT(DISTINCT person_key)``."""
    if not isinstance(number, exp.Count) or not isinstance(number.this, exp.Distinct):
        return False
    return len(number.this.expressions) == 1 and _is_column(number.this.expressions[0], PERSON)


def _is_column(part: exp.Expression, name: str) -> bool:
    return isinstance(part, exp.Column) and part.name == name
