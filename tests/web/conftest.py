"""The pages are asked for at the cast's hour, without a second factor to set up first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kith.orgs import clock
from kith.orgs.models import User
from kith.web import accounts
from tests.factories import NOW
from tests.sessions import signed_in_as
from tests.web.street import Street, street

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_the_cast_s_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    # As if everybody had a second factor, also for the live server, which keeps its middleware.
    monkeypatch.setattr(accounts, "is_mfa_enabled", lambda user, types: True)


@pytest.fixture
def here(db: None) -> Street:
    return street()


@pytest.fixture
def as_somebody() -> SignIn:
    return signed_in_as
