"""What a definition may be made of: tables, columns and comparisons. There are no other words.

Only tables whose rows say which provider and person they are about are offered, because figures stand by
provider and are withheld by how many people they are about. No key is offered as a condition: a definition
cannot pick out one person, worker or visit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from kith.core.errors import Invalid
from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, FLAG, TEXT, WHOLE
from kith.insight.facts.tables import TABLES

Kind = Literal["text", "whole", "day", "flag"]
KINDS: Mapping[object, Kind] = {TEXT: "text", WHOLE: "whole", DAY: "day", FLAG: "flag"}
TEXT_ALLOWED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _./&+-]{0,58}[A-Za-z0-9])?")
WHOLE_ALLOWED = re.compile(r"-?[0-9]{1,9}")


class NotAValue(Invalid):
    """What a column is compared with is not of the column's kind."""

    code = "not_a_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A fact table, the week a row belongs to, and where its patch is found."""

    table: str
    words: str
    week: str
    patch_of_person: bool = False


_STARTS = "CAST(DATE_TRUNC('week', t.starts_on) AS DATE)"
SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        each.table: each
        for each in (
            Source(table="visits", words=phrase("visits"), week="t.week_starts_on"),
            Source(table="payments", words=phrase("payments to providers"), week="t.week_starts_on"),
            Source(table="packages", words=phrase("stretches of care that began"), week=_STARTS),
            Source(
                table="invoices", words=phrase("invoices by their first day"), week=_STARTS,
                patch_of_person=True,
            ),
        )
    }
)  # fmt: skip

COMPARISONS: Mapping[str, str] = MappingProxyType(
    {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
)
OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "eq": phrase("is"),
        "ne": phrase("is not"),
        "lt": phrase("is less than"),
        "le": phrase("is at most"),
        "gt": phrase("is more than"),
        "ge": phrase("is at least"),
        "known": phrase("is known"),
        "unknown": phrase("is not known"),
    }
)
ORDERED = frozenset({"lt", "le", "gt", "ge"})
FLAGS: Mapping[str, str] = MappingProxyType({"yes": "TRUE", "no": "FALSE"})


def kind_of(table: str, column: str) -> Kind | None:
    """The kind of a column that may stand in a condition; None for a key, an instant, or no column."""
    held = TABLES[table].columns.get(column) if table in SOURCES else None
    return None if held is None or column.endswith("_key") else KINDS.get(held.type)


def column_words(table: str, column: str) -> str:
    """What a column is, in its first words: the rest is about its fine print."""
    return TABLES[table].columns[column].words.partition(";")[0]


def texts_of_vocabulary() -> Iterator[str]:
    """Every column's words, for translators."""
    for table in SOURCES:
        yield from columns_for_conditions(table).values()


def columns_for_conditions(table: str) -> dict[str, str]:
    """The columns of a table that may stand in a condition, with their words."""
    return {name: column_words(table, name) for name in TABLES[table].columns if kind_of(table, name)}


def columns_to_add_up(table: str) -> dict[str, str]:
    """The columns of a table whose whole numbers may be added up, with their words."""
    return {
        name: column_words(table, name)
        for name in TABLES[table].columns
        if kind_of(table, name) == "whole" and name != "place"
    }


def literal(kind: Kind, value: str) -> str:
    """A value as it stands in SQL. Raises `NotAValue` for what is not of the kind."""
    if kind == "whole" and WHOLE_ALLOWED.fullmatch(value):
        return value
    if kind == "flag" and value in FLAGS:
        return FLAGS[value]
    if kind == "text" and TEXT_ALLOWED.fullmatch(value):
        return f"'{value}'"
    if kind == "day":
        return f"DATE '{_day(value).isoformat()}'"
    raise NotAValue(_WANTED[kind], value=value)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NotAValue(_WANTED["day"], value=value) from None


_WANTED: Mapping[Kind, str] = MappingProxyType(
    {
        "text": phrase("“{value}” cannot be used. Type letters, figures, spaces and . / & + - _ only."),
        "whole": phrase("“{value}” is not a whole number. Type figures only, such as 30."),
        "day": phrase("“{value}” is not a day. Type it as 2026-04-06."),
        "flag": phrase("“{value}” is not an answer. Type yes or no."),
    }
)
