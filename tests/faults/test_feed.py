"""F17: a phone that resumes from its last position misses nothing, however slowly writers commit."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, transaction

from kith.delivery import queries_feed
from kith.delivery.actions_feed import NewFeedItem, leave_for_phones
from kith.delivery.queries_feed import current_epoch
from tests.delivery.factories import NINE, morning_round
from tests.faults import mutants

WRITERS, WRITES, READERS = 8, 40, 8
SEED = 17
T = TypeVar("T")


def missed_by_the_worst_reader(writes: int = WRITES) -> int:
    """How many items the unluckiest reader never saw, after all writers were done and it had caught up."""
    print(f"seed {SEED}: {WRITERS} writers of {writes} slow commits, {READERS} readers")
    worker_id = morning_round().grace.pk
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        reading = [pool.submit(_closing(lambda: _read(worker_id, done))) for _ in range(READERS)]
        writing = [pool.submit(_closing(lambda n=n: _write(worker_id, n, writes))) for n in range(WRITERS)]
        for each in writing:
            each.result()
        done.set()
        seen = [each.result() for each in reading]
    return max(WRITERS * writes - len(each) for each in seen)


def _closing(work: Callable[[], T]) -> Callable[[], T]:
    def closed() -> T:
        try:
            return work()
        finally:
            connection.close()

    return closed


def _write(worker_id: object, writer: int, writes: int) -> None:
    chance = random.Random(f"{SEED}/{writer}")
    for number in range(writes):
        with transaction.atomic():
            item = NewFeedItem(worker_id=worker_id, kind="rota", body={"item": f"{writer}.{number}"})  # type: ignore[arg-type]
            leave_for_phones(at=NINE, items=[item])
            time.sleep(chance.random() * 0.02)  # others commit higher numbers meanwhile


def _read(worker_id: object, done: threading.Event) -> set[str]:
    seen: set[str] = set()
    position, last_round = queries_feed.START, False
    epoch = current_epoch()
    while True:
        finished = done.is_set()
        page = queries_feed.feed_after(worker_id=worker_id, epoch=epoch, last_pos=position)  # type: ignore[arg-type]
        seen |= {item["body"]["item"] for item in page.items}
        position = page.next_pos
        if finished and last_round and not page.items:
            return seen
        last_round = finished


def test_no_reader_misses_anything(doomed: str) -> None:
    assert 0 == missed_by_the_worst_reader()


@pytest.mark.slow
def test_no_reader_misses_anything_in_the_full_test(doomed: str) -> None:
    assert 0 == missed_by_the_worst_reader(writes=2_500)


def test_it_finds_a_feed_above_the_cursor(doomed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.plant("above the cursor", monkeypatch.setattr)
    assert missed_by_the_worst_reader() > 0
