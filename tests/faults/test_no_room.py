"""F14 and F15: with no room to write, or no database to reach, nothing is acknowledged and nothing lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from kith.delivery.models import VisitEvent
from tests.delivery.factories import Phone, Round, morning_round, phone
from tests.faults import mutants
from tests.faults.server import serving
from tests.faults.soak import Rough, faults_found, make_phones, run
from tests.postgres import Cluster

BATCH = 10
PAGES_LEFT = 30
AWAY = Rough(seed=150, phones=10, visits_each=4, cuts=2, bad_network=False, twins=0, replays=0)


@pytest.fixture
def mine(sqlite: str, settings: Settings, tmp_path: Path) -> tuple[Round, Phone]:
    settings.STATIC_ROOT = tmp_path
    world = morning_round()
    return world, phone(world.grace, at=datetime.now(UTC))


def post(mine: Phone, events: list[dict[str, Any]]) -> Any:
    body = json.dumps(mine.batch(events))
    return Client().post(
        "/phone/sync",
        body,
        content_type="application/json",
        secure=True,
        headers={"Authorization": f"Bearer {mine.token}"},
    )


def leave_room(pages: int | None) -> None:
    """Let SQLite's file grow by so many pages more, as a disk that is filling up would; or by any number."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (now,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {2**31 if pages is None else now + pages}")


def fill_up(world: Round, mine: Phone) -> tuple[list[dict[str, Any]], set[str]]:
    """Every event sent until the disk was full, and those that were acknowledged."""
    sent: list[dict[str, Any]] = []
    acked: set[str] = set()
    leave_room(PAGES_LEFT)
    for _ in range(100):
        batch = [mine.event("note", visit=world.visit, text="All well. " * 50) for _ in range(BATCH)]
        sent += batch
        answer = post(mine, batch)
        if answer.status_code != 200:
            assert (503, "try_again") == (answer.status_code, answer.json()["code"])
            assert 1 <= int(answer["Retry-After"]) <= 5
            break
        acked |= set(answer.json()["acks"])
        if len(acked) > VisitEvent.objects.count():
            break
    leave_room(None)
    return sent, acked


def missing(acked: set[str]) -> set[str]:
    return acked - {str(event_id) for event_id in VisitEvent.objects.values_list("pk", flat=True)}


@pytest.mark.urls("kith.phone.urls")
def test_a_full_disk_loses_nothing_that_was_acknowledged(mine: tuple[Round, Phone]) -> None:
    world, handset = mine
    sent, acked = fill_up(world, handset)
    assert 0 < len(acked) < len(sent)
    assert set() == missing(acked)
    for start in range(0, len(sent), BATCH):  # there is room again, and the phone sends what it still has
        assert 200 == post(handset, sent[start : start + BATCH]).status_code
    assert {event["id"] for event in sent} == {
        str(pk) for pk in VisitEvent.objects.values_list("pk", flat=True)
    }


@pytest.mark.urls("kith.phone.urls")
def test_it_finds_a_server_that_echoes_what_it_was_sent(
    mine: tuple[Round, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("echoes the request", monkeypatch.setattr)
    _, acked = fill_up(*mine)
    assert missing(acked)


def cut_off(rough: Rough, cluster: Cluster, database: str, home: Path, mutant: str = "") -> dict[str, int]:
    phones = make_phones(rough)
    with serving(cluster.url(database), home=home, mutant=mutant) as server:
        done = run(rough, phones, server, cluster, database)
    assert rough.cuts == done["cuts"]
    return faults_found(phones, cluster, database)


def test_a_database_out_of_reach_loses_nothing_and_is_found_again(
    mortal: Cluster, doomed: str, tmp_path: Path
) -> None:
    assert {} == cut_off(AWAY, mortal, doomed, tmp_path)


def test_it_finds_an_echo_while_the_database_is_out_of_reach(
    mortal: Cluster, doomed: str, tmp_path: Path
) -> None:
    assert "missing" in cut_off(AWAY, mortal, doomed, tmp_path, "echoes the request")
