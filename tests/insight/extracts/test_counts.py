"""Whatever stands in a file, nothing stops the reading, and used and left-out rows come to all its rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kith.insight.extracts.files import Recognised, recognise
from kith.insight.extracts.mapping import guessed
from kith.insight.extracts.read import read_sources
from kith.insight.extracts.registry import KINDS
from kith.insight.extracts.sources import Source

NO_ROWS = ("repeated_header", "nothing_said")
CELLS = (
    "", " ", "NULL", "#N/A", "P1", "P2", "Aire Care Ltd", "aire care", "“Aire”", "01/07/2025", "2025-07-01",
    "07/31/2025", "31/06/2025", "45839", "45839.3541666", "2025-10-26 01:30", "26/10/2025 01:10",
    "30/03/2025 01:30", "08:30", "8.25", "8.75", "0.354167", "0800", "25:00", "30", "-30", "10000", "10,000",
    "0.5", "0:45", "45 min",
    "£1,234.56", "(12.50)", "1.005", "spot", "delivered", "cancelled", "Residential", "yes", "partly", "1940",
    "none", "x" * 300, "\x00", "a\nb", 'say "no"', "2099-12-31", "1899-12-31", "é", "\ufeff",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counted")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=some.data())
def test_every_row_is_used_or_told(folder: Path, data: some.DataObject) -> None:
    kind = KINDS[data.draw(some.sampled_from(sorted(KINDS)))]
    width = len(kind.fields)
    rows = data.draw(
        some.lists(some.lists(some.sampled_from(CELLS), min_size=1, max_size=width + 1), max_size=12)
    )
    delimiter = data.draw(some.sampled_from([",", ";", "\t", "|"]))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([[f.key for f in kind.fields], *rows])
    file = folder / f"{kind.key}.csv"
    file.write_text(out.getvalue(), encoding=data.draw(some.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))
    assert isinstance(recognise(Source(name=file.name, path=file)), Recognised)
    with duckdb.connect(":memory:") as connection:
        (read,) = read_sources(connection, [Source(name=file.name, path=file)], guessed(), _say).files
        left_out = connection.execute(
            f"SELECT count(DISTINCT row_number) FROM findings WHERE NOT used AND code NOT IN {NO_ROWS}"
        ).fetchone()
    assert left_out == (read.rows - read.used,)


def _say(words: str, share: float) -> None:
    """Nobody looks on."""
