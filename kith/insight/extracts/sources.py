"""What lies in a folder: the tables of its files, and with reasons the files nothing can be read of."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from kith.core.phrases import say

TEXT_ENDINGS = frozenset((".csv", ".tsv", ".txt", ".tab"))
WORKBOOK_ENDINGS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))
ARCHIVE_ENDINGS = frozenset((".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz"))
READ_ELSEWHERE = frozenset((".geojson", ".toml"))  # maps, and the mapping file kept beside the extracts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One table somebody gave: a text file, or a sheet of a workbook written out as one."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A file nothing is read of, and why, with what to do about it."""

    name: str
    why: str


Given = Source | NotRead


def sources(folder: Path, scratch: Path, *, out: Path | None = None) -> list[Given]:
    """Everything in a folder, by name: each sheet of a workbook is a table. Nothing is passed over unsaid.

    Nobody's extracts are maps and the mapping, which are read elsewhere, what a system keeps for itself, in
    files whose names begin with a dot, and ``out``, the folder a report is written to.
    """
    lying = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path != out)
    return [
        given
        for path in lying
        if path.suffix.lower() not in READ_ELSEWHERE
        for given in sources_of(path, scratch)
    ]


def sources_of(path: Path, scratch: Path) -> list[Given]:
    """The tables of one file: itself, or each sheet of a workbook; or why there are none."""
    try:
        return list(_tables(path, scratch))
    except OSError as error:
        why = say("It cannot be opened: {reason}.", reason=error.strerror or type(error).__name__)
    except CalamineError as error:
        why = say(
            "It cannot be opened as a workbook: {reason}. Open it in a spreadsheet and save it as CSV.",
            reason=str(error).rstrip("."),
        )
    return [NotRead(name=path.name, why=why)]


def _tables(path: Path, scratch: Path) -> Iterator[Given]:
    ending = path.suffix.lower()
    if path.is_dir():
        yield NotRead(name=path.name, why=say("It is a folder: put its files beside the others."))
    elif ending in ARCHIVE_ENDINGS:
        yield NotRead(name=path.name, why=say("It is an archive: unpack it beside the others."))
    elif ending in WORKBOOK_ENDINGS:
        yield from _sheets(path, scratch)
    elif ending not in TEXT_ENDINGS:
        yield NotRead(name=path.name, why=say("It is neither CSV nor a workbook: save it as one of them."))
    elif not path.stat().st_size:
        yield NotRead(name=path.name, why=say("It is empty."))
    else:
        yield Source(name=path.name, path=path)


def _sheets(path: Path, scratch: Path) -> Iterator[Source]:
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
        names = workbook.sheet_names
        for place, sheet in enumerate(names):
            target = scratch / f"{path.name}-{place}.csv"
            with target.open("w", encoding="utf-8", newline="") as out:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                csv.writer(out, lineterminator="\n").writerows(
                    [_cell(value) for value in row] for row in rows
                )
            label = path.name if len(names) == 1 else f"{path.name}, {sheet}"
            yield Source(name=label, path=target)


def _cell(value: object) -> str:
    """A workbook's cell as it would be typed."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds") if value.time() != time() else f"{value:%Y-%m-%d}"
    if isinstance(value, timedelta):
        whole = int(value.total_seconds())
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | time) else str(value)
