"""Ids of another provider's rota in one's own forms and query strings: refused as if they were nobody's.

The walk through every door smuggles ids in under any name. Here each door of the rota that reads an id from a
form gets the right kind of it, and everything else it needs to act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from kith.orgs import clock
from kith.orgs.models import AuditRow
from kith.rota.models import RotaEntry, RotaProposal, VisitOffer
from kith.workforce.models import Unavailability
from tests.delivery.factories import worker
from tests.factories import NOW, TODAY
from tests.refusals.test_ids_inside import SECRETS
from tests.refusals.things import THINGS
from tests.refusals.world import Case, World, world
from tests.sessions import signed_in_as

pytestmark = pytest.mark.django_db
TIMES = {"earliest": "07:00", "latest": "11:00", "best": "08:30", "minutes": "30", "workers": "1"}
Ids = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """The world, and what another provider's rota has in it."""

    world: World
    other: Ids
    nobody: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who comes to it, what is their own in its address, and what they send with somebody's ids."""

    role: str
    name: str
    about: str
    send: Callable[[Ids], dict[str, str]]
    post: bool = True


DOORS = {
    "off sick": Door(
        role="coordinator", name="rota_off_sick", about="provider's day",
        send=lambda ids: {"worker": ids["worker"]},
    ),
    "move to": Door(
        role="coordinator", name="rota_move", about="visit's place", send=lambda ids: {"to": ids["worker"]}
    ),
    "effect of a move": Door(
        role="coordinator", name="rota_move", about="visit's place", post=False,
        send=lambda ids: {"to": ids["worker"], "at": "12:00"},
    ),
    "told": Door(
        role="coordinator", name="rota_tell", about="publication",
        send=lambda ids: {"person": ids["person"], "told": "yes"},
    ),
    "offer": Door(
        role="worker", name="rota_offer_step", about="nothing",
        send=lambda ids: {"step": "offer", "entry": ids["entry"]},
    ),
    "take": Door(
        role="worker", name="rota_offer_step", about="nothing",
        send=lambda ids: {"step": "take", "offer": ids["offer"]},
    ),
    "withdraw": Door(
        role="worker", name="rota_offer_step", about="nothing",
        send=lambda ids: {"step": "withdraw", "offer": ids["offer"]},
    ),
    "who comes": Door(
        role="coordinator", name="person_faces", about="person", post=False,
        send=lambda ids: {"person": ids["person"], "worker": ids["worker"]},
    ),
    "who could come": Door(
        role="broker", name="person_slots", about="person", post=False,
        send=lambda ids: {**TIMES, "person": ids["person"], "provider": ids["provider"]},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def theirs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Theirs]:
    """One world for every door here: it takes long to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made(world())
        transaction.set_rollback(True)


def made(everything: World) -> Theirs:
    visit = everything.visits[Case.OTHER]
    hal = worker(organisation=everything.providers[Case.OTHER], name="Hal Weirborough")
    entry = RotaEntry.objects.create(
        visit=visit, place=1, worker=hal, starts_at=NOW + timedelta(hours=4), minutes=30, recorded_at=NOW
    )
    offer = VisitOffer.objects.create(entry=entry, visit=visit, worker=hal, offered_at=NOW)
    other = {
        "worker": str(hal.pk),
        "person": str(everything.people[Case.OTHER].pk),
        "provider": str(everything.providers[Case.OTHER].pk),
        "entry": str(entry.pk),
        "offer": str(offer.pk),
    }
    nobody = {name: str(uuid4()) for name in other} | {"entry": str(entry.pk + 1)}
    return Theirs(world=everything, other=other, nobody=nobody)


@pytest.fixture(autouse=True)
def _at_the_cast_s_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(theirs: Theirs, door: Door) -> str:
    """The door's address, with what is the user's own."""
    arguments = THINGS[door.about](theirs.world, theirs.world.users[door.role], Case.OWN)
    assert arguments is not None
    return reverse(door.name, kwargs=arguments)


def answer(theirs: Theirs, door: Door, address: str, ids: Ids) -> HttpResponse:
    client = signed_in_as(theirs.world.users[door.role])
    sent = door.send(ids)
    return client.post(address, sent) if door.post else client.get(address, sent)  # type: ignore[return-value]


def rows() -> tuple[int, ...]:
    """How much there is of what these doors write."""
    return tuple(model.objects.count() for model in (RotaEntry, VisitOffer, RotaProposal, Unavailability))


@pytest.mark.parametrize("name", DOORS)
def test_another_s_id_is_answered_as_nobody_s(name: str, theirs: Theirs) -> None:
    door, answers = DOORS[name], {}
    for whose, ids in (("other", theirs.other), ("nobody", theirs.nobody)):
        before = transaction.savepoint()
        own, there = address(theirs, door), rows()
        came = answer(theirs, door, own, ids)
        assert came.status_code < 500
        assert there == rows()
        looked = AuditRow.objects.filter(person_id=theirs.other["person"], allowed=True)
        assert not looked.filter(user_id=theirs.world.users[door.role].pk).exists()
        assert not SECRETS.search(came.content.decode(errors="replace"))
        transaction.savepoint_rollback(before)
        answers[whose] = (came.status_code, len(came.content))
    assert answers["other"] == answers["nobody"]


def test_the_ids_are_real_to_who_may_use_them(theirs: Theirs) -> None:
    """Otherwise the doors above would refuse them for being no ids at all."""
    assert RotaEntry.objects.filter(pk=int(theirs.other["entry"])).exists()
    assert VisitOffer.objects.filter(pk=theirs.other["offer"], ended_at__isnull=True).exists()
    assert TODAY == theirs.world.visits[Case.OTHER].on
