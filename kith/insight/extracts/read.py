"""A folder of extracts, read into fact tables: every row used, mended or left out, and each said why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kith.core.phrases import say as in_words
from kith.insight.extracts.cells import Typing
from kith.insight.extracts.files import Loaded, Recognised, load, recognise
from kith.insight.extracts.findings import Found, Note, note, note_rows, open_findings, summarise
from kith.insight.extracts.kinds import Rule
from kith.insight.extracts.mapping import NOT_READ, ExtractMapping, FileMapping
from kith.insight.extracts.providers import one_spelling
from kith.insight.extracts.readers import read_cells
from kith.insight.extracts.registry import KINDS
from kith.insight.extracts.sources import Given, NotRead, Source, sources
from kith.insight.extracts.sql import literal, name
from kith.insight.facts.duck import empty_tables

Say = Callable[[str, float], None]
SMALLEST_BYTES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What became of one file: what it was taken for, its rows, and how many of them the report rests on.

    ``why`` says of a file that was not read what kept it from being.
    """

    name: str
    table: str
    rows: int
    used: int
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    why: str = ""

    @property
    def share(self) -> float | None:
        """The share of its rows that were used; None for a file of no rows or of no known kind."""
        return self.used / self.rows if self.rows else None


def not_read(other: NotRead) -> FileRead:
    """What became of a file nothing was read of."""
    return FileRead(name=other.name, table="", rows=0, used=0, columns={}, unused=(), why=other.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A provider's name as files spell it, the name it goes by, and the rows that spell it so."""

    spelling: str
    goes_by: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracts:
    """Everything read: the files with their shares, the findings, and the providers' spellings."""

    files: tuple[FileRead, ...]
    findings: tuple[Found, ...]
    spellings: tuple[Spelling, ...]
    recognised: tuple[Recognised, ...]

    @property
    def not_read(self) -> dict[str, str]:
        """The files nothing was read of, with the reasons."""
        return {file.name: file.why for file in self.files if not file.table}


def read_extracts(
    connection: duckdb.DuckDBPyConnection, folder: Path, mapping: ExtractMapping, scratch: Path, say: Say,
    *, out: Path | None = None,
) -> Extracts:  # fmt: skip
    """Fill the fact tables of this connection from the files of a folder; ``out`` may lie among them.

    ``say`` is told what is being done and what share of the bytes is behind it. Rows that cannot be used are
    in the table ``findings``, all of them; this raises nothing for what is in a file.
    """
    return read_sources(connection, sources(folder, scratch, out=out), mapping, say)


def read_sources(
    connection: duckdb.DuckDBPyConnection, given: list[Given], mapping: ExtractMapping, say: Say
) -> Extracts:
    """The same from tables already found."""
    recognised, others = _recognised(given, mapping)
    empty_tables(connection)
    open_findings(connection)
    connection.execute("CREATE TABLE said (kind VARCHAR, hashed UBIGINT)")
    connection.execute("CREATE TABLE deaths (person VARCHAR, died_on DATE)")
    sizes = [max(each.source.path.stat().st_size, SMALLEST_BYTES) for each in recognised]
    whole, done = 2 * sum(sizes) or 1, 0  # each file is gone through twice
    loaded = []
    for place, (each, size) in enumerate(zip(recognised, sizes, strict=True)):
        say(f"Reading {each.source.name}", done / whole)
        loaded.append(load(connection, each, f"raw_{place}"))
        done += size
    spellings = _spellings(connection, loaded, mapping)
    chosen = {each.spelling: each.goes_by for each in spellings}
    of_kind = Counter(each.kind.key for each in recognised)
    files = []
    for each_loaded, size in zip(loaded, sizes, strict=True):
        say(f"Checking {each_loaded.recognised.source.name}", done / whole)
        overlapping = of_kind[each_loaded.recognised.kind.key] > 1
        file = each_loaded.recognised.source.name
        typing = Typing(
            loaded=each_loaded, typed="typed", secret=mapping.secret, providers=chosen,
            month_first=said.month_first if (said := mapping.files.get(file)) else None,
        )  # fmt: skip
        files.append(_fill(connection, typing, overlapping=overlapping))
        done += size
    files += map(not_read, others)
    say("Read", 1.0)
    return Extracts(
        files=tuple(files),
        findings=tuple(summarise(connection)),
        spellings=tuple(spellings),
        recognised=tuple(recognised),
    )


def _recognised(given: list[Given], mapping: ExtractMapping) -> tuple[list[Recognised], list[NotRead]]:
    """Which sources are what, in the order of kinds, and everything that is not read."""
    recognised: list[Recognised] = []
    others: list[NotRead] = []
    for each in given:
        found = _one(each, mapping.files.get(each.name)) if isinstance(each, Source) else each
        if isinstance(found, NotRead):
            others.append(found)
        else:
            recognised.append(found)
    order = list(KINDS)
    recognised.sort(key=lambda each: (order.index(each.kind.key), each.source.name))
    return recognised, [*others, *_gone(given, mapping)]


def _one(source: Source, said: FileMapping | None) -> Recognised | NotRead:
    if said is None:
        return recognise(source)
    if said.table == NOT_READ:
        return NotRead(name=source.name, why=in_words("The mapping says not to read it."))
    return recognise(source, kind_key=said.table, given=said.columns)


def _gone(given: list[Given], mapping: ExtractMapping) -> list[NotRead]:
    """What the mapping names and nobody gave: a file renamed since would be guessed at in silence."""
    why = in_words("The mapping names it, and it is not in the folder. Has it another name now?")
    there = {each.name for each in given}
    return [
        NotRead(name=name, why=why)
        for name, said in mapping.files.items()
        if name not in there and said.table != NOT_READ
    ]


def _spellings(
    connection: duckdb.DuckDBPyConnection, loaded: list[Loaded], mapping: ExtractMapping
) -> list[Spelling]:
    rows_of: dict[str, int] = {}
    for each in loaded:
        if "provider" not in each.recognised.columns:
            continue
        counted = connection.execute(
            f"SELECT provider, count(*) FROM {name(each.raw)} WHERE provider IS NOT NULL GROUP BY 1"
        ).fetchall()
        for spelling, rows in counted:
            rows_of[spelling] = rows_of.get(spelling, 0) + rows
    chosen = one_spelling(rows_of, known=mapping.providers)
    return [
        Spelling(spelling=spelling, goes_by=chosen[spelling], rows=rows)
        for spelling, rows in sorted(rows_of.items(), key=lambda item: (chosen[item[0]].casefold(), -item[1]))
    ]


def _fill(connection: duckdb.DuckDBPyConnection, work: Typing, *, overlapping: bool) -> FileRead:
    """Turn a file's text into facts; ``overlapping`` where another file of its kind may hold its rows too."""
    loaded, recognised = work.loaded, work.loaded.recognised
    kind, file = recognised.kind, recognised.source.name
    notes = [
        Note(row_number=recognised.header_row, column="", code=code, message=message, used=True)
        for code, message in recognised.header_findings
    ]
    note(connection, file=file, notes=notes)
    connection.execute("DROP TABLE IF EXISTS typed")
    read_cells(connection, work)
    _leave_out_blank(connection, loaded)
    _leave_out_repeated(connection, loaded)
    if overlapping:
        _leave_out_said_before(connection, recognised)
    for rule in kind.rules:
        _apply(connection, file, rule)
    [used] = connection.execute("SELECT count(*) FROM typed").fetchone() or (0,)
    connection.execute(f"INSERT INTO {kind.fills} BY NAME {kind.select}")
    if kind.key == "people":
        connection.execute(
            "INSERT INTO deaths SELECT person, min(died_on) FROM typed WHERE died_on IS NOT NULL GROUP BY 1"
        )
    _forget(connection, loaded)
    return FileRead(
        name=file, table=kind.key, rows=loaded.rows, used=int(used), columns=recognised.columns,
        unused=recognised.unused,
    )  # fmt: skip


def _forget(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Drop everything made of a source on the way to its facts."""
    its_own = rf"(^|_){re.escape(loaded.raw)}(_|$)"  # and not raw_10 with raw_1
    made = connection.execute(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_name = 'typed' "
        f"OR regexp_matches(table_name, {literal(its_own)})"
    ).fetchall()
    for table, kind in made:
        connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name(table)} CASCADE")


def _leave_out_blank(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Leave out the rows that lack a cell they need; an unreadable cell has its finding already."""
    recognised = loaded.recognised
    needed = [field.key for field in recognised.kind.fields if field.required]
    for key in needed:
        note_rows(
            connection, file=recognised.source.name, column=recognised.columns[key], code="blank",
            rows=f"SELECT row_number FROM {name(loaded.raw)} WHERE nullif(trim({name(key)}), '') IS NULL",
            message="This cell is blank and is needed.", used=False,
        )  # fmt: skip
    if needed:
        connection.execute("DELETE FROM typed WHERE " + " OR ".join(f"{name(key)} IS NULL" for key in needed))


def _leave_out_repeated(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Leave out rows that say what an earlier row says, cell for cell."""
    cells = ", ".join(name(key) for key in loaded.recognised.columns)
    # Rows alike have one hash; only those that share one are compared cell by cell.
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE repeated AS
        WITH hashed AS (SELECT row_number, hash({cells}) AS hashed FROM {name(loaded.raw)}),
        shared AS (SELECT hashed FROM hashed GROUP BY hashed HAVING count(*) > 1),
        alike AS (SELECT raw.* FROM {name(loaded.raw)} AS raw JOIN hashed USING (row_number)
            JOIN shared USING (hashed))
        SELECT row_number FROM alike
        QUALIFY row_number() OVER (PARTITION BY {cells} ORDER BY row_number) > 1
        """
    )
    rule = Rule(
        code="repeated_row",
        message="This row says what an earlier row says, cell for cell. It was left out.",
        where="row_number IN (SELECT row_number FROM repeated)",
    )  # fmt: skip
    _apply(connection, loaded.recognised.source.name, rule)


def _leave_out_said_before(connection: duckdb.DuckDBPyConnection, recognised: Recognised) -> None:
    """Leave out rows that say what a row of an earlier file says, as where extracts of months overlap."""
    kind = recognised.kind
    hashed = f"hash({', '.join(name(field.key) for field in kind.fields)})"
    rule = Rule(
        code="said_in_another_file",
        message="This row says what a row of an earlier file says. It was left out.",
        where=f"{hashed} IN (SELECT hashed FROM said WHERE kind = {literal(kind.key)})",
    )
    _apply(connection, recognised.source.name, rule)
    connection.execute(f"INSERT INTO said SELECT {literal(kind.key)}, {hashed} FROM typed")


def _apply(connection: duckdb.DuckDBPyConnection, file: str, rule: Rule) -> None:
    found = note_rows(
        connection, file=file, rows=f"SELECT row_number FROM typed WHERE {rule.where}", column="",
        code=rule.code, message=rule.message, used=not rule.leaves_out,
    )  # fmt: skip
    if found and rule.leaves_out:
        connection.execute(f"DELETE FROM typed WHERE {rule.where}")
    elif found and rule.change:
        changes = ", ".join(f"{name(key)} = {value}" for key, value in rule.change.items())
        connection.execute(f"UPDATE typed SET {changes} WHERE {rule.where}")
