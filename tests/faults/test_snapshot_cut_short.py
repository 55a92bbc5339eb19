"""F23: wherever a snapshot is cut short, the last one is as it was, and the next as if made from nothing."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kith.insight.actions import take_snapshot
from kith.insight.facts import weeks
from kith.insight.models import Snapshot
from kith.payments.models import Claim
from kith.rota.models import Visit
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, visit
from tests.faults import mutants
from tests.faults.test_every_statement import Killed

EVENING = NINE + 600 * MINUTE
A_WEEK = 7 * 24 * 60 * MINUTE


def four_weeks() -> Round:
    """Ada's visit, and one in each of the three weeks after it."""
    morning = morning_round()
    for number in range(1, 4):
        visit(line=morning.line, workers=[morning.grace], starts_at=NINE + number * A_WEEK)
    return morning


def claimed(morning: Round, place: int) -> None:
    """Something is learnt of one of the weeks."""
    Claim.objects.create(
        visit=Visit.objects.order_by("on")[place], provider=morning.cast.kindly_care, invoiced_minutes=30,
        reference="KC", recorded_at=factories.NOW,
    )  # fmt: skip


def as_it_stands(folder: Path) -> dict[str, bytes]:
    """Every file of a snapshot, to the byte."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def rows_of(folder: Path) -> list[Any]:
    return pq.read_table(folder / "visits.parquet").sort_by("visit_key").to_pylist()


def taken(under: Path, minute: int, *, afresh: bool = False) -> Path:
    return Path(take_snapshot(by=None, at=EVENING + minute * MINUTE, under=under, afresh=afresh).folder)


def cut_short(number: int, under: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Take a snapshot, cut short in the middle of so many a file; whether it came so far."""
    write, files = weeks.write_rows, count(1)

    def broken(table: Any, path: Path, rows: Any) -> None:
        write(table, path, rows)
        if next(files) == number:
            path.write_bytes(path.read_bytes()[:-9])
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(weeks, "write_rows", broken)
        try:
            taken(under, number)
        except Killed:
            return True
    return False


def faults_found(under: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What was wrong after some snapshot that was cut short, or after the one that followed it."""
    morning, found = four_weeks(), set()
    for number in count(1):
        last = taken(under, 10 * number)
        before, snapshots = as_it_stands(last), Snapshot.objects.count()
        for place in range(number % 4 + 1):
            claimed(morning, place)
        came_so_far = cut_short(number, under, monkeypatch)
        if as_it_stands(last) != before:
            found.add("the last one changed")
        if came_so_far and Snapshot.objects.count() != snapshots:
            found.add("a part counts")
        if rows_of(taken(under, 10 * number + 1)) != rows_of(taken(under, 10 * number + 2, afresh=True)):
            found.add("the next one differs")
        if not came_so_far:
            break
    return found


def test_a_snapshot_cut_short_leaves_the_last_one_and_the_next_is_whole(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set() == faults_found(tmp_path, monkeypatch)
    assert 6 < Snapshot.objects.count()


@pytest.mark.parametrize(
    ("mutant", "fault"),
    [("weeks by their day", "the next one differs"), ("written over what is kept", "the last one changed")],
)
def test_it_finds_weeks_that_are_kept_wrongly(
    mutant: str, fault: str, sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant(mutant, monkeypatch.setattr)
    assert fault in faults_found(tmp_path, monkeypatch)
