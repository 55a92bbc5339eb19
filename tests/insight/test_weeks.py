"""Weeks of visits that are kept from the last snapshot are those that would be written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction

from kith.brokerage.models import PackageLineEnd, Suspension
from kith.insight.facts import rests_on
from kith.insight.facts.fill_visits import rows_of_week
from kith.insight.facts.known import lines
from kith.insight.facts.rests_on import weeks_rest_on
from kith.insight.facts.weeks import BY_WEEK, files_of, weeks_not_as_written, write_weeks
from kith.orgs.context import as_house
from kith.payments.models import Claim
from kith.people.models import Person
from tests import factories
from tests.delivery.factories import NINE

from .weeks_world import CHANGES, DAY, MONDAY, WEEKS, a_claim, a_pause, world

pytestmark = pytest.mark.django_db


def written(folder: Path, before: Path | None = None) -> Path:
    folder.mkdir()
    write_weeks(folder, before)
    return folder


def everything_in(folder: Path) -> Mapping[str, Any]:
    """Every file of the tables that go by weeks, by its name, with its rows."""
    return {
        f"{table.name} {file.name}": pq.read_table(file).to_pylist()
        for table in BY_WEEK
        for file in files_of(table, folder).iterdir()
    }


def kept(folder: Path, before: Path) -> set[str]:
    """The Mondays of the weeks that stand in both folders as one file on the disk."""
    visits, older = (files_of(BY_WEEK[0], each) for each in (folder, before))
    return {
        file.name[:10]
        for file in visits.iterdir()
        if (older / file.name).exists() and os.path.samefile(file, older / file.name)
    }


@pytest.mark.parametrize("seed", range(5))
def test_after_any_changes_weeks_kept_are_those_that_would_be_written(seed: int, tmp_path: Path) -> None:
    made = world(seed)
    last = written(tmp_path / "0")
    for step in range(1, 13):
        for change in made.rng.choices(CHANGES, k=made.rng.randrange(3)):
            change(made)
        new = written(tmp_path / str(step), last)
        assert everything_in(written(tmp_path / f"{step} afresh")) == everything_in(new)
        last = new


def test_every_change_is_noticed() -> None:
    made = world(1)
    a_pause(made)
    before, noticed = weeks_rest_on(lines()), set()
    for change in CHANGES:
        for _ in range(9):  # not every one of them meets a visit
            with transaction.atomic():
                change(made)
                noticed |= {change.__name__} if before != weeks_rest_on(lines()) else set()
                transaction.set_rollback(True)  # each by itself: one may hide what another did
    assert {change.__name__ for change in CHANGES} == noticed


def test_a_week_is_written_again_and_the_others_are_kept(tmp_path: Path) -> None:
    made = world(2)
    older = written(tmp_path / "older")
    weeks = {name[:10] for name in os.listdir(older / "visits.parquet")}
    a_claim(made)
    (claim,) = Claim.objects.all()
    changed = claim.visit.on - DAY * claim.visit.on.weekday()
    newer = written(tmp_path / "newer", older)
    assert weeks - {str(changed)} == kept(newer, older)
    assert 3 <= len(weeks)


def test_weeks_are_kept_on_either_database(database: str, tmp_path: Path) -> None:
    with as_house():
        made = world(7)
        for change in CHANGES:
            change(made)
        older = written(tmp_path / "older")
        a_claim(made)
        newer = written(tmp_path / "newer", older)
        assert everything_in(written(tmp_path / "afresh")) == everything_in(newer)
    assert 1 <= len(kept(newer, older)) < WEEKS


def test_what_comes_later_touches_no_week_before(tmp_path: Path) -> None:
    made = world(3)
    older = written(tmp_path / "older")
    third = MONDAY + 14 * DAY
    PackageLineEnd.objects.create(line=made.lines[0], until=third, reason="ended", recorded_at=factories.NOW)
    Person.objects.filter(pk=made.lines[1].person_id).update(died_on=third + DAY)
    Suspension.objects.create(
        person=made.lines[2].person, starts_at=NINE + 20 * DAY, reason="hospital", recorded_at=factories.NOW
    )
    assert {str(MONDAY), str(MONDAY + 7 * DAY)} == kept(written(tmp_path / "newer", older), older)


def test_another_program_writes_every_week_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(4)
    older = written(tmp_path / "older")
    assert kept(written(tmp_path / "same", older), older)
    monkeypatch.setattr(rests_on, "_program", lambda: "another")
    assert set() == kept(written(tmp_path / "other", older), older)


def test_a_file_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    world(5)
    older = written(tmp_path / "older")
    whole = everything_in(older)
    cut = min(files_of(BY_WEEK[0], older).iterdir())
    cut.write_bytes(cut.read_bytes()[:-9])
    assert whole == everything_in(written(tmp_path / "newer", older))


def test_a_week_that_says_something_else_is_found_and_one_just_learnt_of_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world(5)
    folder = written(tmp_path / "facts")
    assert [] == weeks_not_as_written(folder)

    def meanwhile(*asked: Any) -> Any:
        for _ in range(9):
            a_claim(made)
        return rows_of_week(*asked)

    with monkeypatch.context() as patched:
        patched.setattr("kith.insight.facts.weeks.rows_of_week", meanwhile)
        assert [] == weeks_not_as_written(folder)
    again = written(tmp_path / "again")
    file = min(files_of(BY_WEEK[0], again).iterdir())
    rows = pq.read_table(file)
    pq.write_table(rows.slice(1), file)
    assert [f"the week of {file.name[:10]}"] == weeks_not_as_written(again)


def test_a_house_without_visits_has_tables_without_rows(tmp_path: Path) -> None:
    assert {"visits": 0, "called_off": 0} == write_weeks(tmp_path, None)
    assert 0 == pq.read_table(tmp_path / "visits.parquet").num_rows


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The names of the tables that queries name meanwhile."""
    read: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        read.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield read


def test_every_table_that_a_week_is_read_from_is_asked_whether_it_changed() -> None:
    made = world(6)
    for change in CHANGES:
        change(made)
    with tables_read() as asked:
        weeks = weeks_rest_on(lines())
    with tables_read() as read:
        for week in weeks:
            rows_of_week(week, lines())
    assert {"rota_visit", "rota_rotaentry", "delivery_verification", "people_residence"} <= read
    assert set() == read - asked
