"""Measures over one table share one pass over it, counted person by person first.

A pass is a text like a measure's own: it is in DuckDB's dialect and goes to every engine alike. Most measures
are sums over the rows of one table under a condition; those of one table are asked together, each row under
the conditions that hold for it. Adding up within each person first makes "how many different people" a plain
count, which is a fifth of the work, and changes no figure. A measure that joins, or works in steps of its
own, has a pass to itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

from kith.insight.measure import GROUPS, NUMBERS, Measure

PERSON = "person_key"
PLAIN = {"expressions", "from_", "group"}  # all that a plain sum has, besides its condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One query: the columns of ``GROUPS``, then those of ``NUMBERS`` for each measure in turn.

    A row in which a measure's people are null has nothing to do with that measure.
    """

    measures: tuple[Measure, ...]
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """A measure that is sums over some rows of one table: which rows, and the two expressions."""

    measure: Measure
    table: str
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
            together.setdefault(sums.table, []).append(sums)
    return (*map(_shared, together.values()), *alone)


def _alone(measure: Measure) -> Pass:
    """The measure's own text, its columns in one order, whatever order its author chose."""
    columns = ", ".join((*GROUPS, *NUMBERS))
    return Pass(measures=(measure,), sql=f"SELECT {columns} FROM ({measure.sql}) AS answer")  # noqa: S608


def _shared(asked: Sequence[_Sums]) -> Pass:
    """One query for measures over the same table."""
    within: dict[str, str] = {}  # what is added up within a person, and the name it has there
    answers: list[str] = []
    for sums in asked:
        rows = _named(exp.Count(this=exp.Star()), sums.where, within).sql()
        answers += [_over_people(number, sums.where, within) for number in (sums.numerator, sums.denominator)]
        answers.append(f"CASE WHEN SUM({rows}) > 0 THEN COUNT(CASE WHEN {rows} > 0 THEN {PERSON} END) END")
    groups = ", ".join(GROUPS)
    sql = f"""
        SELECT {groups}, {", ".join(f"{text} AS n{place}" for place, text in enumerate(answers))}
        FROM (
            SELECT {groups}, {PERSON}, {", ".join(f"{text} AS {name}" for text, name in within.items())}
            FROM {asked[0].table} GROUP BY {groups}, {PERSON}
        ) AS people
        GROUP BY {groups}
    """  # noqa: S608 - parts of measures
    return Pass(measures=tuple(sums.measure for sums in asked), sql=sql)


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
    """The measure as sums over rows of one table, or None where it is more than that."""
    query = sqlglot.parse_one(measure.sql, read="duckdb")
    where = query.args.get("where")
    if {name for name, part in query.args.items() if part} - {"where"} != PLAIN:
        return None
    table = query.args["from_"].this
    columns = {column.alias_or_name: column.unalias() for column in query.expressions}
    if not columns.keys() >= set(NUMBERS) or (where and where.find(exp.Select)):
        return None
    numerator, denominator, people = (columns.pop(name) for name in NUMBERS)
    grouped = {column.sql() for column in query.args["group"].expressions}
    if not (
        isinstance(table, exp.Table)
        and not table.alias
        and set(GROUPS) == grouped == {column.sql() for column in columns.values()}
        and _counts_people(people)
        and _is_of_sums(numerator)
        and _is_of_sums(denominator)
    ):
        return None
    return _Sums(
        measure=measure,
        table=table.name,
        where=where.this if where else exp.true(),
        numerator=numerator,
        denominator=denominator,
    )


def _is_of_sums(number: exp.Expression) -> bool:
    """Whether the number is made of sums and counts alone, so that sums of it are it."""
    return all(map(_is_sum, number.find_all(exp.AggFunc))) and not number.find(exp.Window, exp.Filter)


def _is_sum(part: exp.AggFunc) -> bool:
    different = isinstance(part.this, exp.Distinct)
    return _counts_people(part) or (isinstance(part, exp.Sum | exp.Count) and not different)


def _counts_people(number: exp.Expr) -> bool:
    """Whether it is ``COUNT(DISTINCT person_key)``."""
    return number.sql("duckdb").upper() == f"COUNT(DISTINCT {PERSON.upper()})"
