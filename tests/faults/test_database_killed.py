"""F12: what was acknowledged outlives the database, killed while acknowledgements flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.server import serving, start_again
from tests.faults.soak import Rough, faults_found, make_phones, run
from tests.postgres import Cluster

# No replays: a phone that has its receipt never sends the event again, so whatever is lost stays lost.
SMALL = Rough(
    seed=120,
    phones=20,
    visits_each=6,
    database_kills=2,
    bad_network=False,
    twins=0,
    replays=0,
)
FULL = Rough(seed=121, phones=60, visits_each=20, database_kills=8, bad_network=False, twins=0, replays=0)


def lost(rough: Rough, cluster: Cluster, database: str, home: Path) -> int:
    """How many acknowledged events are gone."""
    phones = make_phones(rough)
    with cluster.connect() as connection:
        connection.execute("CHECKPOINT")  # what was there before is safe, whatever the setting
    with serving(cluster.url(database), home=home) as server:
        done = run(rough, phones, server, cluster)
    print(done)
    return faults_found(phones, cluster, database).get("missing", 0)


def test_no_acknowledged_event_is_lost_when_the_database_is_killed(
    mortal: Cluster, doomed: str, tmp_path: Path
) -> None:
    assert 0 == lost(SMALL, mortal, doomed, tmp_path)


@pytest.mark.slow
def test_none_is_lost_in_eight_kills(mortal: Cluster, doomed: str, tmp_path: Path) -> None:
    assert 0 == lost(FULL, mortal, doomed, tmp_path)


def test_it_finds_a_database_that_says_done_too_early(mortal: Cluster, doomed: str, tmp_path: Path) -> None:
    """The planted bug is a setting: ``synchronous_commit = off`` acknowledges before anything is on disk."""
    with mortal.connect() as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
    mortal.stop()
    start_again(mortal)
    try:
        assert lost(SMALL, mortal, doomed, tmp_path) > 0
    finally:
        with mortal.connect() as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
        mortal.stop()
        start_again(mortal)
