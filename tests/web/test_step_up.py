"""What cannot be taken back asks for the second factor again: enforced, and walkable in a demonstration."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, reverse
from pytest_django import Settings

from kith.orgs.models import User
from kith.payments.models import PayRun, PayRunStep
from kith.payments.queries import steps_of
from tests.factories import NOW, TODAY
from tests.sessions import prove, signed_in_as
from tests.web.street import Street

PASSWORD = "correct horse battery staple"
LONG_AGO = 5 * 60 + 1  # seconds: a proof holds for five minutes


@pytest.fixture(autouse=True)
def _quickly(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def run(here: Street) -> PayRun:
    """A run that Fay drafted and Ivy may approve."""
    week = {"starts_on": TODAY.replace(day=1), "until": TODAY.replace(day=6)}
    drafted = PayRun.objects.create(commissioner=here.cast.council, opened_at=NOW, **week)
    PayRunStep.objects.create(
        run=drafted, step="draft", by=here.cast.fay, previous_hash="0" * 64, hash="1" * 64, recorded_at=NOW
    )
    return drafted


@pytest.fixture
def ivy(here: Street) -> User:
    here.cast.ivy.set_password(PASSWORD)
    here.cast.ivy.save()
    return here.cast.ivy


def approve(client: Client, run: PayRun) -> Any:
    return client.post(reverse("pay_step", args=[run.pk]), {"step": "approved"})


def is_approved(run: PayRun) -> bool:
    return "approved" == steps_of(run)[-1].step


def code_of(user: User) -> str:
    """A code of a second factor set up just now."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


class TestEnforced:
    def test_who_has_just_proved_it_goes_straight_on(self, ivy: User, run: PayRun) -> None:
        approve(signed_in_as(ivy), run)
        assert is_approved(run)

    def test_after_five_minutes_nothing_happens_before_a_code(self, ivy: User, run: PayRun) -> None:
        code, client = code_of(ivy), signed_in_as(ivy, seconds_ago=LONG_AGO)
        answer = approve(client, run)
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
        assert not is_approved(run)
        answer = client.post(
            reverse("mfa_reauthenticate"), {"code": code, "next": reverse("pay_step", args=[run.pk])}
        )
        assert reverse("pay_run", args=[run.pk]) == answer["Location"]
        assert is_approved(run)

    def test_a_wrong_code_approves_nothing(self, ivy: User, run: PayRun) -> None:
        code_of(ivy)
        client = signed_in_as(ivy, seconds_ago=LONG_AGO)
        approve(client, run)
        client.post(
            reverse("mfa_reauthenticate"), {"code": "000000", "next": reverse("pay_step", args=[run.pk])}
        )
        assert not is_approved(run)

    def test_a_password_proves_nothing_here(self, ivy: User, run: PayRun) -> None:
        code_of(ivy)
        client = signed_in_as(ivy, method="password")
        assert 302 == approve(client, run).status_code
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
        assert not is_approved(run)

    def test_somebody_else_s_proof_in_the_same_browser_is_nobody_s(
        self, here: Street, ivy: User, run: PayRun
    ) -> None:
        code_of(ivy)
        client = signed_in_as(ivy)
        prove(client, here.cast.fay)
        assert 302 == approve(client, run).status_code
        assert not is_approved(run)

    def test_the_stand_in_of_a_demonstration_proves_nothing(self, ivy: User, run: PayRun) -> None:
        assert 302 == approve(signed_in_as(ivy, method="stand_in"), run).status_code
        assert not is_approved(run)

    def test_without_a_second_factor_the_way_leads_to_setting_one_up(self, ivy: User, run: PayRun) -> None:
        answer = approve(signed_in_as(ivy, seconds_ago=LONG_AGO), run)
        assert answer["Location"].startswith(reverse("mfa_index"))

    def test_a_proof_for_something_else_does_not_do_what_was_left(self, ivy: User, run: PayRun) -> None:
        code, client = code_of(ivy), signed_in_as(ivy, seconds_ago=LONG_AGO)
        approve(client, run)
        elsewhere = reverse("mfa_add_webauthn")
        answer = client.post(reverse("mfa_reauthenticate"), {"code": code, "next": elsewhere})
        assert elsewhere == answer["Location"]
        assert not is_approved(run)

    def test_what_waits_is_sealed_and_not_for_ever(
        self, ivy: User, run: PayRun, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code, client = code_of(ivy), signed_in_as(ivy, seconds_ago=LONG_AGO)
        approve(client, run)
        assert "approved" not in str(dict(client.session))
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + LONG_AGO)
        code = totp.format_hotp_value(totp.hotp_value(_secret(ivy), int(time.time()) // 30))
        answer = client.post(
            reverse("mfa_reauthenticate"), {"code": code, "next": reverse("pay_step", args=[run.pk])}
        )
        assert b"That waited too long, and nothing was done." in answer.content
        assert not is_approved(run)


def _secret(user: User) -> str:
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator

    return str(get_adapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))


class TestDemonstration:
    @pytest.fixture(autouse=True)
    def _demonstration(self, settings: Settings) -> Iterator[None]:
        settings.DEMO = True
        settings.ROOT_URLCONF = "tests.web.demo_addresses"
        yield
        clear_url_caches()

    def test_a_button_stands_in_and_says_what_it_stands_for(self, here: Street, run: PayRun) -> None:
        client = signed_in_as(here.cast.ivy, seconds_ago=LONG_AGO)
        page = client.get(approve(client, run)["Location"]).content.decode()
        assert "a code from your own phone or for your passkey" in page
        assert "I am Ivy: go on" in page
        assert not is_approved(run)
        answer = client.post(reverse("demo_step_up"), {"next": reverse("pay_step", args=[run.pk])})
        assert reverse("pay_run", args=[run.pk]) == answer["Location"]
        assert is_approved(run)

    def test_it_holds_for_five_minutes_there_too(self, here: Street, run: PayRun) -> None:
        approve(signed_in_as(here.cast.ivy, method="stand_in", seconds_ago=LONG_AGO - 2), run)
        assert is_approved(run)
