"""Meeting packs as pages and files: offered by role, kept to the reader's own figures."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kith.orgs.models import User
from kith.web.pretend import OPENING, PRETEND
from tests.brokerage.factories import contract
from tests.factories import Cast
from tests.insight.packs.weeks import snapshot
from tests.web.street import Street
from tests.web.test_pretend_language import plain

SignIn = Callable[[User], Client]


@pytest.fixture
def cast(here: Street) -> Cast:
    """The street with Kindly Care's figures."""
    snapshot(here.cast)
    contract(commissioner=here.cast.council, provider=here.cast.other_hands, reference="C-9")
    return here.cast


def test_the_measures_lead_to_packs_for_who_may_make_them(cast: Cast, as_somebody: SignIn) -> None:
    assert 'href="/packs/"' in as_somebody(cast.cass).get("/measures/").content.decode()
    assert 'href="/packs/"' not in as_somebody(cast.ada).get("/measures/").content.decode()
    for address in ("/packs/", "/packs/weekly/", "/packs/weekly.pdf"):
        assert 403 == as_somebody(cast.pru).get(address).status_code


def test_a_page_leads_to_the_same_pack_as_files(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.cass)
    asked = f"patch={cast.patch.pk}&week=2026-03-30"
    page = client.get(f"/packs/weekly/?{asked}").content.decode()
    assert "Millgate · Week from 30 March 2026" in page
    assert "40.0 %" in page
    for ending, kind in (("html", "text/html; charset=utf-8"), ("pdf", "application/pdf")):
        assert f"/packs/weekly.{ending}?{asked.replace('&', '&amp;')}" in page
        file = client.get(f"/packs/weekly.{ending}?{asked}")
        assert (kind, f'attachment; filename="weekly-pack-2026-03-30.{ending}"', "no-store") == (
            file["Content-Type"], file["Content-Disposition"], file["Cache-Control"],
        )  # fmt: skip
    assert 404 == client.get(f"/packs/weekly.docx?{asked}").status_code
    assert 404 == client.get("/packs/nosuchpack/").status_code


def test_another_provider_s_pack_looks_like_none(cast: Cast, as_somebody: SignIn) -> None:
    for address in ("/packs/weekly/", "/packs/weekly.html", "/packs/weekly.pdf"):
        assert 404 == as_somebody(cast.sam).get(f"{address}?provider={cast.kindly_care.pk}").status_code
    assert 400 == as_somebody(cast.cass).get("/packs/weekly/?week=2026-04-06").status_code


def test_a_huddle_is_a_page_and_a_file_for_the_team(cast: Cast, as_somebody: SignIn) -> None:
    for address in ("/packs/daily/", "/packs/daily.html", "/packs/daily.pdf"):
        assert 200 == as_somebody(cast.olu).get(f"{address}?patch={cast.patch.pk}").status_code
        assert 404 == as_somebody(cast.cass).get(f"{address}?patch={cast.patch.pk}").status_code
    assert "Daily huddle" not in as_somebody(cast.cass).get("/packs/").content.decode()


def test_an_action_is_agreed_carried_and_done_from_the_page(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.olu)
    new = {"text": "Share out the lunch peak", "owner": "Rota team", "due_on": "2026-04-10"}
    said = client.post("/packs/agreed/", {**new, "back": "/packs/weekly/"})
    assert "/packs/weekly/#s-agreed" == said["Location"]
    page = client.get("/packs/weekly/").content.decode()
    assert "Share out the lunch peak</th>" in page
    assert "<b>Share out the lunch peak</b>" in page
    (action_id,) = re.findall(r"/packs/agreed/([0-9a-f-]+)/", page)
    client.post(f"/packs/agreed/{action_id}/", {"outcome": "done", "back": "https://example.org/"})
    page = client.get("/packs/weekly/").content.decode()
    assert ">Done</td>" in page
    assert f"/packs/agreed/{action_id}/" not in page
    assert 403 == as_somebody(cast.pru).post("/packs/agreed/", new).status_code


def test_a_refused_action_says_why_and_leads_nowhere_else(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.olu)
    typed = {"text": "Soon", "owner": "Rota team", "due_on": "soon", "back": "https://example.org/"}
    answer = client.post("/packs/agreed/", typed, follow=True)
    assert ["/packs/"] == [address for address, _status in answer.redirect_chain]
    assert "That day is over" in answer.content.decode()


def test_a_commissioner_sets_a_target_in_per_cent(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.cass)
    assert "/measures/punctuality/target/" in client.get("/measures/punctuality/").content.decode()
    for wrong in ("", "all", "101", "-1", "nan"):
        assert 400 == client.post("/measures/punctuality/target/", {"value": wrong}).status_code
    assert 302 == client.post("/measures/punctuality/target/", {"value": "85 %"}).status_code
    assert "The target now is 85.0 %." in client.get("/measures/punctuality/target/").content.decode()
    assert 403 == as_somebody(cast.olu).get("/measures/punctuality/target/").status_code


def test_every_text_of_a_pack_is_marked_for_translation(cast: Cast, as_somebody: SignIn) -> None:
    daily, contract_pack = f"/packs/daily/?patch={cast.patch.pk}", f"/packs/contract/?patch={cast.patch.pk}"
    for who, address in (
        (cast.cass, "/packs/?"),
        (cast.cass, "/packs/weekly/?"),
        (cast.cass, "/measures/punctuality/target/?"),
        (cast.olu, f"{daily}&"),
        (cast.maya, f"{contract_pack}&"),
    ):
        page = as_somebody(who).get(f"{address}language={PRETEND}").content.decode()
        assert OPENING in page
        assert [] == plain(page), address
