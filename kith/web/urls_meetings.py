"""The addresses of what meetings look at: causes noted beside charts, and the packs themselves."""

from __future__ import annotations

from django.urls import path

from kith.web import views_agreed, views_annotations, views_packs

urlpatterns = [
    path("measures/<slug:key>/cause/", views_annotations.cause_note, name="cause_note"),
    path("causes/<uuid:note_id>/withdraw/", views_annotations.cause_withdraw, name="cause_withdraw"),
    path("measures/<slug:key>/target/", views_agreed.target, name="target"),
    path("packs/agreed/", views_agreed.action_agree, name="action_agree"),
    path("packs/agreed/<uuid:action_id>/", views_agreed.action_end, name="action_end"),
    path("packs/", views_packs.packs, name="packs"),
    path("packs/<slug:kind>/", views_packs.pack, name="pack"),
    path("packs/<slug:kind>.<slug:ending>", views_packs.pack_file, name="pack_file"),
]
