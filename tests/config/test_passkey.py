"""Signing in with a passkey, in Chromium with an authenticator of the test's own (S15)."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import factories

PASSWORD = "correct horse battery staple"


@pytest.fixture
def address(live_server: LiveServer, settings: Settings) -> str:
    """Where the site is: passkeys are kept for names of hosts, not for numbers."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return live_server.url.replace("127.0.0.1", "localhost")


def add_authenticator(page: Page) -> None:
    """Chromium's own stand-in for a phone or key that knows its holder."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_set_up_and_then_signs_in_by_itself(page: Page, address: str) -> None:
    olu = factories.user("Olu", organisation=factories.provider(), password=PASSWORD)
    add_authenticator(page)

    page.goto(f"{address}/account/sign-in/")
    page.locator("[name=login]").fill("olu")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/second/")

    page.goto(f"{address}/account/second/webauthn/add/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/webauthn/add/")
    page.locator("[name=name]").fill("Olu's phone")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert Authenticator.objects.filter(user=olu, type=Authenticator.Type.WEBAUTHN).exists()

    page.context.clear_cookies()
    page.goto(f"{address}/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    expect(page.locator("main")).to_be_visible()
    assert any(cookie["name"] == "sessionid" for cookie in page.context.cookies())
