"""Meeting packs as pages and files: offered by role, kept to the reader's own figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kith.orgs.models import User
from kith.web.pretend import PRETEND
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


def test_every_text_of_a_pack_is_marked_for_translation(cast: Cast, as_somebody: SignIn) -> None:
    for address in ("/packs/", "/packs/weekly/"):
        page = as_somebody(cast.cass).get(f"{address}?language={PRETEND}").content.decode()
        assert [] == plain(page)
