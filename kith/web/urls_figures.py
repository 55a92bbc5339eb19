"""The addresses of what is behind figures, and of figures for programs."""

from __future__ import annotations

from django.urls import path

from kith.web import views_diagnosis, views_drill

urlpatterns = [
    path("diagnosis/own/<uuid:user_id>/", views_diagnosis.supervised_reviews_page, name="supervised_reviews"),
    path("measures/<slug:key>/<week:week>/people/", views_drill.measure_people, name="measure_people"),
    path(
        "measures/<slug:key>/<week:week>/people/<uuid:person_id>/",
        views_drill.measure_person,
        name="measure_person",
    ),
]
