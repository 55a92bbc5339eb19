"""The pretend language: every translated text in accents and brackets, and a third longer.

It finds what nobody marked for translation, which stays plain, and what does not fit, which is clipped. It
can be chosen in a demonstration with ``?language=en-xa`` and does not exist outside one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import trans_real

PRETEND = "en-xa"
OPENING, CLOSING = "⟦", "⟧"
_ACCENTS = str.maketrans("AEIOUYaceinouy", "ÀÉÎÖÛÝåçéîñöûý")
_KEPT = re.compile(r"(%\([a-z_]+\)[a-z]|%[sd]|\{[^}]*\}|<[^>]*>|&[a-z]+;)")
_LONGER_BY = 3  # one in three


class PretendLanguage(NullTranslations):
    """Every text, whichever it is; there is no catalogue."""

    def gettext(self, message: str) -> str:
        """The text as it reads in the pretend language. Nothing stays nothing."""
        text = message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]
        return pretend(text) if text.strip() else text

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One, or many."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def to_language(self) -> str:
        """Its code."""
        return PRETEND


def pretend(text: str) -> str:
    """A text in accents and brackets, a third longer; what is put in later is left as it is."""
    told = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))
    return f"{OPENING}{told}{'~' * (len(text) // _LONGER_BY)}{CLOSING}"


def install() -> None:
    """Let Django know the pretend language."""
    trans_real._translations[PRETEND] = PretendLanguage()  # type: ignore[attr-defined]


def pretend_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speaks the pretend language to whoever asked for it, until they ask for another."""

    def speak(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language")
        chosen = asked or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen == PRETEND:
            with translation.override(PRETEND):
                response = get_response(request)
        else:
            response = get_response(request)
        if asked:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, samesite="Lax", httponly=True)
        return response

    return speak
