"""F11: fifty threads with the same event at once, and the same id or number with something else to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kith.delivery.models import EventConflict, VisitEvent
from kith.orgs.context import as_house
from kith.people.models import Content
from tests.delivery.factories import Phone, Round, morning_round, phone
from tests.faults import mutants

THREADS = 50


@contextmanager
def seeing_everything() -> Iterator[None]:
    with as_house():
        yield


def at_once(send: Callable[[int], dict[str, Any]]) -> list[dict[str, Any] | str]:
    """What each of fifty threads got for what it sent at the same moment: an answer, or the error's name."""
    together = Barrier(THREADS)

    def one(number: int) -> dict[str, Any] | str:
        together.wait()
        try:
            return send(number)
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def twins_of_one_event(world: Round, sender: Callable[[int], Phone]) -> tuple[Counter[str], int, int]:
    """What fifty senders of one note were told, and how many events and notes there are afterwards."""
    event = world.phone.event("note", visit=world.visit, text="Once.")
    told = Counter(_told(answer) for answer in at_once(lambda number: sender(number).send([event])))
    with seeing_everything():
        return told, VisitEvent.objects.count(), Content.objects.filter(kind="note").count()


def _told(answer: dict[str, Any] | str) -> str:
    if isinstance(answer, str):
        return answer
    return next(list_of for list_of in ("acks", "held", "conflicts") if answer[list_of])


def test_one_event_in_fifty_threads_is_kept_once(doomed: str) -> None:
    world = morning_round()
    assert (Counter(acks=50), 1, 1) == twins_of_one_event(world, lambda _: world.phone)


def test_one_event_from_fifty_phones_of_a_worker_is_kept_once(doomed: str) -> None:
    world = morning_round()
    phones = [phone(world.grace) for _ in range(THREADS)]
    assert (Counter(acks=50), 1, 1) == twins_of_one_event(world, lambda number: phones[number])


def test_of_fifty_bodies_with_one_id_one_stands_and_the_others_are_kept_beside_it(doomed: str) -> None:
    world = morning_round()
    event = world.phone.event("note", visit=world.visit)

    def send(number: int) -> dict[str, Any]:
        return world.phone.send([{**event, "body": {**event["body"], "text": f"Number {number}"}}])

    told = Counter(map(_told, at_once(send)))
    with seeing_everything():
        assert Counter(acks=1, conflicts=49) == told
        assert (1, 49) == (VisitEvent.objects.count(), EventConflict.objects.count())


def test_of_fifty_events_with_one_number_one_stands(doomed: str) -> None:
    world = morning_round()
    events = [world.phone.event(visit=world.visit, seq=7) for _ in range(THREADS)]
    told = Counter(map(_told, at_once(lambda number: world.phone.send([events[number]]))))
    with seeing_everything():
        assert Counter(acks=1, conflicts=49) == told
        assert 1 == VisitEvent.objects.count()


def test_it_finds_a_server_that_looks_and_then_inserts(doomed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = morning_round()
    mutants.plant("look then insert", monkeypatch.setattr)
    told, _, _ = twins_of_one_event(world, lambda _: world.phone)
    assert told["IntegrityError"] > 0
