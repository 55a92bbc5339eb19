"""Tells Django where this room is."""

from django.apps import AppConfig


class Workforce(AppConfig):
    """The workforce room."""

    name = "kith.workforce"
    label = "workforce"
    default_auto_field = "django.db.models.BigAutoField"
