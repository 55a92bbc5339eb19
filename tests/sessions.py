"""Somebody who has signed in, with their second factor proved as long ago as a test says."""

from __future__ import annotations

import time
from collections.abc import Iterable

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client

from kith.orgs.models import User

AN_HOUR = 3_600
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in_as(user: User, *, seconds_ago: float = 0, method: str = "mfa") -> Client:
    """A browser in which this user signed in, and proved it by this method this long ago."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    prove(client, user, seconds_ago=seconds_ago, method=method)
    return client


class SignedIn:
    """One browser that is handed round among these users, each signed in as `signed_in_as` does it.

    Signing in, and setting up what answers requests, take longer than most answers do. What they proved stays
    proved for an hour, however slow the machine.
    """

    def __init__(self, users: Iterable[User]) -> None:
        self._client = Client()
        self._sessions = {
            user.pk: signed_in_as(user, seconds_ago=-AN_HOUR).cookies[settings.SESSION_COOKIE_NAME].value
            for user in users
        }

    def __call__(self, user: User | None) -> Client:
        """The browser in this user's hands, or in nobody's; without anything that others left in it."""
        self._client.cookies.clear()
        if user is not None:
            self._client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[user.pk]
        return self._client


def prove(client: Client, user: User, *, seconds_ago: float = 0, method: str = "mfa") -> None:
    """Note in the session that the user proved who they are."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - seconds_ago}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
