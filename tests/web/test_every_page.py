"""What holds of every page: few queries, no style or script in the markup, one title, no id twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from tests.factories import TODAY
from tests.rota.shadow_weeks import tried
from tests.web.street import Street
from tests.web.test_pages import addresses

SignIn = Callable[[User], Client]

# How many queries each page may take, of which about eight are for who asks: it may not grow with the street.
BUDGETS = {
    "today": 42,
    "person": 48,
    "who looked": 18,
    "day": 26,
    "week": 24,
    "visit": 46,
    "move": 40,
    "proposals": 18,
    "off sick": 30,
    "sheets": 32,
    "slots": 12,
    "frozen": 24,
    "faces": 22,
    "own faces": 24,
    "teams": 24,
    "proposed teams": 26,
    "own team": 34,
    "swaps": 22,
    "own weeks": 16,
    "own week": 16,
    "provider": 24,
    "provider quality": 30,
    "people": 30,
    "rota worker": 24,
    "my work": 14,
    "providers": 14,
    "keys": 8,
    "emergency": 12,
    "emergencies": 18,
    "disposals": 18,
    "export": 20,
    "sharing": 30,
    "about": 18,
    "question": 18,
    "way to care": 20,
    "write down": 20,
    "equality": 14,
    "accounts": 16,
    "account": 16,
    "account_new": 14,
    "account_role": 18,
    "cause": 14,
    "packs": 16,
    "target": 14,
}


def every_address(here: Street) -> dict[str, str]:
    return {
        **addresses(here),
        "people": reverse("people"),
        "move": reverse("rota_move", args=[here.lunch.pk, 1]),
        **the_rotas(here),
        "my work": reverse("my_work"),
        "providers": reverse("providers"),
        "provider quality": reverse("provider_quality", args=[here.cast.kindly_care.pk]),
        "keys": reverse("keys"),
        "emergency": reverse("emergency", args=[here.ada.pk]),
        "emergencies": reverse("emergencies"),
        "disposals": reverse("disposals"),
        "export": reverse("export", args=[here.ada.pk]),
        "sharing": reverse("sharing", args=[here.ada.pk]),
        "about": reverse("about", args=[here.ada.pk]),
        "equality": reverse("measure_equality", args=["punctuality"]),
        "way to care": reverse("way_to_care", args=[here.ada.pk]),
        "write down": reverse("way_to_care_add", args=[here.ada.pk, "assessment"]),
        "question": reverse("about_answer", args=[here.ada.pk, "ethnicity"]),
        "accounts": reverse("accounts"),
        "account": reverse("account", args=[here.cast.olu.pk]),
        "account_new": reverse("account_new"),
        "account_role": reverse("account_role", args=[here.cast.olu.pk]),
        "cause": reverse("cause_note", args=["punctuality"]),
        "packs": reverse("packs"),
        "target": reverse("target", args=["punctuality"]),
    }


def the_rotas(here: Street) -> dict[str, str]:
    """The coordinator's pages around the rota, and the worker's one for swaps."""
    provider = here.cast.kindly_care.pk
    return {
        "proposals": reverse("rota_proposals", args=[provider]),
        "off sick": reverse("rota_off_sick", args=[provider, TODAY]),
        "rota worker": reverse("rota_worker", args=[here.grace.pk]),
        "sheets": reverse("rota_sheets", args=[provider, TODAY]),
        "slots": reverse("rota_slots", args=[provider, TODAY]),
        "frozen": reverse("rota_freeze", args=[provider, TODAY]),
        "faces": reverse("rota_faces", args=[provider]),
        "own faces": reverse("person_faces", args=[here.ada.pk]),
        "teams": reverse("rota_teams", args=[provider]),
        "proposed teams": reverse("rota_teams_proposed", args=[provider]),
        "own team": reverse("person_team", args=[here.ada.pk]),
        "swaps": reverse("rota_offers"),
        "own weeks": reverse("rota_shadow", args=[provider]),
        "own week": reverse("rota_shadow_run", args=[tried(here.cast.kindly_care).pk]),
    }


def visitor(here: Street, what: str) -> User:
    """Who opens a page: the registered manager, where it is not somebody else's."""
    others = {
        "who looked": here.cast.ada,
        "swaps": here.cast.grace,
        "target": here.cast.cass,
        "sharing": here.cast.ada,
        "about": here.cast.ada,
        "question": here.cast.ada,
        "way to care": here.cast.ada,
        "write down": here.cast.helen,
        "equality": here.cast.cass,
        "emergency": here.cast.helen,
        "emergencies": here.cast.pru,
        "disposals": here.cast.pru,
        "export": here.cast.pru,
    }
    return others.get(what, here.cast.maya)


@pytest.mark.parametrize("what", BUDGETS)
def test_it_stays_within_its_queries(
    here: Street, as_somebody: SignIn, what: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = as_somebody(visitor(here, what))
    client.get(reverse("keys"))  # the session's own first queries
    with django_assert_max_num_queries(BUDGETS[what]):  # type: ignore[attr-defined]
        assert 200 == client.get(every_address(here)[what]).status_code


@pytest.mark.parametrize("what", BUDGETS)
def test_it_keeps_the_security_policy(here: Street, as_somebody: SignIn, what: str) -> None:
    response = as_somebody(visitor(here, what)).get(every_address(here)[what])
    page = response.content.decode()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert [] == re.findall(r"<[^>]*\s(?:style|on[a-z]+)=", page)
    assert [] == re.findall(r"<script(?![^>]*\bsrc=)", page)
    assert [] == re.findall(r"<style(?![^>]*\bnonce=)", page)
    assert "https://" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("what", BUDGETS)
def test_it_has_one_title_and_no_id_twice(here: Street, as_somebody: SignIn, what: str) -> None:
    page = as_somebody(visitor(here, what)).get(every_address(here)[what]).content.decode()
    assert 1 == page.count("<h1")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert [] == re.findall(r"\{[{%]|&lt;\w", page)
