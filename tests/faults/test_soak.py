"""F10: whatever dies and whatever is lost on the way, each event counts exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.server import serving
from tests.faults.soak import Rough, faults_found, make_phones, run
from tests.postgres import Cluster

SMALL = Rough(seed=10, phones=60, visits_each=6, app_kills=6, database_kills=2)
FULL = Rough(seed=11, phones=200, visits_each=10, app_kills=50, database_kills=10)
FOR_MUTANTS = Rough(seed=12, phones=20, visits_each=4, twins=0.6)


def soak(
    rough: Rough, cluster: Cluster, database: str, home: Path, *, crash: float = 0.0, mutant: str = ""
) -> dict[str, int]:
    phones = make_phones(rough)
    with serving(cluster.url(database), home=home, crash=crash, mutant=mutant) as server:
        print(run(rough, phones, server, cluster))
    return faults_found(phones, cluster, database)


def test_each_event_counts_once_through_kills_cuts_twins_and_replays(
    mortal: Cluster, doomed: str, tmp_path: Path
) -> None:
    assert {} == soak(SMALL, mortal, doomed, tmp_path, crash=0.001)


@pytest.mark.slow
def test_each_event_counts_once_in_the_full_soak(mortal: Cluster, doomed: str, tmp_path: Path) -> None:
    assert {} == soak(FULL, mortal, doomed, tmp_path, crash=0.0005)


def test_it_finds_a_server_that_looks_and_then_inserts(mortal: Cluster, doomed: str, tmp_path: Path) -> None:
    with mortal.connect(doomed) as connection:
        connection.execute("ALTER TABLE delivery_visitevent DROP CONSTRAINT delivery_visitevent_pkey CASCADE")
        connection.execute("ALTER TABLE delivery_visitevent DROP CONSTRAINT event_device_seq")
    assert "extra" in soak(FOR_MUTANTS, mortal, doomed, tmp_path, mutant="look then insert")


def test_it_finds_a_server_without_a_transaction(mortal: Cluster, doomed: str, tmp_path: Path) -> None:
    found = soak(FOR_MUTANTS, mortal, doomed, tmp_path, crash=0.005, mutant="no transaction")
    assert found.keys() & {"not announced", "not audited"}
