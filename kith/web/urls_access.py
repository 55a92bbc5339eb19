"""The addresses of who may see what: accounts, sharing, emergencies, copies and disposal."""

from __future__ import annotations

from django.urls import path

from kith.web import views_emergency, views_records

urlpatterns = [
    path("people/<uuid:person_id>/emergency/", views_emergency.emergency, name="emergency"),
    path("people/<uuid:person_id>/emergency/close/", views_emergency.emergency_close, name="emergency_close"),
    path("people/<uuid:person_id>/copy/", views_records.export, name="export"),
    path("people/<uuid:person_id>/disposal/", views_records.disposal, name="disposal"),
    path("privacy/emergencies/", views_emergency.emergencies, name="emergencies"),
    path(
        "privacy/emergencies/<uuid:relationship_id>/review/",
        views_emergency.emergency_review,
        name="emergency_review",
    ),
    path("privacy/disposals/", views_records.disposals, name="disposals"),
]
