"""Tells Django where this room is."""

from django.apps import AppConfig
from django.db.models import UUIDField

from kith.orgs.among import Among


class Orgs(AppConfig):
    """The orgs room."""

    name = "kith.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every field of ids be asked with ``among``."""
        UUIDField.register_lookup(Among)
