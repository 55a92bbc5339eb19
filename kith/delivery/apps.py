"""Tells Django where this room is."""

from django.apps import AppConfig


class Delivery(AppConfig):
    """The delivery room."""

    name = "kith.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
