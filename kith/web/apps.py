"""Tells Django where this room is."""

from django.apps import AppConfig


class Web(AppConfig):
    """The web room."""

    name = "kith.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
