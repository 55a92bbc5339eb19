"""Every address there is, asked by nobody and by everybody of the cast: what each answer must carry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from kith.orgs.models import User
from tests import factories

EXAMPLES = {
    "uuid": str(uuid.UUID(int=7)),
    "int": "7",
    "slug": "continuity",
    "str": "x",
    "day": "2026-04-07",
    "week": "2026-04-06",
    "path": "x",
}
POLICY = {
    "default-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """An example of every address."""
    for pattern in patterns:
        here = before + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], str(pattern.pattern)
        )
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


def every_address() -> list[str]:
    return sorted(set(addresses(get_resolver().url_patterns)))


def check_headers(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code < 500 or address == "/health", address
    policy = dict(
        (name, sources)
        for name, *sources in (part.split() for part in response["Content-Security-Policy"].split(";"))
    )
    assert POLICY == {name: policy[name] for name in POLICY}, address
    for name in ("script-src", "style-src"):
        assert "'unsafe-inline'" not in policy[name] and "'unsafe-eval'" not in policy[name], address
        assert all(source == "'self'" or source.startswith("'nonce-") for source in policy[name]), address
    assert ("nosniff", "DENY") == (response["X-Content-Type-Options"], response["X-Frame-Options"]), address
    assert ("same-origin", "same-origin") == (
        response["Referrer-Policy"],
        response["Cross-Origin-Opener-Policy"],
    ), address
    if response.get("Content-Type", "").startswith("text/html") and response.status_code == 200:
        check_page(response.content.decode(), address)


def check_page(html: str, address: str) -> None:
    """Nothing on the page that the policy would block, and nothing from elsewhere."""
    assert [] == re.findall(r"<[^>]+\son[a-z]+\s*=", html), f"{address}: a handler in an attribute"
    assert [] == re.findall(r"<[^>]+\sstyle\s*=", html), f"{address}: a style in an attribute"
    assert [] == re.findall(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", html), (
        f"{address}: from elsewhere"
    )
    for tag in re.findall(r"<(?:script|style)\b[^>]*>", html):
        allowed = "nonce=" in tag or "src=" in tag or "application/json" in tag
        assert allowed, f"{address}: {tag}"


@pytest.mark.django_db
def test_every_answer_to_nobody_carries_its_headers(client: Client) -> None:
    for address in every_address():
        check_headers(client, address)


@pytest.mark.django_db
def test_every_address_but_the_ways_in_sends_nobody_to_sign_in(client: Client) -> None:
    ways_in = ("/health", "/ready", "/account/", "/phone/", "/sign-", "/static/")
    for address in every_address():
        if not address.startswith(ways_in):
            response = client.get(address)
            sent = response.status_code in {301, 302, 405} or b"sign-in" in response.content
            assert sent and response.status_code != 200, f"{address} answers {response.status_code} to nobody"


@pytest.mark.django_db
@pytest.mark.urls("tests.web.demo_addresses")
@pytest.mark.parametrize("name", ["ada", "grace", "olu", "bea", "fay", "pru"])
def test_every_answer_to_the_cast_carries_its_headers(name: str, client: Client, settings: Settings) -> None:
    settings.DEMO = True  # one factor, so that pages are pages
    user: User = getattr(factories.cast(), name)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in every_address():
        if "sign-out" not in address:
            check_headers(client, address)
