"""How allauth signs people in here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an organisation, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False
