"""The phones' addresses, under ``/phone/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kith.phone.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("phone/", api.urls)]
