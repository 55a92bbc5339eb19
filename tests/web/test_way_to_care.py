"""How somebody came to care, written down by who assesses and read by who it is about."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


def page(client: Client, here: Street) -> str:
    return words(client.get(reverse("way_to_care", args=[here.ada.pk])))


def write(client: Client, here: Street, what: str, **sent: str) -> int:
    return client.post(reverse("way_to_care_add", args=[here.ada.pk, what]), sent).status_code


def test_nothing_is_written_down_at_first(here: Street, as_somebody: SignIn) -> None:
    said = page(as_somebody(here.cast.ada), here)
    assert "Nothing is written down yet." in said
    assert "No request is written down." in said
    assert "Help was asked for" not in said


def test_a_request_waits_until_it_comes_to_something(here: Street, as_somebody: SignIn) -> None:
    helen = as_somebody(here.cast.helen)
    assert 302 == write(helen, here, "request", on="2026-03-02", route="Discharge from Hospital")
    assert "1 request waits for an answer." in page(helen, here)
    listed = helen.get(reverse("way_to_care", args=[here.ada.pk])).content.decode()
    [close] = re.findall(r'href="([^"]*/assessment/request/[^"]+/)"', listed)
    assert 302 == helen.post(close, {"on": "2026-03-04", "outcome": "NFA: Other"}).status_code
    assert "4 March 2026: NFA: Other" in page(helen, here)
    assert "Nothing waits for an answer." in page(helen, here)


def test_an_assessment_and_a_review_are_read_by_who_they_are_about(here: Street, as_somebody: SignIn) -> None:
    helen = as_somebody(here.cast.helen)
    assessed = {
        "starts_on": "2026-03-02", "completed_on": "2026-03-06", "kind": "Long term assessment",
        "outcome": "Progress to support planning or services", "eligible_needs": "yes",
        "method": "Service user and carer",
    }  # fmt: skip
    assert 302 == write(helen, here, "assessment", **assessed)
    assert 302 == write(
        helen, here, "review", on="2026-04-01", planned="yes", achieved="Fully Met", method=""
    )
    said = page(as_somebody(here.cast.ada), here)
    assert "6 March 2026 · Long term assessment · eligible needs" in said
    assert "1 April 2026 · Planned Outcomes: Fully Met" in said


def test_what_was_typed_is_there_when_it_is_asked_again(here: Street, as_somebody: SignIn) -> None:
    address = reverse("way_to_care_add", args=[here.ada.pk, "request"])
    again = as_somebody(here.cast.helen).post(address, {"on": "2126-03-02", "route": "Prison"})
    assert 400 == again.status_code
    assert "has not come yet" in again.content.decode()
    assert '<option value="Prison" selected>' in again.content.decode()


def test_a_day_without_what_it_came_to_is_asked_again(here: Street, as_somebody: SignIn) -> None:
    helen = as_somebody(here.cast.helen)
    sent = {"on": "2026-03-02", "route": "Prison", "closed_on": "2026-03-04"}
    assert 400 == write(helen, here, "request", **sent)
    assert "No request is written down." in page(helen, here)


def test_whether_a_review_was_planned_is_not_guessed(here: Street, as_somebody: SignIn) -> None:
    helen = as_somebody(here.cast.helen)
    assert 400 == write(helen, here, "review", on="2026-04-01")
    assert 302 == write(helen, here, "review", on="2026-04-01", planned="no")
    assert "1 April 2026 · Unplanned" in page(helen, here)


def test_there_is_nothing_else_to_write_down(here: Street, as_somebody: SignIn) -> None:
    assert 404 == write(as_somebody(here.cast.helen), here, "gossip")
    assert 404 == write(as_somebody(here.cast.olu), here, "request")
    assert 403 == write(as_somebody(here.cast.ada), here, "request")
