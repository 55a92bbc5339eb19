"""No name, note or number of anybody is ever in a log, whoever writes it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from kith.config.logs import LEFT_OUT, LONGEST, RequestLog, logging_config
from tests import factories

EDIE = "Edie Holroyd"
NOTE = "fell on Tuesday, key under the pot"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged, formatted as in production."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=logging_config("INFO")["formatters"]["ids"]["foreign_pre_chain"],
        processors=logging_config("INFO")["formatters"]["ids"]["processors"],
    )
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def written(lines: StringIO) -> dict[str, object]:
    text = lines.getvalue()
    assert EDIE not in text
    assert NOTE not in text
    assert 1 == text.count("\n")
    line: dict[str, object] = json.loads(text)
    return line


def test_ids_and_numbers_are_written(lines: StringIO) -> None:
    structlog.get_logger("kith.test").info("visit verified", person_id="7", count=3)
    line = written(lines)
    assert ("visit verified", "7", 3, "info") == (
        line["event"],
        line["person_id"],
        line["count"],
        line["level"],
    )


def test_a_value_under_a_key_that_is_not_known_is_left_out(lines: StringIO) -> None:
    structlog.get_logger("kith.test").info("visit verified", name=EDIE, note=NOTE)
    line = written(lines)
    assert (LEFT_OUT, LEFT_OUT) == (line["name"], line["note"])


def test_an_error_is_written_by_kind_and_place_and_without_its_message(lines: StringIO) -> None:
    try:
        raise ValueError(f"no such person: {EDIE}")
    except ValueError:
        structlog.get_logger("kith.test").exception("visit not verified")
    line = written(lines)
    assert "ValueError" == line["error"]
    assert str(line["where"]).startswith("test_an_error_is_written")


def test_what_a_library_logs_is_written_without_its_values(lines: StringIO) -> None:
    logging.getLogger("some.library").warning("could not parse %s", NOTE)
    assert "could not parse %s" == written(lines)["event"]


def test_what_a_library_raises_is_written_without_its_message(lines: StringIO) -> None:
    try:
        raise KeyError(EDIE)
    except KeyError:
        logging.getLogger("some.library").exception("failed for %s", EDIE)
    assert "KeyError" == written(lines)["error"]


def test_nobody_can_write_a_line_of_their_own(lines: StringIO) -> None:
    structlog.get_logger("kith.test").info("request", route='x"}\n{"event": "pay run approved"}\x1b[2J')
    assert "request" == written(lines)["event"]


def test_a_long_value_is_cut(lines: StringIO) -> None:
    structlog.get_logger("kith.test").info("request", route="x" * 5000)
    assert LONGEST == len(str(written(lines)["route"]))


@pytest.mark.django_db
def test_a_request_is_logged_by_the_pattern_of_its_address(lines: StringIO, client: Client) -> None:
    olu = factories.user("Olu")
    client.force_login(olu, backend="allauth.account.auth_backends.AuthenticationBackend")
    lines.truncate(0)
    lines.seek(0)
    client.get("/account/sign-out/", {"search": EDIE})
    line = written(lines)
    assert ("GET", "account/sign-out/", 200, str(olu.pk)) == (
        line["method"], line["route"], line["status"], line["user_id"]
    )  # fmt: skip
    assert 36 == len(str(line["request_id"]))


def test_a_request_that_leads_nowhere_is_logged_without_its_address(
    lines: StringIO, rf: RequestFactory
) -> None:
    def nowhere(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    RequestLog(nowhere)(rf.get(f"/people/{EDIE}"))
    line = written(lines)
    assert ("none", 404, None) == (line["route"], line["status"], line["user_id"])
