"""The addresses of case-file audits: running one, reading in one, and what it found."""

from __future__ import annotations

from django.urls import path

from kith.web import views_case_files, views_case_reading

urlpatterns = [
    path("case-files/", views_case_files.case_audits, name="case_audits"),
    path("case-files/new/", views_case_files.case_audit_new, name="case_audit_new"),
    path("case-files/<uuid:audit_id>/", views_case_files.case_audit, name="case_audit"),
    path("case-files/<uuid:audit_id>/reader/", views_case_files.case_reader, name="case_reader"),
    path("case-files/<uuid:audit_id>/step/", views_case_files.case_step, name="case_step"),
    path("case-files/<uuid:audit_id>/draw.csv", views_case_files.case_draw_csv, name="case_draw_csv"),
    path(
        "case-files/<uuid:audit_id>/result-<int:table>.csv",
        views_case_files.case_result_csv,
        name="case_result_csv",
    ),
    path("case-files/<uuid:audit_id>/<int:number>/", views_case_reading.case_read, name="case_read"),
    path(
        "case-files/<uuid:audit_id>/<int:number>/approve/",
        views_case_reading.case_approve,
        name="case_approve",
    ),
    path(
        "case-files/<uuid:audit_id>/<int:number>/person/", views_case_reading.case_person, name="case_person"
    ),
]
