"""Tells Django where this room is."""

from django.apps import AppConfig
from django.utils.translation import gettext

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
        pretend.install()
