"""A definition: a ratio of two sides, each a count or a sum over one table; and the measure that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kith.core.errors import Invalid
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.defined.vocabulary import (
    COMPARISONS,
    OPERATORS,
    ORDERED,
    SOURCES,
    columns_to_add_up,
    kind_of,
    literal,
)
from kith.insight.measure import Improvement, Measure, Unit

ROWS, PEOPLE = "rows", "people"
MOST_CONDITIONS, MOST_PEOPLE = 3, 1_000
UNITS: tuple[Unit, ...] = ("share", "pence", "minutes")
IMPROVEMENTS: tuple[Improvement, ...] = ("increase", "decrease", "neutral")
WORDED = {"title": 80, "question": 200, "owner": 80}
Name = Literal["top", "bottom"]


class NotADefinition(Invalid):
    """A definition cannot be used as it stands."""

    code = "not_a_definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A column compared with a value. A row in which the column is empty meets none but "is not known"."""

    column: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is counted above or below the line where all conditions hold: rows, people or a column's sum."""

    table: str
    counts: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A measure as somebody defined it. Raises `NotADefinition` or `NotAValue` where it cannot be used.

    ``fewest`` is the number of people below which a figure is withheld: never under the house's own.
    """

    title: str
    question: str
    owner: str
    top: Side
    bottom: Side
    unit: Unit
    improvement: Improvement
    target: float | None = None
    fewest: int = FEWEST_SHOWN

    def __post_init__(self) -> None:
        for name, longest in WORDED.items():
            text = getattr(self, name)
            if not text.strip() or len(text) > longest or not text.isprintable():
                raise NotADefinition(
                    "Fill in {name}, on one line of at most {longest} letters.", name=name, longest=longest
                )
        if self.unit not in UNITS or self.improvement not in IMPROVEMENTS:
            raise NotADefinition("Choose a unit, and which way is better.")
        if not FEWEST_SHOWN <= self.fewest <= MOST_PEOPLE:
            raise NotADefinition(
                "A figure is withheld below {fewest} people at least. Choose that or more.",
                fewest=FEWEST_SHOWN,
            )
        for side in (self.top, self.bottom):
            _side_sql("top", side)  # refuses what is not in the vocabulary

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Definition:
        """A definition as it was kept."""
        sides = {
            name: Side(
                table=plain[name]["table"],
                counts=plain[name]["counts"],
                conditions=tuple(Condition(**each) for each in plain[name]["conditions"]),
            )
            for name in ("top", "bottom")
        }
        return cls(**{**plain, **sides})

    def plain(self) -> dict[str, Any]:
        """The definition as it is kept."""
        return asdict(self)


def measure_of(
    definition: Definition, *, key: str, version: int, source: str, words: tuple[str, str]
) -> Measure:
    """The measure that a definition is; ``words`` say what stands above and below the line."""
    top, bottom = definition.top, definition.bottom
    by_visit = {top.table, bottom.table} == {"visits"} and PEOPLE not in (top.counts, bottom.counts)
    return Measure(
        key=key,
        order=1_000,
        title=definition.title,
        question=definition.question,
        numerator=words[0],
        denominator=words[1],
        unit=definition.unit,
        improvement=definition.improvement,
        source=source,
        owner=definition.owner,
        sql=_sql(definition),
        finest="visit" if by_visit else "person",
        version=version,
        fewest=definition.fewest,
        target=definition.target,
    )


def _sql(definition: Definition) -> str:
    return f"""
        SELECT week_starts_on, provider_key, patch_key,
               {_counted("top", definition.top)} AS numerator,
               {_counted("bottom", definition.bottom)} AS denominator,
               COUNT(DISTINCT CASE WHEN side = 'bottom' THEN person_key END) AS people
        FROM ({_side_sql("top", definition.top)}
              UNION ALL {_side_sql("bottom", definition.bottom)}) AS counted
        GROUP BY week_starts_on, provider_key, patch_key
    """  # noqa: S608 - words of the vocabulary and values read by it, nothing that was typed


def _counted(name: Name, side: Side) -> str:
    if side.counts == PEOPLE:
        return f"COUNT(DISTINCT CASE WHEN side = '{name}' THEN person_key END)"
    return f"SUM(CASE WHEN side = '{name}' THEN amount ELSE 0 END)"


def _side_sql(name: Name, side: Side) -> str:
    """The rows of one side, each with what it adds."""
    source = SOURCES.get(side.table)
    if source is None:
        raise NotADefinition("Choose what is counted from the list.", table=side.table)
    if len(side.conditions) > MOST_CONDITIONS:
        raise NotADefinition("Use at most {most} conditions on each side.", most=MOST_CONDITIONS)
    if side.counts not in (ROWS, PEOPLE) and side.counts not in columns_to_add_up(side.table):
        raise NotADefinition("Choose how it is counted from the list, of the same table.", counts=side.counts)
    amount = "1" if side.counts in (ROWS, PEOPLE) else f"COALESCE(t.{side.counts}, 0)"
    patch, joined = "t.patch_key", ""
    if source.patch_of_person:
        patch, joined = "p.patch_key", " LEFT JOIN people AS p ON p.person_key = t.person_key"
    held = " AND ".join(_condition(side.table, each) for each in side.conditions)
    return f"""SELECT '{name}' AS side, {source.week} AS week_starts_on, t.provider_key,
                      {patch} AS patch_key, t.person_key, {amount} AS amount
               FROM {side.table} AS t{joined}{" WHERE " + held if held else ""}"""  # noqa: S608


def _condition(table: str, condition: Condition) -> str:
    kind = kind_of(table, condition.column)
    if kind is None or condition.operator not in OPERATORS:
        raise NotADefinition("Choose each condition from the list, of the same table.")
    column = f"t.{condition.column}"
    if condition.operator in ("known", "unknown"):
        known = f"({column} IS NOT NULL AND {column} <> '')" if kind == "text" else f"{column} IS NOT NULL"
        return known if condition.operator == "known" else f"NOT {known}"
    if condition.operator in ORDERED and kind in ("text", "flag"):
        raise NotADefinition("Only numbers and days are less or more. Choose “is” or “is not”.")
    return f"{column} {COMPARISONS[condition.operator]} {literal(kind, condition.value)}"
