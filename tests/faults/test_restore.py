"""F30 and F31: a restored backup holds everything, and phones bring what they had sent since it was made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from kith.config.checks_records import records
from kith.config.findings import Level
from kith.delivery.actions_verify import verify_visits
from kith.delivery.models import VisitEvent
from kith.delivery.queries_feed import current_epoch
from kith.orgs.context import as_house
from tests.databases import default_database
from tests.delivery import factories
from tests.delivery.factories import MINUTE, NINE
from tests.faults import mutants
from tests.faults.machine import ModelPhone
from tests.faults.state import state
from tests.faults.test_bad_week import IgnoresTheEpoch
from tests.postgres import Cluster

Restore = Callable[[], None]
State = dict[str, list[str]]
SMALL, FULL = 5, 50


def exchange(phone: ModelPhone, at: datetime) -> None:
    """Two good exchanges: in the first a phone learns of a new epoch, in the second it offers again."""
    for _ in range(2):
        batch = list(phone.outbox.values())
        body = phone.keeper.batch(batch, epoch=phone.epoch)
        phone.hear(batch, factories.receive_batch(device=phone.keeper.device, batch=body, at=at), at)


def missing_after(
    back_up: Callable[[], Restore], *, phones: int = SMALL, phone_type: type[ModelPhone] = ModelPhone
) -> int:
    """How many acknowledged events are gone once every phone has been heard after the restore."""
    with as_house():
        world = factories.morning_round()
        workers = [
            factories.worker(organisation=world.cast.kindly_care, name=f"Worker {n}") for n in range(phones)
        ]
        visits = [
            factories.visit(line=world.line, workers=[worker], slot=f"{n}")
            for n, worker in enumerate(workers)
        ]
        all_phones = [phone_type(keeper=factories.phone(worker)) for worker in workers]

    def record(kind: str, at: datetime) -> None:
        for phone, visit in zip(all_phones, visits, strict=True):
            phone.record(phone.keeper.event(kind, visit=visit, at=at))
            exchange(phone, at + MINUTE)

    record("check_in", NINE)
    restore = back_up()
    record("note", NINE + 10 * MINUTE)
    record("check_out", NINE + 20 * MINUTE)
    restore()
    for phone in all_phones:
        exchange(phone, NINE + timedelta(hours=1))
    with as_house():
        kept = {str(key) for key in VisitEvent.objects.values_list("pk", flat=True)}
    return len({event_id for phone in all_phones for event_id in phone.recorded} - kept)


@pytest.fixture
def of_file(sqlite: str, tmp_path: Path) -> Callable[[], Restore]:
    """Copies a SQLite file, and puts the copy back in its place."""
    file, copy = Path(sqlite.removeprefix("sqlite:///")), tmp_path / "copy.sqlite3"

    def back_up() -> Restore:
        connection.close()  # which also writes the log into the file
        shutil.copy(file, copy)
        return restore

    def restore() -> None:
        connection.close()
        shutil.copy(copy, file)

    return back_up


@pytest.fixture(params=["a new database", "the old tables"])
def of_dump(request: pytest.FixtureRequest, cluster: Cluster, postgres: str) -> Callable[[], Restore]:
    """Dumps a PostgreSQL database, and restores it into a new one of its name or over the old tables."""
    name = postgres.rpartition("/")[2]
    dump = cluster.home / f"{name}.dump"
    whole = cluster.url(name, "postgres")

    def back_up() -> Restore:
        cluster.run("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={whole}")
        return into_new if request.param == "a new database" else over_old

    def into_new() -> None:
        connection.close()
        cluster.drop_database(name)
        cluster.create_database(name)
        cluster.run("pg_restore", "--clean", "--if-exists", f"--dbname={whole}", str(dump))

    def over_old() -> None:
        connection.close()
        cluster.run("pg_restore", "--clean", "--if-exists", f"--dbname={whole}", str(dump))

    return back_up


def test_nothing_is_missing_after_an_older_file_was_put_back(of_file: Callable[[], Restore]) -> None:
    assert 0 == missing_after(of_file)


def test_nothing_is_missing_after_a_dump_was_restored(of_dump: Callable[[], Restore]) -> None:
    assert 0 == missing_after(of_dump)


def restored_elsewhere(cluster: Cluster, database: str, *leaving_out: str) -> tuple[State, State, list[str]]:
    """What a database holds, what its dump holds when restored into an empty one, and what `check` finds."""
    world = factories.morning_round()
    world.phone.send(
        [*world.phone.stay(world.visit), world.phone.event("note", visit=world.visit, text="Well.")]
    )
    verify_visits(by=None, at=NINE + timedelta(hours=2), visit_ids=[world.visit.pk])
    before = state()
    name = database.rpartition("/")[2]
    dump = str(cluster.home / f"{name}.dump")
    cluster.run(
        "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={cluster.url(name, 'postgres')}",
        *(f"--exclude-table-data={table}" for table in leaving_out),
    )  # fmt: skip
    elsewhere = f"{name}_elsewhere"
    cluster.create_database(elsewhere)
    cluster.run(
        "pg_restore", "--clean", "--if-exists", f"--dbname={cluster.url(elsewhere, 'postgres')}", dump
    )
    with default_database(cluster.url(elsewhere)):
        found = [each.what for each in records() if each.level is Level.BAD]
        after = state()
    cluster.drop_database(elsewhere)
    return before, after, found


def test_a_dump_holds_every_row_of_every_table_and_every_promise(cluster: Cluster, postgres: str) -> None:
    """F30."""
    before, after, found = restored_elsewhere(cluster, postgres)
    assert before == after
    assert [] == found


def test_it_finds_a_dump_that_left_a_table_out(cluster: Cluster, postgres: str) -> None:
    before, after, found = restored_elsewhere(cluster, postgres, "delivery_verification")
    assert ["delivery_verification"] == [table for table in before if before[table] != after[table]]
    assert ["visits are verified"] == found


@pytest.mark.slow
def test_nothing_is_missing_with_fifty_phones(of_dump: Callable[[], Restore]) -> None:
    assert 0 == missing_after(of_dump, phones=FULL)


def test_the_epoch_stays_while_nothing_is_restored(database: str) -> None:
    before = current_epoch()
    world = factories.morning_round()
    world.phone.send(world.phone.stay(world.visit))
    connection.close()
    assert before == current_epoch() == world.phone.send([])["epoch"]


def test_it_finds_a_phone_that_ignores_the_epoch(of_file: Callable[[], Restore]) -> None:
    assert 2 * SMALL == missing_after(of_file, phone_type=IgnoresTheEpoch)


def test_it_finds_a_file_that_nobody_watches(
    of_file: Callable[[], Restore], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("nobody watches", monkeypatch.setattr)
    assert 2 * SMALL == missing_after(of_file)


def test_it_finds_an_epoch_that_stays_for_ever(
    of_dump: Callable[[], Restore], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("an epoch for ever", monkeypatch.setattr)
    assert 2 * SMALL == missing_after(of_dump)
