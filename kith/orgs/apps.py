"""Tells Django where this room is."""

from django.apps import AppConfig


class Orgs(AppConfig):
    """The orgs room."""

    name = "kith.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"
