"""Tells Django where this room is."""

from django.apps import AppConfig


class Payments(AppConfig):
    """The payments room."""

    name = "kith.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
