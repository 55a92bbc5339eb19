"""The refusal walk: every address, as every role and as nobody, over what is theirs and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from kith.orgs import clock
from kith.orgs.roles import ROLES
from tests.factories import NOW
from tests.refusals.access import ACCESS, Row
from tests.refusals.things import THINGS
from tests.refusals.world import Case, World, world
from tests.sessions import SignedIn

pytestmark = pytest.mark.django_db
REFUSED = {401, 403, 404}
SIGN_IN = {"/sign-in/", "/account/sign-in/"}


def addresses(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address of the house, with its namespaces."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*spaces, *([pattern.namespace] if pattern.namespace else [])))
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or f"unnamed {pattern.pattern}"))


NAMES = sorted(set(addresses()))


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(NAMES) == set(ACCESS)


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the whole walk: it takes as long to make as an address to walk."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browser(everything: World) -> SignedIn:
    """One browser for the whole walk."""
    return SignedIn(everything.users.values())


@pytest.fixture(autouse=True)
def _at_the_cast_s_hour(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The clock of the cast, and no second factor to set up first."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorFirst")]


def ask(client: Client, name: str, row: Row, arguments: dict[str, Any]) -> Any:
    address = reverse(name, kwargs=arguments)
    return client.get(address) if row.post is None else client.post(address, row.post)


def is_sent_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].split("?")[0] in SIGN_IN


def expected_to_open(row: Row, role: str, case: Case) -> bool:
    named = {Case.OWN: row.opens, Case.OTHER: row.others, Case.ENDED: row.ended, Case.ABSENT: frozenset()}
    return role in named[case]


@pytest.mark.parametrize("name", [name for name in NAMES if name in ACCESS])
def test_it_opens_to_whom_the_table_says_and_to_nobody_else(name: str, everything: World, browser: SignedIn):
    row, wrong = ACCESS[name], []
    for role in ROLES:
        refusals: dict[Case, tuple[int, int]] = {}
        for case in Case:
            user = everything.users[role]
            arguments = THINGS[row.about](everything, user, case)
            if arguments is None:
                continue
            answer = ask(browser(user), name, row, arguments)
            opened = answer.status_code not in REFUSED and (row.public or not is_sent_to_sign_in(answer))
            if opened != expected_to_open(row, role, case):
                wrong.append(f"{role}, {case}: {answer.status_code}")
            if answer.status_code in REFUSED and case is not Case.OWN:
                refusals[case] = (answer.status_code, len(answer.content))
        if len(set(refusals.values())) > 1:
            wrong.append(f"{role} can tell the refusals apart: {refusals}")
    assert [] == wrong


@pytest.mark.parametrize("name", [name for name in NAMES if name in ACCESS])
def test_nobody_gets_further_than_signing_in(name: str, everything: World, browser: SignedIn):
    row = ACCESS[name]
    for case in Case:
        arguments = THINGS[row.about](everything, everything.users["broker"], case)
        if arguments is None:
            continue
        answer = ask(browser(None), name, row, arguments)
        refused = answer.status_code in REFUSED or is_sent_to_sign_in(answer)
        assert row.public or refused, f"{case}: {answer.status_code}"
