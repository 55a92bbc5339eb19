"""The pages are asked for at the cast's hour, without a second factor to set up first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from kith.orgs import clock
from kith.orgs.models import User
from tests.factories import NOW
from tests.web.street import Street, street

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_the_cast_s_hour(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorFirst")]


@pytest.fixture
def here(db: None) -> Street:
    return street()


@pytest.fixture
def as_somebody() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
