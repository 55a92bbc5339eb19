"""Addresses: each door lists its own."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kith.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    # Accounts are made by organisations and reset by them, so this is all of allauth that visitors meet.
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/sign-up/", account.signup, name="account_signup"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/first/", account.password_set, name="account_set_password"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/second/", include("allauth.mfa.urls")),
    path("", include("kith.phone.urls")),
    path("", include("kith.web.urls")),
]

if settings.DEMO:
    from kith.web.accounts_demo import demo_sign_in, demo_step_up

    urlpatterns += [
        path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
        path("demo/again/", demo_step_up, name="demo_step_up"),
    ]

handler404 = "kith.web.refusals.not_found"
