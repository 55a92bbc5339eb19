"""The addresses of records and who may see them: about a person, accounts, sharing, emergencies, copies."""

from __future__ import annotations

from django.urls import path

from kith.web import (
    views_about,
    views_accounts,
    views_emergency,
    views_records,
    views_sharing,
    views_supervision,
    views_way_to_care,
)

urlpatterns = [
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/new/", views_accounts.account_new, name="account_new"),
    path("accounts/<uuid:user_id>/", views_accounts.account, name="account"),
    path("accounts/<uuid:user_id>/role/", views_accounts.account_role, name="account_role"),
    path(
        "accounts/<uuid:user_id>/role/<int:grant_id>/end/",
        views_accounts.account_end_role,
        name="account_end_role",
    ),
    path("accounts/<uuid:user_id>/role/asked/", views_accounts.account_asked, name="account_asked"),
    path("accounts/<uuid:user_id>/step/", views_accounts.account_step, name="account_step"),
    path(
        "accounts/<uuid:user_id>/supervisor/",
        views_supervision.account_supervisor,
        name="account_supervisor",
    ),
    path("account/invited/<uuid:user_id>/<str:code>/", views_accounts.invited, name="invited"),
    path("people/<uuid:person_id>/about/", views_about.about, name="about"),
    path("people/<uuid:person_id>/about/<slug:key>/", views_about.about_answer, name="about_answer"),
    path("people/<uuid:person_id>/assessment/", views_way_to_care.way_to_care, name="way_to_care"),
    path(
        "people/<uuid:person_id>/assessment/<slug:what>/",
        views_way_to_care.way_to_care_add,
        name="way_to_care_add",
    ),
    path(
        "people/<uuid:person_id>/assessment/request/<uuid:request_id>/",
        views_way_to_care.request_close,
        name="request_close",
    ),
    path("people/<uuid:person_id>/emergency/", views_emergency.emergency, name="emergency"),
    path("people/<uuid:person_id>/emergency/close/", views_emergency.emergency_close, name="emergency_close"),
    path("people/<uuid:person_id>/sharing/", views_sharing.sharing, name="sharing"),
    path("people/<uuid:person_id>/sharing/change/", views_sharing.sharing_change, name="sharing_change"),
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
