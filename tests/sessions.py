"""Somebody who has signed in, with their second factor proved as long ago as a test says."""

from __future__ import annotations

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kith.orgs.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in_as(user: User, *, seconds_ago: float = 0, method: str = "mfa") -> Client:
    """A browser in which this user signed in, and proved it by this method this long ago."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    prove(client, user, seconds_ago=seconds_ago, method=method)
    return client


def prove(client: Client, user: User, *, seconds_ago: float = 0, method: str = "mfa") -> None:
    """Note in the session that the user proved who they are."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - seconds_ago}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
