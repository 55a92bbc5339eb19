"""The addresses of a demonstration, for a test that has set ``DEMO``: outside it they do not exist."""

from django.urls import path

from kith.config import urls
from kith.web.accounts_demo import demo_sign_in, demo_step_up

handler404 = urls.handler404
urlpatterns = [
    *urls.urlpatterns,
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
    path("demo/again/", demo_step_up, name="demo_step_up"),
]
