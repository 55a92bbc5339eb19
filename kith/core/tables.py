"""Tabular files from elsewhere, read the one way Kith reads them.

Council and provider extracts come in every encoding, with titles above the header, with their own names for
things and with rows that make no sense. A table here is a stream: each good row is handed on, each bad row
becomes findings with its number and reason, and nothing is dropped without one. No bytes make it fail.

Rows are numbered as a spreadsheet numbers them: the first is 1, and a row may hold line breaks in a cell.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from kith.core.table_cells import BadCell, Reader
from kith.core.table_header import as_it_stands, foldings, without_brackets
from kith.core.table_text import mend, open_text

DELIMITERS = (",", ";", "\t", "|")
ROWS_SEARCHED_FOR_HEADER = 40
FINDINGS_KEPT = 1_000
LONGEST_QUOTED_CELL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column we understand: our key for it, how its cells are read, and what else people call it.

    A required column must be there and be filled in every row. A row stands when its bad cell `may_be_bad`:
    the finding is made and the value left out.
    """

    key: str
    read: Reader[Any]
    names: tuple[str, ...] = ()
    required: bool = True
    may_be_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Which column of the file was taken for one of ours, and why: it was `given`, `named` or by `place`."""

    key: str
    header: str
    place: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the file that could not be used as it stands. No column means the whole row."""

    row_number: int
    column: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One good row: its number in the file, and a value or None for each of our columns."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much of the file could be used, in rows, and how often each kind of finding was made."""

    read: int
    used: int
    by_code: Mapping[str, int]


class Table:
    """A file being read. Iterate it once for its rows; its findings and counts grow as the rows go by."""

    def __init__(
        self,
        source: bytes | BinaryIO,
        columns: Sequence[Column],
        *,
        mapping: Mapping[str, str],
        by_place: Sequence[str],
    ) -> None:
        text = open_text(source)
        self.encoding = text.encoding
        self.mapping: tuple[Mapped, ...] = ()
        self.unused: tuple[str, ...] = ()
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.read = 0
        self.used = 0
        self._columns = {column.key: column for column in columns}
        self._given = mapping
        self._names = {
            key: [foldings(name)[0] for name in ((mapping[key],) if key in mapping else (key, *column.names))]
            for key, column in self._columns.items()
        }
        self._row_number = 0
        self.header: list[str] = []

        first = list(islice(text.lines, ROWS_SEARCHED_FOR_HEADER * 2))
        self.delimiter, self.header_row, width = self._find_header(first)
        mended = mend(chain(first, text.lines), self.delimiter, self._find_in_next_row, width=width)
        self._records = self._numbered(csv.reader(mended, delimiter=self.delimiter))
        if self.header_row:
            self._map_by_name()
        else:
            self._map_by_place(by_place, first)

    def __iter__(self) -> Iterator[Row]:
        if not self.mapping:
            return
        for number, cells in self._records:
            if not any(cell.strip() for cell in cells):
                continue
            if cells == self.header:
                self.find(number, None, "repeated_header", "The header stands here again. It was left out.")
                continue
            self.read += 1
            values = self._values(number, cells)
            if values is not None:
                self.used += 1
                yield Row(number=number, values=values)

    def find(self, row_number: int, column: str | None, code: str, message: str) -> None:
        """Note a finding. All are counted; the first thousand are kept."""
        self.counts[code] += 1
        if len(self.findings) < FINDINGS_KEPT:
            found = Finding(row_number=row_number, column=column, code=code, message=message)
            self.findings.append(found)

    def refuse(self, row: Row, column: str | None, code: str, message: str) -> None:
        """Note that a row already handed on could not be used after all."""
        self.used -= 1
        self.find(row.number, column, code, message)

    def summary(self) -> Summary:
        """How much of the file has been read and used so far, in rows."""
        return Summary(read=self.read, used=self.used, by_code=dict(self.counts.most_common()))

    def _find_in_next_row(self, code: str, message: str) -> None:
        self.find(self._row_number + 1, None, code, message)

    def _numbered(self, records: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        for self._row_number, cells in enumerate(records, start=1):
            yield self._row_number, cells

    def _find_header(self, lines: Sequence[str]) -> tuple[str, int, int]:
        """The delimiter, the header's row and how many cells it has; nought for both where there is none."""
        best, delimiter, row, width = 0, DELIMITERS[0], 0, 0
        for candidate in DELIMITERS:
            for number, cells in enumerate(_cells_of(lines, candidate), start=1):
                found = len(self._matches(cells))
                if found > best:
                    best, delimiter, row, width = found, candidate, number, len(cells)
        return delimiter, row, width

    def _matches(self, header: Sequence[str]) -> dict[str, Mapped]:
        """Our columns found in this header. The first of two with one name counts.

        A name as it stands goes before one without its brackets: “Duration (hours)” is no “Duration”.
        """
        found: dict[str, Mapped] = {}
        for places in (as_it_stands(header), without_brackets(header)):
            taken = {mapped.place for mapped in found.values()}
            for key in self._columns.keys() - found.keys():
                place = next((places[name] for name in self._names[key] if name in places), None)
                if place is not None and place not in taken:
                    how = "given" if key in self._given else "named"
                    found[key] = Mapped(key=key, header=header[place].strip(), place=place, how=how)
        return {key: found[key] for key in self._columns if key in found}

    def _map_by_name(self) -> None:
        self.header = next((cells for number, cells in self._records if number == self.header_row), [])
        found = self._matches(self.header)
        self._report_header(found)
        if all(key in found for key, column in self._columns.items() if column.required):
            self.mapping = tuple(found.values())

    def _report_header(self, found: Mapping[str, Mapped]) -> None:
        headers = [cell.strip() for cell in self.header]
        taken = {mapped.place for mapped in found.values()}
        self.unused = tuple(name for place, name in enumerate(headers) if name and place not in taken)
        for name, times in Counter(filter(None, headers)).items():
            if times > 1:
                self.find(
                    self.header_row,
                    name,
                    "duplicate_header",
                    f"“{name}” heads {times} columns. The first was used.",
                )
        for key, column in self._columns.items():
            if key not in found and (column.required or key in self._given):
                wanted = self._given.get(key, key)
                self.find(
                    self.header_row, key, "missing_column",
                    f"No column is headed “{wanted}”. The file has: {', '.join(filter(None, headers))}.",
                )  # fmt: skip

    def _map_by_place(self, keys: Sequence[str], lines: Sequence[str]) -> None:
        """Take the columns in this order, if the first row then makes sense."""
        first = next(_cells_of(lines, self.delimiter), [])
        mapping = tuple(
            Mapped(key=key, header="", place=place, how="place")
            for place, key in enumerate(keys)
            if key in self._columns
        )
        if mapping and all(self._makes_sense(mapped, first) for mapped in mapping):
            self.mapping = mapping
            return
        wanted = ", ".join(key for key, column in self._columns.items() if column.required)
        self.find(1, None, "no_header", f"No row names the columns. The first row that does needs: {wanted}.")

    def _makes_sense(self, mapped: Mapped, cells: Sequence[str]) -> bool:
        column = self._columns[mapped.key]
        try:
            _read(column, _cell(cells, mapped.place))
        except BadCell:
            return column.may_be_bad
        return True

    def _values(self, number: int, cells: Sequence[str]) -> dict[str, Any] | None:
        if self.header and any(cell.strip() for cell in cells[len(self.header) :]):
            self.find(
                number, None, "too_many_cells",
                f"This row has {len(cells)} cells and the header {len(self.header)}.",
            )  # fmt: skip
            return None
        values: dict[str, Any] = dict.fromkeys(self._columns)
        stands = True
        for mapped in self.mapping:
            column = self._columns[mapped.key]
            cell = _cell(cells, mapped.place)
            try:
                values[mapped.key] = _read(column, cell)
            except BadCell as bad:
                self.find(number, mapped.header or mapped.key, bad.reason, _shortened(bad.message, cell))
                stands = stands and column.may_be_bad
        return values if stands else None


def read_table(
    source: bytes | BinaryIO,
    columns: Sequence[Column],
    *,
    mapping: Mapping[str, str] | None = None,
    by_place: Sequence[str] = (),
) -> Table:
    """A table of these columns from a file's bytes or stream, ready to iterate.

    `mapping` gives the header for a key where guessing by name is not wanted. `by_place` names the columns
    from left to right for files that have no header; keys that are none of ours are passed over.
    Raises nothing: what is wrong with the file is in its findings.
    """
    return Table(source, columns, mapping=mapping or {}, by_place=by_place)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _read(column: Column, cell: str) -> Any:
    if cell:
        return column.read(cell)
    if column.required:
        raise BadCell("blank", "This cell is blank and is needed.")
    return None


def _shortened(message: str, cell: str) -> str:
    return (
        message.replace(cell, f"{cell[:LONGEST_QUOTED_CELL]}…")
        if len(cell) > LONGEST_QUOTED_CELL
        else message
    )


def _cells_of(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    mended = mend(iter(lines), delimiter, lambda code, message: None)
    return islice(csv.reader(mended, delimiter=delimiter), ROWS_SEARCHED_FOR_HEADER)
