"""Where measures are run: DuckDB over Parquet, PostgreSQL, or Spark. Same text, same answer.

``KITH_FIGURES`` chooses one by its address. DuckDB is inside the installation and is what most need;
``docs/explanation/scale.md`` says for what sizes. A text is DuckDB's dialect everywhere and is translated in
one place, `engines_elsewhere.in_dialect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import duckdb

from kith.core.collector import uncollected
from kith.core.errors import Invalid
from kith.insight.engines_elsewhere import Ask, copied_to_postgresql, files, in_dialect, on_spark
from kith.insight.measure import GROUPS, NUMBERS, Measure
from kith.insight.passes import Pass, passes

EMBEDDED = "duckdb"


class UnknownEngine(Invalid):
    """`KITH_FIGURES` names no engine that there is."""

    code = "unknown_engine"


class Row(NamedTuple):
    """One group of a measure's answer."""

    week_starts_on: date
    provider_key: str
    patch_key: str
    numerator: int
    denominator: int
    people: int


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def execute(self, sql: str) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows of the last statement."""


def opened(address: str, folder: Path) -> AbstractContextManager[Ask]:
    """The engine at an address, over the fact tables in a folder.

    The address is empty or ``duckdb``; that of a PostgreSQL database, where the facts are copied into
    temporary tables; or that of a Spark master, whose workers must reach the folder too. Raises
    `UnknownEngine`.
    """
    kind = address.split(":", 1)[0].split("[", 1)[0]
    if kind in ("", EMBEDDED):
        return _duckdb(folder)
    if kind in ("postgres", "postgresql"):
        return copied_to_postgresql(address, folder)
    if kind in ("spark", "local"):
        return on_spark(address, folder)
    raise UnknownEngine(
        "KITH_FIGURES names no engine: “{kind}”. It may be duckdb, postgres://… or spark://…", kind=kind
    )


@uncollected()
def answers(measures: Iterable[Measure], ask: Ask) -> dict[str, list[Row]]:
    """Every measure's answer by its key, in the order of weeks, providers and patches."""
    asked = tuple(measures)
    found = {key: rows for each in passes(asked) for key, rows in _split(each, ask(each.sql))}
    return {measure.key: found[measure.key] for measure in asked}


def over_parquet(measure: Measure, folder: Path) -> list[Row]:
    """The measure over the Parquet files of one snapshot."""
    with _duckdb(folder) as ask:
        return answers([measure], ask)[measure.key]


def over_postgresql(measure: Measure, cursor: Cursor) -> list[Row]:
    """The measure over tables of the same names in PostgreSQL."""
    return answers([measure], asking(cursor))[measure.key]


def as_postgresql(measure: Measure) -> str:
    """The measure's text in PostgreSQL's dialect."""
    return in_dialect(measure.sql, "postgres")


def asking(cursor: Cursor) -> Ask:
    """Ask a PostgreSQL that holds the fact tables."""

    def ask(text: str) -> Sequence[Sequence[Any]]:
        cursor.execute(in_dialect(text, "postgres"))
        return cursor.fetchall()

    return ask


@contextmanager
def _duckdb(folder: Path) -> Iterator[Ask]:
    with duckdb.connect(":memory:") as connection:
        for table, path in files(folder):
            text = str(path).replace("'", "''")
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{text}')")  # noqa: S608
        yield lambda text: connection.execute(text).fetchall()


def _split(asked: Pass, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Row]]]:
    """Each measure's rows out of those of its pass."""
    keyed = ((week, provider or "", patch or "", *numbers) for week, provider, patch, *numbers in rows)
    in_order = sorted(keyed, key=itemgetter(*range(len(GROUPS))))
    for place, measure in enumerate(asked.measures):
        first = len(GROUPS) + place * len(NUMBERS)
        last = first + len(NUMBERS) - 1
        own = (row[: len(GROUPS)] + row[first : last + 1] for row in in_order if row[last] is not None)
        yield measure.key, list(map(Row._make, own))


def minutes_over_parquet(folder: Path, provider_key: str, patch_keys: list[str] | None) -> dict[str, int]:
    """The minutes of every verified visit, added up, and how many people they were for.

    An empty key means every provider, None every patch.
    """
    path = str(folder / "visits.parquet").replace("'", "''")
    text = f"""
        SELECT SUM(commissioned_minutes) AS commissioned_minutes,
               SUM(rostered_minutes) AS rostered_minutes,
               SUM(actual_minutes) AS actual_minutes,
               SUM(invoiced_minutes) AS invoiced_minutes,
               SUM(CASE WHEN verdict = 'missed' THEN rostered_minutes ELSE 0 END) AS missed_minutes,
               COUNT(DISTINCT person_key) AS people
        FROM read_parquet('{path}')
        WHERE verdict NOT IN ('', 'not_known')
          AND (? = '' OR provider_key = ?) AND (? OR list_contains(?, patch_key))
    """  # noqa: S608
    with duckdb.connect(":memory:") as connection:
        answer = connection.execute(text, [provider_key, provider_key, patch_keys is None, patch_keys or []])
        names = [column[0] for column in answer.description or ()]
        row = answer.fetchone() or (0,) * len(names)
    return {name: int(value or 0) for name, value in zip(names, row, strict=True)}
