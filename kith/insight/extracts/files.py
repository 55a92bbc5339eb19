"""A source's kind, and its rows as one table of text: quickly where nothing is odd, and right always.

The bulk reader is trusted only where it has no complaint and finds a row on every line. Where it does not -
other encodings, line breaks in cells, blank lines, a quotation mark that never closes, rows too long - the
careful reader of ``core.tables`` takes the file from the start. Both number rows as a spreadsheet does.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa

from kith.core.phrases import phrase, say
from kith.core.table_text import open_text
from kith.core.tables import DELIMITERS, Column, Table, read_table
from kith.insight.extracts.findings import Note, note, note_rows
from kith.insight.extracts.kinds import Kind, Rule
from kith.insight.extracts.registry import KINDS
from kith.insight.extracts.sources import NotRead, Source
from kith.insight.extracts.sql import literal, name

SAMPLE_BYTES = 262_144
CHUNK_BYTES = 1 << 20
ROWS_AT_ONCE = 50_000
NOTHING = ("", "NULL", "null", "Null", "(null)", "<NA>", "#N/A", "N/A", "n/a", "NaN", "nan", "\\N")
MOST_SHOWN, LONGEST_SHOWN = 40, 60  # of headings where a file is not read
FEWEST_ALIKE = 2  # columns known before a file is called near to a kind
HINT_WEIGHT = 3  # a name like visits_2025.csv counts as much as three columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A source whose kind is known, with which of its columns is which."""

    source: Source
    kind: Kind
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    places: Mapping[str, int]
    width: int
    delimiter: str
    header_row: int
    encoding: str
    header_findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A source as a table of text called ``raw``: how many rows it has, and how it was read."""

    recognised: Recognised
    raw: str
    rows: int
    in_bulk: bool


def recognise(
    source: Source, *, kind_key: str = "", given: Mapping[str, str] | None = None
) -> Recognised | NotRead:
    """What kind of extract a source is: the one most of whose columns are there, or the one given.

    Where no kind has all the columns it needs, what is missing.
    """
    with source.path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    kinds = [KINDS[kind_key]] if kind_key else list(KINDS.values())
    guesses = list(_tried(sample, kinds, given))
    kind, table = max(guesses, key=lambda guess: _score(guess[0], guess[1], source.name))
    if missing := _missing(kind, table):
        return NotRead(
            name=source.name, why=_why_not(kind, missing, table.header or _first_cells(sample), table, given)
        )
    return Recognised(
        source=source,
        kind=kind,
        columns={mapped.key: mapped.header for mapped in table.mapping},
        unused=table.unused,
        places={mapped.key: mapped.place for mapped in table.mapping},
        width=len(table.header),
        delimiter=table.delimiter,
        header_row=table.header_row,
        encoding=table.encoding,
        header_findings=tuple((finding.code, finding.message) for finding in table.findings),
    )


def _tried(
    sample: bytes, kinds: Sequence[Kind], given: Mapping[str, str] | None
) -> Iterator[tuple[Kind, Table]]:
    for kind in kinds:
        yield kind, read_table(sample, _columns(kind, given), mapping=given)


def _columns(kind: Kind, given: Mapping[str, str] | None) -> list[Column]:
    """The kind's columns as text. A mapping that was given is the whole of it: nothing else is guessed."""
    fields = [field for field in kind.fields if given is None or field.key in given]
    return [Column(key=field.key, read=str, names=field.names, required=False) for field in fields]


def _score(kind: Kind, table: Table, file_name: str) -> tuple[bool, int]:
    """Whether every column the kind needs is there, and how many columns speak for it."""
    hinted = any(hint in file_name.casefold() for hint in kind.hints)
    return not _missing(kind, table), len(table.mapping) + HINT_WEIGHT * hinted


def _missing(kind: Kind, table: Table) -> list[str]:
    """The keys of the columns the kind needs that are not there."""
    found = {mapped.key for mapped in table.mapping}
    missing = [field.key for field in kind.fields if field.required and field.key not in found]
    return missing + (list(kind.needs_one_of) if found.isdisjoint(kind.needs_one_of) else [])


def _why_not(
    kind: Kind, missing: Sequence[str], headings: Sequence[str], table: Table, given: Mapping[str, str] | None
) -> str:
    """What keeps a source from being read, and its headings, from which a mapping can say better."""
    words = (
        phrase("It has the columns of no table Kith knows. Its headings: {headings}.")
        if given is None and len(table.mapping) < FEWEST_ALIKE
        else phrase(
            "It is nearest to {kind}, and no column was found for {missing}. Its headings: {headings}."
        )
        if given is None
        else phrase(
            "The mapping takes it for {kind}, but nothing is headed {missing}. Its headings: {headings}."
        )
    )
    wanted = [given.get(key, key) if given else key for key in missing]
    return say(words, kind=kind.key, missing=_listed(wanted), headings=_listed(headings))


def _first_cells(sample: bytes) -> list[str]:
    """The cells of the first line that says something, by the delimiter that makes most of it."""
    line = next((line for line in open_text(sample).lines if line.strip()), "")
    return max((line.split(delimiter) for delimiter in DELIMITERS), key=len)


def _listed(texts: Sequence[str]) -> str:
    """Texts in quotation marks, as far as they are texts and there are not too many of them."""
    plain = ["".join(letter for letter in text if letter.isprintable()).strip('" ') for text in texts]
    shown = [f"“{text[:LONGEST_SHOWN]}”" for text in plain if text]
    return ", ".join([*shown[:MOST_SHOWN], *(["…"] if len(shown) > MOST_SHOWN else [])]) or "–"


def load(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str) -> Loaded:
    """The source's recognised columns as text in a table ``raw``: in bulk, or with care where it is odd."""
    rows = _bulk(connection, recognised, raw)
    in_bulk = rows is not None
    if rows is None:
        rows = _careful(connection, recognised, raw)
    rows -= _without_repeated_headers(connection, recognised, raw)
    rows -= _without_blank_rows(connection, recognised, raw)
    return Loaded(recognised=recognised, raw=raw, rows=rows, in_bulk=in_bulk)


def _bulk(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str) -> int | None:
    lines = _plain_lines(recognised)
    if lines is None:
        return None
    nothing = ", ".join(map(literal, NOTHING))
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(recognised.width))
    wanted = ", ".join(f"c{place} AS {name(key)}" for key, place in recognised.places.items())
    query = f"""
        CREATE TABLE {name(raw)} AS SELECT NULL::BIGINT AS row_number, {wanted} FROM read_csv(
            {literal(str(recognised.source.path))}, columns = {{{columns}}}, auto_detect = false,
            delim = {literal(recognised.delimiter)}, quote = '"', escape = '"', header = false,
            skip = {recognised.header_row}, null_padding = true, nullstr = [{nothing}])
    """
    try:
        connection.execute(query)
    except duckdb.Error:  # whatever it is, the careful reader will say
        connection.execute(f"DROP TABLE IF EXISTS {name(raw)}")
        return None
    [rows] = connection.execute(f"SELECT count(*) FROM {name(raw)}").fetchone() or (0,)
    if rows != lines - recognised.header_row:
        connection.execute(f"DROP TABLE {name(raw)}")
        return None
    connection.execute(f"UPDATE {name(raw)} SET row_number = rowid + {recognised.header_row + 1}")
    return int(rows)


def _plain_lines(recognised: Recognised) -> int | None:
    """How many lines a file has, if it is UTF-8 all through and no quotation of its head spans two lines."""
    if not recognised.encoding.startswith("utf-8"):  # UTF-16 without its mark decodes as UTF-8 too
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, tail = 0, b""
    with recognised.source.path.open("rb") as file:
        if any(line.count(b'"') % 2 for line in islice(file, recognised.header_row)):
            return None
        file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return None
            lines, tail = lines + chunk.count(b"\n"), (tail + chunk)[-CHUNK_BYTES:]
    blank = tail[len(tail.rstrip(b"\r\n")) :].count(
        b"\n"
    )  # the last line's own end, and blank lines after it
    return lines - blank + 1


def _careful(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str) -> int:
    keys = list(recognised.columns)
    given = dict(recognised.columns)
    typed = ", ".join(f"{name(key)} VARCHAR" for key in keys)
    connection.execute(f"CREATE TABLE {name(raw)} (row_number BIGINT, {typed})")
    with recognised.source.path.open("rb") as file:
        table = read_table(file, _columns(recognised.kind, given), mapping=given)
        table.findings.clear()  # those of the header are known
        rows = iter(table)
        while some := list(islice(rows, ROWS_AT_ONCE)):
            batch: dict[str, Any] = {"row_number": [row.number for row in some]}
            batch |= {key: pa.array((_said(row[key]) for row in some), pa.string()) for key in keys}
            connection.register("batch", pa.table(batch))
            connection.execute(f"INSERT INTO {name(raw)} BY NAME SELECT * FROM batch")
            connection.unregister("batch")
            _note_all(connection, recognised, table)
        _note_all(connection, recognised, table)
    return table.read + table.counts["line_too_long"]  # which was a row, and is none that could be read


def _said(cell: str | None) -> str | None:
    return None if cell in NOTHING else cell


def _note_all(connection: duckdb.DuckDBPyConnection, recognised: Recognised, table: Table) -> None:
    """Hand on what the careful reader found, so that all of it is kept and not the first thousand."""
    notes = [
        Note(
            row_number=finding.row_number, column=finding.column or "", code=finding.code,
            message=finding.message, used=finding.code == "open_quotation",
        )
        for finding in table.findings
    ]  # fmt: skip
    note(connection, file=recognised.source.name, notes=notes)
    table.findings.clear()


def _without_repeated_headers(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str) -> int:
    same = " AND ".join(f"{name(key)} = {literal(header)}" for key, header in recognised.columns.items())
    rule = Rule(code="repeated_header", message="The header stands here again. It was left out.", where=same)
    return _without(connection, recognised, raw, rule)


def _without_blank_rows(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str) -> int:
    cells = ", ".join(f"nullif(trim({name(key)}), '')" for key in recognised.columns)
    message = "No column that is read says anything here. It was left out."
    rule = Rule(code="nothing_said", message=message, where=f"coalesce({cells}) IS NULL")
    return _without(connection, recognised, raw, rule)


def _without(connection: duckdb.DuckDBPyConnection, recognised: Recognised, raw: str, rule: Rule) -> int:
    """Leave out lines that are no rows at all; how many there were."""
    found = note_rows(
        connection, file=recognised.source.name, column="", code=rule.code, message=rule.message, used=False,
        rows=f"SELECT row_number FROM {name(raw)} WHERE {rule.where}",
    )  # fmt: skip
    if found:
        connection.execute(f"DELETE FROM {name(raw)} WHERE {rule.where}")
    return found
