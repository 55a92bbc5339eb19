"""F35: a page damaged on the disk is told of, and the looks that cannot read it say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from kith.config.commands import check
from tests.delivery.factories import morning_round
from tests.faults import mutants


def damage(table: str, path: Path) -> None:
    """Overwrite the middle of a table's first page, behind the database's back."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA page_size")
        (size,) = cursor.fetchone()
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = %s", [table])
        (page,) = cursor.fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * (size // 2))


def looked(path: Path) -> Result:
    world = morning_round()
    world.phone.send(world.phone.stay(world.visit))
    damage("delivery_visitevent", path)
    return CliRunner().invoke(check, ["--records"])


def test_a_damaged_page_is_found_and_said(sqlite: str, tmp_path: Path) -> None:
    said = looked(tmp_path / "kith.sqlite3")
    assert 1 == said.exit_code
    assert "bad  storage" in said.output
    assert "cannot be read" in said.output


def test_it_finds_a_check_that_reads_no_pages(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("pages go unread", monkeypatch.setattr)
    assert "good  storage" in looked(tmp_path / "kith.sqlite3").output
