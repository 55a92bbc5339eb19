from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kith.orgs.models import User
from kith.web.accounts import LAST_SEEN, SIGNED_IN
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def _as_at_first(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # quick; the real one is slow
    cache.clear()


@pytest.fixture
def olu() -> User:
    return factories.user("Olu", role="coordinator", organisation=factories.provider(), password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": "olu", "password": password, **more})


def add_totp(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code(secret: str) -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


class TestSecondFactor:
    def test_one_factor_opens_nothing_but_the_way_to_a_second(self, client: Client, olu: User) -> None:
        sign_in(client)
        for address in ("/", "/people/", "/no-such-page/"):
            response = client.get(address)
            assert (302, reverse("mfa_index")) == (response.status_code, response["Location"]), address

    def test_the_way_to_a_second_factor_is_open(self, client: Client, olu: User) -> None:
        sign_in(client)
        again = client.get(reverse("mfa_activate_totp"))["Location"]
        client.post(again, {"password": PASSWORD})
        assert 200 == client.get(reverse("mfa_activate_totp")).status_code
        assert 200 == client.get(reverse("mfa_add_webauthn")).status_code

    def test_a_password_alone_does_not_sign_in_who_has_a_second_factor(
        self, client: Client, olu: User
    ) -> None:
        add_totp(olu)
        response = sign_in(client)
        assert reverse("mfa_authenticate") == response["Location"]
        assert "_auth_user_id" not in client.session

    def test_password_and_code_sign_in(self, client: Client, olu: User) -> None:
        secret = add_totp(olu)
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert str(olu.pk) == client.session["_auth_user_id"]
        assert reverse("mfa_index") != client.get("/").get("Location")

    def test_a_code_opens_once(self, client: Client, olu: User) -> None:
        secret = add_totp(olu)
        used = code(secret)
        for visitor, expected in ((client, True), (Client(), False)):
            sign_in(visitor)
            visitor.post(reverse("mfa_authenticate"), {"code": used})
            assert expected == ("_auth_user_id" in visitor.session)

    def test_secrets_of_second_factors_are_encrypted_where_they_are_kept(self, olu: User) -> None:
        secret = add_totp(olu)
        kept = Authenticator.objects.get(user=olu).data["secret"]
        assert secret not in kept
        assert secret == get_adapter().decrypt(kept)

    def test_a_passkey_is_bound_to_who_holds_it(self, settings: Settings) -> None:
        assert "required" == settings.MFA_WEBAUTHN_USER_VERIFICATION


class TestSession:
    @pytest.fixture
    def signed_in(self, client: Client, olu: User, settings: Settings) -> Client:
        add_totp(olu)
        client.force_login(olu, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/ready")
        return client

    def long_ago(self, client: Client, key: str, seconds: float) -> None:
        session = client.session
        session[key] = time.time() - seconds
        session.save()

    def is_signed_in(self, client: Client, **headers: str) -> bool:
        client.get("/ready", headers=headers)
        return "_auth_user_id" in client.session

    def test_it_ends_after_fifteen_idle_minutes(self, signed_in: Client) -> None:
        self.long_ago(signed_in, LAST_SEEN, 14 * 60)
        assert self.is_signed_in(signed_in)
        self.long_ago(signed_in, LAST_SEEN, 15 * 60 + 1)
        assert not self.is_signed_in(signed_in)

    def test_it_ends_after_twelve_hours_however_busy(self, signed_in: Client) -> None:
        self.long_ago(signed_in, SIGNED_IN, 12 * 3600 + 1)
        assert not self.is_signed_in(signed_in)

    def test_doing_something_is_noted(self, signed_in: Client) -> None:
        self.long_ago(signed_in, LAST_SEEN, 14 * 60)
        self.is_signed_in(signed_in)
        assert time.time() - signed_in.session[LAST_SEEN] < 60

    def test_a_page_that_refreshes_itself_is_not_somebody_doing_something(self, signed_in: Client) -> None:
        self.long_ago(signed_in, LAST_SEEN, 14 * 60)
        assert self.is_signed_in(signed_in, **{"X-Kith-Poll": "1"})
        assert time.time() - signed_in.session[LAST_SEEN] > 13 * 60

    def test_in_a_demonstration_only_the_twelve_hours_count(
        self, signed_in: Client, settings: Settings
    ) -> None:
        settings.DEMO = True
        self.long_ago(signed_in, LAST_SEEN, 3600)
        assert self.is_signed_in(signed_in)
        self.long_ago(signed_in, SIGNED_IN, 12 * 3600 + 1)
        assert not self.is_signed_in(signed_in)

    def test_closing_an_account_ends_it_at_once(self, signed_in: Client, olu: User) -> None:
        User.objects.filter(pk=olu.pk).update(is_active=False)
        assert not signed_in.get("/ready").wsgi_request.user.is_authenticated

    def test_signing_in_starts_a_new_session(self, client: Client, olu: User) -> None:
        client.get(SIGN_IN)
        client.session["before"] = 1
        before = client.session.session_key
        sign_in(client)
        assert before != client.session.session_key


class TestLockout:
    def test_after_five_wrong_tries_the_right_password_is_not_heard(self, client: Client, olu: User) -> None:
        assert [200, 200, 200, 200, 429] == [
            sign_in(client, "wrong wrong wrong").status_code for _ in range(5)
        ]
        assert 429 == sign_in(client).status_code
        assert "_auth_user_id" not in client.session

    def test_the_page_says_what_happened_and_what_to_do(self, client: Client, olu: User) -> None:
        for _ in range(5):
            response = sign_in(client, "wrong wrong wrong")
        assert b"nobody can sign in with this name from here for 15 minutes" in response.content

    def test_signing_in_forgets_wrong_tries(self, client: Client, olu: User) -> None:
        sign_in(client, "wrong wrong wrong")
        sign_in(client)
        assert 0 == AccessAttempt.objects.count()

    def test_a_name_that_is_nobody_s_looks_like_a_wrong_password(self, client: Client, olu: User) -> None:
        def said(login: str) -> list[str]:
            response = client.post(SIGN_IN, {"login": login, "password": "wrong wrong wrong"})
            return list(response.context["form"].non_field_errors())

        assert said("olu") == said("nobody")


def test_counted_tries_and_used_codes_have_their_table(database: str) -> None:
    shared = DatabaseCache("kith_cache", {})
    assert [True, False] == [shared.add("code", 1, 30) for _ in range(2)]


class TestAccounts:
    def test_nobody_signs_up_by_themselves(self, client: Client) -> None:
        client.post(
            reverse("account_signup"), {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
        )
        assert not User.objects.filter(username="eve").exists()

    @pytest.mark.parametrize("name", ["password/reset/", "email/", "login/code/", "signup/passkey/"])
    def test_ways_round_a_second_factor_do_not_exist(self, client: Client, name: str) -> None:
        assert 404 == client.get(f"/account/{name}").status_code

    def test_signing_in_leads_nowhere_else(self, client: Client, olu: User) -> None:
        response = sign_in(client, next="https://elsewhere.example/")
        assert "elsewhere" not in response["Location"]

    def test_a_password_has_fifteen_characters_and_is_not_a_common_one(self, settings: Settings) -> None:
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        for password in ("fourteen chars", "1q2w3e4r5t6y7u8i9o0p"):
            with pytest.raises(ValidationError):
                validate_password(password)
        validate_password(PASSWORD)
        assert make_password(PASSWORD)
