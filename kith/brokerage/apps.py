"""Tells Django where this room is."""

from django.apps import AppConfig


class Brokerage(AppConfig):
    """The brokerage room."""

    name = "kith.brokerage"
    label = "brokerage"
    default_auto_field = "django.db.models.BigAutoField"
