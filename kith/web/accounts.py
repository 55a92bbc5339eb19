"""Who comes in, and for how long.

Outside demo mode nothing is seen without a second factor: whoever has none yet is sent to set one up before
anything else. A session ends twelve hours after signing in, or after fifteen idle minutes. Accounts are
made by organisations.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kith.orgs.models import User
from kith.people.sealing import accepted_keys

FACTORS = b"kith second factors"
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SIGNED_IN_FOR = timedelta(hours=12)
IDLE_FOR = timedelta(minutes=15)
NOTE_EVERY_SECONDS = 60  # how exactly idle time is known; noting it more often would write on every request
SIGNED_IN, LAST_SEEN = "signed_in_at", "last_seen_at"
POLLING = "X-Kith-Poll"  # a page that refreshes itself is nobody at the keyboard

# What may be opened before a second factor is set up: setting it up, its passwords and the way out.
BEFORE_SECOND_FACTOR = ("/account/", "/sign-out/", "/static/")

Answer = Callable[[HttpRequest], HttpResponse]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an organisation, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """How somebody shows again that it is them: whoever has a second factor shows that, nothing less."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"].startswith("mfa")] or ways


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted, so that a copy of the database cannot sign in."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return box(FACTORS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it is used."""
        return box(FACTORS).decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a passkey is kept for: this installation's host, shown as Kith."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Kith"}


def box(kept: bytes) -> MultiFernet:
    """What seals one kind of secret of sign-ins, under a key of its own; it opens what keys before sealed."""
    return MultiFernet([_box(kept, content_key) for content_key in accepted_keys()])


def _box(kept: bytes, content_key: str) -> Fernet:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=kept)
    return Fernet(base64.urlsafe_b64encode(hkdf.derive(base64.b64decode(content_key))))


def name_tried(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The user name that was tried, by which axes counts: without it, one colleague locks out the office."""
    return (credentials or {}).get("username") or request.POST.get("login", "")


class SessionLimits:
    """Ends a session after twelve hours whatever happens, and after fifteen minutes in which nothing did.

    In demo mode only the twelve hours count.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, to whoever is still signed in after this."""
        if request.user.is_authenticated:
            now = time.time()
            if self._is_over(request, now):
                logout(request)
            else:
                self._note(request, now)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        signed_in = request.session.get(SIGNED_IN, now)
        last_seen = request.session.get(LAST_SEEN, now)
        idle = not settings.DEMO and now - last_seen > IDLE_FOR.total_seconds()
        return bool(idle or now - signed_in > SIGNED_IN_FOR.total_seconds())

    def _note(self, request: HttpRequest, now: float) -> None:
        if SIGNED_IN not in request.session:
            request.session[SIGNED_IN] = request.session[LAST_SEEN] = now
        elif now - request.session[LAST_SEEN] > NOTE_EVERY_SECONDS and POLLING not in request.headers:
            request.session[LAST_SEEN] = now


class SecondFactorFirst:
    """Sends whoever has no second factor to set one up; nothing else is shown before. Not in demo mode."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to a second factor."""
        if (
            settings.DEMO
            or not request.user.is_authenticated
            or request.path.startswith(BEFORE_SECOND_FACTOR)
        ):
            return self.get_response(request)
        if is_mfa_enabled(request.user, SECOND_FACTORS):
            return self.get_response(request)
        return redirect("mfa_index")
