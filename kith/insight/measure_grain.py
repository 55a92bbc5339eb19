"""A measure for each person or visit, from the measure's own text: the same number at each level.

A measure groups by provider and asks nothing else of a provider's key. So its text is run unchanged over
facts in which each person, or each visit, is a provider of their own: no second definition can differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import sqlglot
from sqlglot import exp

from kith.insight.facts.tables import TABLES
from kith.insight.measure import GROUPS, NUMBERS, Grain, Measure

APART = "|"
"""Stands between the keys; those of people and visits have none of it."""

KEYS: Mapping[Grain, tuple[str, ...]] = MappingProxyType(
    {"place": (), "person": ("person_key",), "visit": ("person_key", "visit_key")}
)


def at_grain(measure: Measure, grain: Grain, *, week: date | None = None) -> Measure:
    """The measure with a row for each person or visit, of one week or of all.

    The row's ``provider_key`` holds the provider's key and those of `KEYS`, with `APART` between.
    """
    text = _text(measure, grain)
    if week is not None:
        columns = ", ".join((*GROUPS, *NUMBERS))
        text = f"SELECT {columns} FROM ({text}) AS finer WHERE week_starts_on = DATE '{week.isoformat()}'"  # noqa: S608
    return replace(measure, sql=text)


@lru_cache(maxsize=256)
def tables_of(measure: Measure) -> frozenset[str]:
    """The fact tables that a measure reads."""
    return frozenset(table.name for table in _tree(measure).find_all(exp.Table)) & TABLES.keys()


@lru_cache(maxsize=256)
def columns_of(measure: Measure) -> frozenset[str]:
    """The names of the columns in a measure's text."""
    return frozenset(column.name for column in _tree(measure).find_all(exp.Column))


@lru_cache(maxsize=256)
def _text(measure: Measure, grain: Grain) -> str:
    tree = _tree(measure)
    named_here = {each.alias for each in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        if table.name in TABLES and table.name not in named_here:
            table.replace(_with_keys(table.name, KEYS[grain]).subquery(table.alias or table.name))
    return tree.sql(dialect="duckdb")


def _tree(measure: Measure) -> exp.Expr:
    return sqlglot.parse_one(measure.sql, read="duckdb")


def _with_keys(table: str, keys: tuple[str, ...]) -> exp.Select:
    """The table with these keys beside the provider's; one that it does not have is empty."""
    held = TABLES[table].columns
    parts = ["provider_key", *(f"COALESCE({key}, '')" if key in held else "''" for key in keys)]
    together = f" || '{APART}' || ".join(parts)
    columns = [f"{together} AS provider_key" if name == "provider_key" else name for name in held]
    return sqlglot.parse_one(f"SELECT {', '.join(columns)} FROM {table}", read="duckdb", into=exp.Select)  # noqa: S608
