"""Phones and their tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.delivery.actions_devices import register_device, revoke_device
from kith.delivery.queries_devices import UnknownDevice, access_device
from kith.orgs.models import AuditRow
from tests.delivery.factories import NINE, Round, morning_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Round:
    return morning_round()


def test_it_gives_a_token_that_lasts_45_days_and_keeps_only_its_hash(world: Round) -> None:
    device, token = register_device(by=world.cast.olu, at=NINE, worker=world.grace)
    assert NINE + timedelta(days=45) == device.token_until
    assert device == access_device(token=token)
    assert token not in str(vars(device))


def test_no_two_phones_have_the_same_token(world: Round) -> None:
    tokens = {register_device(by=None, at=NINE, worker=world.grace)[1] for _ in range(5)}
    assert 5 == len(tokens)


def test_it_does_not_know_a_token_nobody_was_given(world: Round) -> None:
    with pytest.raises(UnknownDevice):
        access_device(token="guess")


def test_another_providers_coordinator_cannot_register_or_revoke(world: Round) -> None:
    with pytest.raises(NotFound):
        register_device(by=world.cast.sam, at=NINE, worker=world.grace)
    with pytest.raises(NotFound):
        revoke_device(by=world.cast.sam, at=NINE, device_id=world.phone.device.pk, reason="lost")


def test_a_worker_cannot_register_a_phone(world: Round) -> None:
    with pytest.raises(NotPermitted):
        register_device(by=world.cast.grace, at=NINE, worker=world.grace)


def test_revoking_twice_changes_nothing(world: Round) -> None:
    for minutes in (0, 5):
        at = NINE + timedelta(minutes=minutes)
        revoke_device(by=world.cast.olu, at=at, device_id=world.phone.device.pk, reason="lost")
    world.phone.device.refresh_from_db()
    assert NINE == world.phone.device.revoked_at
    assert 1 == AuditRow.objects.filter(action="revoke.device").count()
