"""Tells Django where this room is."""

from functools import lru_cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext, trans_real

from kith.core.phrases import speak_through
from kith.web import pretend


class Web(AppConfig):
    """The web room."""

    name = "kith.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules speak the reader's language, the pretend one too."""
        speak_through(gettext)
        _remember_what_was_said()
        pretend.install()


def _remember_what_was_said() -> None:
    """Keeps every text that was translated: a page says hundreds, and the catalogues are searched in turn."""
    for code, _ in settings.LANGUAGES:
        language = trans_real.translation(code)
        language.gettext = lru_cache(maxsize=2**13)(language.gettext)  # type: ignore[method-assign]
