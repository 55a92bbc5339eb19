"""Tells Django where this room is."""

from django.apps import AppConfig


class Insight(AppConfig):
    """The insight room."""

    name = "kith.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
