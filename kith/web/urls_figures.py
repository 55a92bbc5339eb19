"""The addresses of what is behind figures, and of figures for programs."""

from __future__ import annotations

from django.urls import path

from kith.web import (
    views_defined,
    views_diagnosis,
    views_diagnosis_paper,
    views_drill,
    views_equality,
    views_figures_json,
)

urlpatterns = [
    path("diagnosis.pdf", views_diagnosis_paper.diagnosis_pdf, name="diagnosis_pdf"),
    path("diagnosis/own/<uuid:user_id>/", views_diagnosis.supervised_reviews_page, name="supervised_reviews"),
    path("measures/define/new/", views_defined.measure_define, name="measure_define"),
    path("measures/<slug:key>/define/", views_defined.measure_redefine, name="measure_redefine"),
    path("measures/<slug:key>/withdraw/", views_defined.measure_withdraw, name="measure_withdraw"),
    path("measures/<slug:key>/equality/", views_equality.measure_equality, name="measure_equality"),
    path(
        "measures/<slug:key>/equality.csv", views_equality.measure_equality_csv, name="measure_equality_csv"
    ),
    path("measures.json", views_figures_json.measures_json, name="measures_json"),
    path("measures/<slug:key>.json", views_figures_json.measure_json, name="measure_json"),
    path("measures/<slug:key>/<week:week>/people/", views_drill.measure_people, name="measure_people"),
    path(
        "measures/<slug:key>/<week:week>/people/<uuid:person_id>/",
        views_drill.measure_person,
        name="measure_person",
    ),
]
