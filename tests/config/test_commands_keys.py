"""``kith keys rotate`` and what ``kith check`` says before and after."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from pytest_django import Settings

from kith.config import checks
from kith.config.commands_keys import keys
from kith.delivery.models import VisitEvent
from kith.delivery.sealing import seal, unseal
from kith.web.accounts import FACTORS, box
from tests.delivery.factories import Phone, Round, morning_round

pytestmark = pytest.mark.django_db
NEW = base64.b64encode(b"a new content key".ljust(32)).decode()


def change_key(settings: Settings) -> None:
    settings.CONTENT_KEYS_BEFORE = (settings.CONTENT_KEY,)
    settings.CONTENT_KEY = NEW


def words() -> list[str]:
    return [finding.words for finding in checks.report() if finding.what == "keys"]


def test_it_moves_all_to_the_new_key_and_says_that_the_one_before_can_go(settings: Settings) -> None:
    world = morning_round()
    factor = Authenticator.objects.create(
        user=world.cast.olu, type="totp", data={"secret": box(FACTORS).encrypt(b"OLU").decode()}
    )
    change_key(settings)
    assert ["1 people's keys are under a key before. Run: kith keys rotate"] == words()
    done = CliRunner().invoke(keys, ["rotate"])
    assert (
        "1 people's keys and 1 second factors are under the new key.\n"
        "Nothing needs a key before. Take KITH_CONTENT_KEY_BEFORE away.\n"
    ) == done.output
    assert "Nothing needs KITH_CONTENT_KEY_BEFORE any more. Take it away." in words()
    settings.CONTENT_KEYS_BEFORE = ()
    assert ["The content key opens the keys of all 1 people."] == words()
    factor.refresh_from_db()
    assert b"OLU" == box(FACTORS).decrypt(factor.data["secret"])


def test_it_refuses_without_a_key_before() -> None:
    done = CliRunner().invoke(keys, ["rotate"])
    assert "KITH_CONTENT_KEY_BEFORE" in str(done.exception)


class TestEvents:
    @pytest.fixture
    def world(self) -> Round:
        return morning_round()

    def held(self, phone: Phone, world: Round) -> dict[str, object]:
        return phone.event("note", visit=world.visit, text="For later.", v=99)

    def test_what_was_sealed_before_opens_and_keeps_its_key_needed(
        self, world: Round, settings: Settings
    ) -> None:
        world.phone.send([self.held(world.phone, world)])
        change_key(settings)
        assert "1 events stay sealed by a key before." in CliRunner().invoke(keys, ["rotate"]).output
        assert b"For later." in unseal(bytes(VisitEvent.objects.get().sealed or b""))
        assert ["The content key opens the keys of all 1 people."] == words()

    def test_what_a_phone_sealed_for_the_key_before_opens(self, settings: Settings) -> None:
        sealed = seal(b"a note")
        change_key(settings)
        assert b"a note" == unseal(sealed)

    def test_an_event_sent_again_after_the_change_is_the_same_event(
        self, world: Round, settings: Settings
    ) -> None:
        events = world.phone.stay(world.visit)
        world.phone.send(events)
        change_key(settings)
        answer = world.phone.send(events)
        assert ([event["id"] for event in events], []) == (answer["acks"], answer["conflicts"])
        assert 2 == VisitEvent.objects.count()


def test_a_key_that_is_lost_is_said(settings: Settings) -> None:
    morning_round()
    settings.CONTENT_KEY = NEW
    assert ["1 people's keys do not open"] == [each[:27] for each in words()]
