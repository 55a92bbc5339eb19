"""Opening a record in an emergency, closing it, and looking into it afterwards, as pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from kith.people.models import Relationship
from tests.factories import user
from tests.sessions import signed_in_as
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
ASKED = {
    "reason": "danger_to_life",
    "words": "Neighbour rang: she is on the floor and the door is locked.",
    "minutes": "30",
}


@pytest.fixture
def hana(here: Street) -> User:
    return user("Hana", role="social_worker_not_allocated", organisation=here.cast.council)


def asking(here: Street) -> str:
    return reverse("emergency", args=[here.ada.pk])


def test_a_refused_page_offers_it_to_who_may_and_to_nobody_else(
    here: Street, hana: User, as_somebody: SignIn
) -> None:
    page = reverse("person", args=[here.ada.pk])
    assert asking(here) in as_somebody(hana).get(page).content.decode()
    assert "emergency" not in as_somebody(here.cast.sam).get(page).content.decode()


def test_the_offer_is_the_same_for_who_does_not_exist(here: Street, hana: User, as_somebody: SignIn) -> None:
    client, nobody = as_somebody(hana), "00000000-0000-4000-8000-000000000000"
    pages = [client.get(reverse("person", args=[one])).content.decode() for one in (here.ada.pk, nobody)]
    plain = [page.replace(str(one), "") for page, one in zip(pages, (here.ada.pk, nobody), strict=True)]
    assert 1 == len({page.split("<main")[1] for page in plain})
    assert 200 == client.get(reverse("emergency", args=[nobody])).status_code
    assert 404 == client.post(reverse("emergency", args=[nobody]), ASKED).status_code


def test_a_search_offers_it_beside_who_is_found(here: Street, hana: User, as_somebody: SignIn) -> None:
    found = as_somebody(hana).get(reverse("people"), {"q": "Okafor"}).content.decode()
    assert asking(here) in found
    assert f'href="{reverse("person", args=[here.ada.pk])}"' not in found


def test_it_opens_the_page_under_a_banner_until_it_is_closed(
    here: Street, hana: User, as_somebody: SignIn
) -> None:
    client = as_somebody(hana)
    opened = client.post(asking(here), ASKED, follow=True)
    assert "A record is open to you in an emergency, for reading, until 09:12" in words(opened)
    assert "My own front door." in words(opened)
    assert "A record is open to you" in words(client.get(reverse("people")))
    client.post(reverse("emergency_close", args=[here.ada.pk]))
    assert 404 == client.get(reverse("person", args=[here.ada.pk])).status_code
    assert "A record is open to you" not in words(client.get(reverse("people")))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    here: Street, hana: User, as_somebody: SignIn
) -> None:
    answer = as_somebody(hana).post(asking(here), {**ASKED, "words": "too short"})
    assert 400 == answer.status_code
    assert "at least 15 letters" in answer.content.decode()
    assert "too short</textarea>" in answer.content.decode()
    assert not Relationship.objects.filter(kind="emergency").exists()


def test_it_asks_for_the_second_factor_before_anything_is_typed(here: Street, hana: User) -> None:
    assert 302 == signed_in_as(hana, seconds_ago=301).get(asking(here)).status_code
    assert 302 == signed_in_as(hana, seconds_ago=301).post(asking(here), ASKED).status_code
    assert not Relationship.objects.filter(kind="emergency").exists()


def test_the_privacy_officer_looks_into_it_and_the_person_reads_so(
    here: Street, hana: User, as_somebody: SignIn
) -> None:
    as_somebody(hana).post(asking(here), ASKED)
    pru, listed = as_somebody(here.cast.pru), reverse("emergencies")
    assert "1 waits to be looked into." in words(pru.get(listed))
    assert "she is on the floor" in words(pru.get(listed))
    opened = Relationship.objects.get(kind="emergency")
    pru.post(reverse("emergency_review", args=[opened.pk]), {"outcome": "right_to_look"})
    assert "All have been looked into." in words(pru.get(listed))
    told = words(as_somebody(here.cast.ada).get(reverse("who_looked", args=[here.ada.pk])))
    assert "opened this record in an emergency" in told
    assert "It was right to look" in told


def test_with_none_the_list_says_so(here: Street, as_somebody: SignIn) -> None:
    page = words(as_somebody(here.cast.pru).get(reverse("emergencies")))
    assert "No record has been opened in an emergency" in page
