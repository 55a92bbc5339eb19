"""Tells Django where this room is."""

from django.apps import AppConfig


class Plans(AppConfig):
    """The plans room."""

    name = "kith.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
