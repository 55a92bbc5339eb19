"""Tells Django where this room is."""

from django.apps import AppConfig


class People(AppConfig):
    """The people room."""

    name = "kith.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
