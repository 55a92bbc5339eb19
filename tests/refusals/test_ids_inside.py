"""Ids in query strings and form bodies: another's opens and changes nothing, and is refused as if absent.

The refusal walk names things in addresses. Here somebody asks for what is their own, and smuggles the id of
what is another's in beside it, under every name that a door might read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from kith.orgs import clock
from kith.orgs.models import AuditRow
from tests.factories import NOW
from tests.refusals.access import ACCESS, EVERY_ROLE, Row
from tests.refusals.test_refusal_walk import REFUSED
from tests.refusals.things import THINGS
from tests.refusals.world import Case, World, world
from tests.sessions import SignedIn

pytestmark = pytest.mark.django_db
SECRETS = re.compile(r"Holroyd|Weirborough|Other Hands")  # who and where the other's things are
SOME = (
    "person",
    "worker",
    "registered_manager",
    "broker",
    "commissioner",
)  # of those that everything opens to
NOT_WALKED = {
    "emergency",  # opens to anybody in need, which is what it is for
    "mfa_activate_totp",  # draws another square each time
    "mfa_add_webauthn",
}


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for every test here: it takes as long to make as an address to walk."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browser(everything: World) -> SignedIn:
    """One browser for all of them."""
    return SignedIn(everything.users.values())


@pytest.fixture(autouse=True)
def _at_the_cast_s_hour(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorFirst")]


def smuggled(everything: World, case: Case) -> dict[str, str]:
    """An id under each name a door might read: the other's, or one that is nobody's."""
    other = {
        "person": everything.people[Case.OTHER].pk,
        "visit": everything.visits[Case.OTHER].pk,
        "provider": everything.providers[Case.OTHER].pk,
        "patch": everything.patches[Case.OTHER].pk,
        "run": everything.runs[Case.OTHER].pk,
        "user": everything.cast.sam.pk,
    }
    alike = {"organisation": "provider", "area": "patch", "to": "user", "worker": "user", "offer": "visit"}
    ids = {name: other[alike.get(name, name)] for name in (*other, *alike)}
    named: dict[str, UUID] = {**ids, **{f"{name}_id": value for name, value in ids.items()}}
    return {name: str(value if case is Case.OTHER else uuid4()) for name, value in named.items()}


def send(client: Client, name: str, row: Row, arguments: dict[str, Any], inside: dict[str, str]) -> Any:
    address = reverse(name, kwargs=arguments)
    if row.post is None:
        return client.get(address, inside)
    return client.post(f"{address}?{'&'.join(f'{k}={v}' for k, v in inside.items())}", {**inside, **row.post})


TWO_THINGS = {"remittance", "pay_person_week"}  # the absent case names a run of one's own beside what is not
WALKED = sorted(name for name, row in ACCESS.items() if name not in NOT_WALKED and not row.public)

NAMING_ONE = [name for name in WALKED if ACCESS[name].about != "nothing" and name not in TWO_THINGS]


@pytest.mark.parametrize("name", WALKED)
def test_an_id_smuggled_in_beside_one_s_own_opens_and_changes_nothing(
    name: str, everything: World, browser: SignedIn
) -> None:
    row, wrong = ACCESS[name], []
    roles = SOME if row.opens == EVERY_ROLE else sorted(row.opens - {"operator"})  # who runs every account
    for role in roles:
        user = everything.users[role]
        answers = {}
        for case in (Case.OTHER, Case.ABSENT):
            before = transaction.savepoint()  # what the address names is made for each case alone
            arguments = THINGS[row.about](everything, user, Case.OWN)
            if arguments is None:
                continue
            inside = smuggled(everything, case)
            answer = send(browser(user), name, row, arguments, inside)
            about = AuditRow.objects.filter(person_id=everything.people[Case.OTHER].pk, allowed=True)
            if about.filter(user_id=user.pk).exists():
                wrong.append(f"{role} reached the other's person")
            transaction.savepoint_rollback(before)
            if SECRETS.search(answer.content.decode(errors="replace")):
                wrong.append(f"{role} read of the other's")
            answers[case] = (answer.status_code, len(answer.content))  # every id is as long as any other
        if len(set(answers.values())) > 1:
            wrong.append(f"{role} can tell the other's from nobody's: {answers}")
    assert [] == wrong


@pytest.mark.parametrize("name", NAMING_ONE)
def test_a_refusal_takes_the_same_work_whether_it_is_another_s_or_nobody_s(
    name: str, everything: World, browser: SignedIn
) -> None:
    row, wrong = ACCESS[name], []
    for role in ("coordinator", "broker", "social_worker", "council_finance", "family"):
        user, counts = everything.users[role], {}
        client = browser(user)
        client.get(reverse("keys"))  # the session's own first queries
        for case in (Case.OTHER, Case.ABSENT):
            arguments = THINGS[row.about](everything, user, case)
            if arguments is None:
                continue
            with CaptureQueriesContext(connection) as queries:
                answer = send(client, name, row, arguments, {})
            if answer.status_code in REFUSED:
                counts[case] = len(queries)
        if len(set(counts.values())) > 1:
            wrong.append(f"{role}: {counts}")
    assert [] == wrong
