"""The addresses of what meetings look at: causes noted beside charts, and the packs themselves."""

from __future__ import annotations

from django.urls import path

from kith.web import views_annotations, views_packs

urlpatterns = [
    path("measures/<slug:key>/cause/", views_annotations.cause_note, name="cause_note"),
    path("causes/<uuid:note_id>/withdraw/", views_annotations.cause_withdraw, name="cause_withdraw"),
    path("packs/", views_packs.packs, name="packs"),
    path("packs/<slug:kind>/", views_packs.pack, name="pack"),
    path("packs/<slug:kind>.<slug:ending>", views_packs.pack_file, name="pack_file"),
]
