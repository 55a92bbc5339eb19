"""The website's addresses. Names are what templates and redirects use; a week is named by its Monday."""

from __future__ import annotations

from django.urls import include, path, register_converter

from kith.web import (
    urls_access,
    views_compare,
    views_diagnosis,
    views_home,
    views_measures,
    views_pay,
    views_people,
    views_places,
    views_providers,
    views_quality,
    views_rota,
    views_today,
    views_visits,
    views_work,
)
from kith.web.converters import DayConverter, WeekConverter

register_converter(DayConverter, "day")
register_converter(WeekConverter, "week")

urlpatterns = [
    path("", views_home.home, name="home"),
    path("sign-in/", views_home.sign_in, name="sign_in"),
    path("sign-out/", views_home.sign_out, name="sign_out"),
    path("keys/", views_home.keys, name="keys"),
    path("today/", views_today.today_home, name="today_home"),
    path("today/<uuid:area_id>/", views_today.today, name="today"),
    path("places/", views_places.neighbourhoods, name="neighbourhoods"),
    path("people/", views_people.people, name="people"),
    path("people/<uuid:person_id>/", views_people.person, name="person"),
    path("people/<uuid:person_id>/who-looked/", views_people.who_looked, name="who_looked"),
    path("rota/", views_rota.rota_home, name="rota_home"),
    path("rota/<uuid:organisation_id>/day/<day:on>/", views_rota.rota_day, name="rota_day"),
    path("rota/<uuid:organisation_id>/week/<week:week>/", views_rota.rota_week, name="rota_week"),
    path("visits/<uuid:visit_id>/", views_visits.visit, name="visit"),
    path("my-work/", views_work.my_work, name="my_work"),
    path("my-work/<uuid:item_id>/close/", views_work.close_item, name="close_item"),
    path("providers/", views_providers.providers, name="providers"),
    path(
        "providers/<uuid:organisation_id>/<week:week>/", views_providers.provider_week, name="provider_week"
    ),
    path("providers/<uuid:organisation_id>/", views_quality.provider_quality, name="provider_quality"),
    path("money/", views_pay.pay_runs, name="pay_runs"),
    path("money/draft/", views_pay.pay_draft, name="pay_draft"),
    path("money/<uuid:run_id>/", views_pay.pay_run, name="pay_run"),
    path("money/<uuid:run_id>/step/", views_pay.pay_step, name="pay_step"),
    path("money/<uuid:run_id>/to/<uuid:provider_id>/", views_pay.remittance, name="remittance"),
    path(
        "money/<uuid:run_id>/for/<uuid:person_id>/<week:week>/",
        views_pay.pay_person_week,
        name="pay_person_week",
    ),
    path("compare/", views_compare.compare, name="compare"),
    path("compare.csv", views_compare.compare_csv, name="compare_csv"),
    path("measures/", views_measures.measures, name="measures"),
    path("measures/<slug:key>/", views_measures.measure, name="measure"),
    path("measures/<slug:key>.csv", views_measures.measure_csv, name="measure_csv"),
    path("", include("kith.web.urls_meetings")),
    path("diagnosis/", views_diagnosis.diagnosis, name="diagnosis"),
    path("diagnosis/own/", views_diagnosis.own_reviews_page, name="own_reviews"),
    path("diagnosis/<slug:key>/", views_diagnosis.analysis, name="analysis"),
    path("diagnosis/<slug:key>/<int:number>.csv", views_diagnosis.analysis_csv, name="analysis_csv"),
    *urls_access.urlpatterns,
    path("", include("kith.web.urls_rota")),
    path("", include("kith.web.urls_figures")),
    path("", include("kith.web.urls_case_files")),
]
