"""Where a visit would fit, on pages: for Olu today, and for Bea for a week."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs import clock
from kith.orgs.models import PostcodePoint, User
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
ASKED = {"earliest": "08:00", "best": "08:30", "latest": "10:00", "minutes": "30", "workers": "1"}


@pytest.fixture
def round_(db: None) -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    PostcodePoint.objects.get_or_create(
        postcode="LS12 1AU", defaults={"lat": 53.8, "lon": -1.6, "easting": 426_000, "northing": 433_000}
    )
    return made


def test_olu_sees_who_could_go_now(
    round_: Round, as_somebody: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: utc(13, 6, 5))
    address = reverse("rota_slots", args=[round_.provider.pk, MONDAY])
    olu = as_somebody(round_.cast.olu)
    assert "Say where and when" in words(olu.get(address))
    page = words(olu.get(address, {"postcode": "LS12 1AU", **ASKED}))
    assert "Nia Okoro at 08:30 asks least: nobody else waits." in page
    assert 400 == olu.get(address, {"postcode": "LS12 1AU", **ASKED, "best": "noon"}).status_code
    assert 400 == olu.get(address, {"postcode": "nowhere", **ASKED}).status_code


def test_bea_sees_which_provider_has_room_and_no_names(round_: Round, as_somebody: SignIn) -> None:
    bea = as_somebody(round_.cast.bea)
    address = reverse("person_slots", args=[round_.ada.pk])
    assert "see which providers have room" in words(bea.get(address))
    page = words(bea.get(address, {**ASKED, "day": ["0", "2"]}))
    assert "Kindly Care could come on 2 of 2 days." in page
    assert "Nia" not in page
