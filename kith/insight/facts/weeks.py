"""The tables that go by weeks: a file for each, and those of the last snapshot kept where nothing changed.

A file is called after its week and what that rests on, so a file of that name is the week as it would be
written. It is kept by a link: a snapshot's folder is whole by itself, a week that did not change stands once
on the disk, and no file is ever written again. So whatever goes wrong half-way, the last snapshot is as it
was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from kith.insight.facts.fill_visits import rows_of_week
from kith.insight.facts.known import Line, lines
from kith.insight.facts.rests_on import weeks_rest_on
from kith.insight.facts.shape import FactTable
from kith.insight.facts.tables import CALLED_OFF, VISITS

Row = dict[str, Any]
BY_WEEK = (VISITS, CALLED_OFF)
NO_WEEK = "none.parquet"


def write_weeks(folder: Path, before: Path | None) -> dict[str, int]:
    """Write the tables that go by weeks into a folder, keeping the weeks of the folder ``before`` that rest
    on what they did; the rows in each table.
    """
    of_line = lines()
    weeks = {f"{week}-{rests_on}.parquet": week for week, rests_on in weeks_rest_on(of_line).items()}
    for table in BY_WEEK:
        files_of(table, folder).mkdir()
        if not weeks:
            write_rows(table, files_of(table, folder) / NO_WEEK, [])
    for name, week in weeks.items():
        if before is None or not _keep(name, folder, before):
            for table, rows in zip(BY_WEEK, rows_of_week(week, of_line), strict=True):
                write_rows(table, files_of(table, folder) / name, rows)
    return {table.name: _count(files_of(table, folder)) for table in BY_WEEK}


def weeks_not_as_written(folder: Path) -> list[str]:
    """The weeks in a folder that rest on what they did when they were written, and say something else than
    would be written now. Works every week out again: minutes, where there are many visits. A week of which
    something is learnt meanwhile is left to the next snapshot, which writes it again.
    """
    of_line = lines()
    found = {
        week: rests_on
        for week, rests_on in weeks_rest_on(of_line).items()
        if not _as_written(week, f"{week}-{rests_on}.parquet", folder, of_line)
    }
    now = weeks_rest_on(lines()) if found else {}
    return [f"the week of {week}" for week, rests_on in found.items() if now.get(week) == rests_on]


def files_of(table: FactTable, folder: Path) -> Path:
    """Where a table of the snapshot in a folder stands: a file, or a folder of files by week."""
    return folder / f"{table.name}.parquet"


def write_rows(table: FactTable, path: Path, rows: Sequence[Row]) -> None:
    """Write rows of a table to a file."""
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path, compression="zstd")


def _keep(name: str, folder: Path, before: Path) -> bool:
    """Let a week stand in a folder as it stands in the one before, if it does, whole."""
    held = [files_of(table, before) / name for table in BY_WEEK]
    if not all(map(_is_whole, held)):
        return False
    for table, file in zip(BY_WEEK, held, strict=True):
        _link(file, files_of(table, folder) / name)
    return True


def _as_written(week: date, name: str, folder: Path, of_line: Mapping[UUID, Line]) -> bool:
    """Whether the files of a week, where they are there, say what would be written now."""
    for table, rows in zip(BY_WEEK, rows_of_week(week, of_line), strict=True):
        file = files_of(table, folder) / name
        if file.exists() and not _says(file, pa.Table.from_pylist(rows, schema=table.schema)):
            return False
    return True


def _is_whole(file: Path) -> bool:
    """Whether a file is there and was written to its end, where Parquet says what is in it."""
    try:
        pq.read_metadata(file)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def _says(file: Path, rows: pa.Table) -> bool:
    try:
        return bool(pq.read_table(file).equals(rows))
    except (OSError, pa.ArrowInvalid):
        return False


def _link(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(file, to)


def _count(files: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in files.iterdir())
