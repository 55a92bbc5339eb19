"""Tells Django where this room is."""

from django.apps import AppConfig


class Rota(AppConfig):
    """The rota room."""

    name = "kith.rota"
    label = "rota"
    default_auto_field = "django.db.models.BigAutoField"
