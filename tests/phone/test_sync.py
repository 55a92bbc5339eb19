"""The phones' door: what it refuses as a whole, and that it never refuses what an event says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from kith.delivery.models import VisitEvent
from kith.phone import api
from tests.delivery.factories import Phone, morning_round, phone

pytestmark = [pytest.mark.django_db, pytest.mark.urls("kith.phone.urls")]
FUTURE_PROOF = datetime.now(UTC)  # the door reads the clock, so the phone is registered by it


@pytest.fixture
def mine() -> Phone:
    world = morning_round()
    made = phone(world.grace, at=FUTURE_PROOF)
    made.visit = world.visit  # type: ignore[attr-defined]
    return made


@pytest.fixture(autouse=True)
def _a_place_for_static_files(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path


def post(body: object, token: str = "", **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    extra = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    answer: Any = Client().post(
        "/phone/sync", content, content_type="application/json", secure=True, **extra, **headers
    )
    return answer


def refusal(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def test_it_answers_with_a_receipt_for_each_event(mine: Phone) -> None:
    events = mine.stay(mine.visit)  # type: ignore[attr-defined]
    answer = post(mine.batch(events), mine.token)
    assert (200, [event["id"] for event in events]) == (answer.status_code, answer.json()["acks"])  # type: ignore[attr-defined]


def test_it_refuses_a_phone_without_a_token(mine: Phone) -> None:
    assert (401, "no_token") == refusal(post(mine.batch([])))


def test_it_refuses_a_token_that_nobody_has(mine: Phone) -> None:
    assert (401, "unknown_device") == refusal(post(mine.batch([]), "guess"))


def test_it_refuses_a_token_used_for_another_phone(mine: Phone) -> None:
    other = phone(mine.device.worker, at=FUTURE_PROOF)
    assert (401, "unknown_device") == refusal(post(mine.batch([]), other.token))


def test_it_refuses_a_batch_of_more_than_fifty_events(mine: Phone) -> None:
    assert (413, "batch_too_large") == refusal(post(mine.batch([{}] * 51), mine.token))


@pytest.mark.parametrize("kibibytes", [257, 4_000])
def test_it_refuses_a_batch_of_more_than_256_kibibytes(mine: Phone, kibibytes: int) -> None:
    body = mine.batch([{"text": "a" * kibibytes * 1024}])
    assert (413, "batch_too_large") == refusal(post(body, mine.token))


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_it_refuses_what_is_not_json(mine: Phone, body: bytes) -> None:
    assert (400, "not_json") == refusal(post(body, mine.token))


@pytest.mark.parametrize("body", [[], 7, "", {"events": []}, {"device_id": "?"}])
def test_it_refuses_what_is_not_a_batch(mine: Phone, body: object) -> None:
    assert (422, "wrong_shape") == refusal(post(body, mine.token))


def test_it_holds_strange_events_and_never_refuses_them(mine: Phone) -> None:
    strange: list[object] = [None, 1, "x", [], {}, {"id": [1]}, {"id": {"a": 1}, "seq": 1e400}]
    answer = post(mine.batch(strange), mine.token)
    assert 200 == answer.status_code
    assert ["unreadable"] * 7 == [held["code"] for held in json.loads(answer.content)["held"]]


def test_it_says_try_again_when_the_database_is_away(mine: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(api, "receive_batch", away)
    answer = post(mine.batch([]), mine.token)
    assert ((503, "try_again"), "5") == (refusal(answer), answer["Retry-After"])


def test_nothing_is_kept_by_a_refused_request(mine: Phone) -> None:
    post(mine.batch([{"id": "x"}] * 51), mine.token)
    assert not VisitEvent.objects.exists()


def test_it_declares_every_answer_it_gives() -> None:
    declared = api.api.get_openapi_schema()["paths"]["/phone/sync"]["post"]["responses"]
    assert {200, 400, 401, 413, 422, 503} == set(declared)
