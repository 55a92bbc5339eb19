"""One file looked at before it is sent: what it would be taken for, and what could not be used."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kith.insight.extracts.findings import Found
from kith.insight.extracts.mapping import guessed
from kith.insight.extracts.read import FileRead, read_sources
from kith.insight.extracts.sources import sources_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of each table of a file, and what was found in them."""

    files: tuple[FileRead, ...]
    findings: tuple[Found, ...]

    @property
    def whole(self) -> bool:
        """Whether every table is known and every row of them can be used."""
        return bool(self.files) and all(file.table and file.used == file.rows for file in self.files)


def check_file(path: Path) -> Checked:
    """What Kith would make of a file, kept nowhere."""
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as connection:
        given = sources_of(path, Path(scratch))
        extracts = read_sources(connection, given, guessed(), lambda words, share: None)
    return Checked(files=extracts.files, findings=extracts.findings)
