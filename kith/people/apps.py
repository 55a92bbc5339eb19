"""Tells Django where this room is."""

from django.apps import AppConfig
from django.conf import settings

from kith.core.returns.specification import use_specification
from kith.people.characteristics import specification_of


class People(AppConfig):
    """The people room."""

    name = "kith.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Questions are answered in the words of the council's own specification, where it has one."""
        own = settings.RETURN_SPECIFICATION
        if own is not None:
            use_specification(lambda: specification_of(own))
