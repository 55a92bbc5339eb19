"""The page on which Olu moves a visit: who could take it, the effect before it is saved, and pins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from kith.people.models import Household, Residence
from kith.rota.models import RotaEntry
from kith.rota.queries import current_entries
from tests.factories import STARTED_ON
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


@pytest.fixture
def olu(here: Street, as_somebody: SignIn) -> Client:
    """Olu, on a street where both people have a front door."""
    for number, person in enumerate((here.ada, here.bert)):
        if not Residence.objects.filter(person=person).exists():
            house = Household.objects.create(
                postcode="LS12 1AA", street="Mill Lane", lat=53.8 + number / 1000, lon=-1.6
            )
            Residence.objects.create(person=person, household=house, starts_on=STARTED_ON)
    return as_somebody(here.cast.olu)


def address(here: Street) -> str:
    return reverse("rota_move", args=[here.lunch.pk, 1])


def sent(page: str) -> dict[str, str]:
    """The hidden fields of the form that saves the effect."""
    return dict(re.findall(r'<input type="hidden" name="(to|starts_at|seen)" value="([^"]*)"', page))


def test_it_says_who_could_take_the_visit(here: Street, olu: Client) -> None:
    page = words(olu.get(address(here)))
    assert "Nobody has it yet. Wanted at 12:00, 30 min." in page
    assert "Grace Okafor" in page
    assert "Nothing is saved until you say so" in page


def test_the_effect_is_shown_and_then_saved(here: Street, olu: Client) -> None:
    shown = olu.get(address(here), {"to": str(here.hal.pk), "at": "12:00"})
    assert "Hal Brook at 12:00. A new face for Ada" in words(shown)
    fields = sent(shown.content.decode())
    saved = olu.post(address(here), fields, follow=True)
    assert "Saved. Lunch is at 12:00 with Hal Brook." in words(saved)
    held = current_entries([here.lunch.pk])[here.lunch.pk][0]
    assert here.hal.pk == held.worker_id


def test_a_rule_in_the_way_is_named_and_nothing_can_be_saved(here: Street, olu: Client) -> None:
    shown = olu.get(address(here), {"to": str(here.hal.pk), "at": "18:00"})
    assert "Cannot be The visit would not lie in the window that was agreed." in words(shown)
    assert {} == sent(shown.content.decode())


def test_an_old_page_saves_nothing(here: Street, olu: Client) -> None:
    fields = sent(olu.get(address(here), {"to": str(here.hal.pk), "at": "12:00"}).content.decode())
    olu.post(address(here), fields)
    again = olu.post(address(here), {**fields, "to": str(here.grace.pk)})
    assert 409 == again.status_code
    assert 2 == RotaEntry.objects.filter(visit=here.lunch).count()


def test_a_pin_is_put_in_and_taken_out(here: Street, olu: Client) -> None:
    fields = sent(olu.get(address(here), {"to": str(here.hal.pk), "at": "12:00"}).content.decode())
    olu.post(address(here), fields)
    pin = reverse("rota_pin", args=[here.lunch.pk, 1])
    assert "Pinned. Proposals leave it as it is." in words(olu.post(pin, {"keep": "worker"}, follow=True))
    shown = olu.get(address(here), {"to": str(here.grace.pk)})
    assert "This visit is pinned to its worker." in words(shown)
    assert "The pin is out." in words(olu.post(pin, follow=True))


def test_a_visit_is_left_to_nobody_and_put_back(here: Street, olu: Client) -> None:
    given = olu.get(address(here), {"to": str(here.hal.pk), "at": "12:00"})
    olu.post(address(here), sent(given.content.decode()))
    shown = olu.get(address(here), {"to": "nobody"})
    assert "Nobody at 12:00. Hal no longer comes to Ada" in words(shown)
    answer = olu.post(address(here), sent(shown.content.decode()), follow=True)
    assert "Saved. Nobody has Lunch now. Undo" in words(answer)
    (held,) = current_entries([here.lunch.pk])[here.lunch.pk]
    assert (None, "left_open") == (held.worker_id, held.reason)
    undo = re.findall(r'<a href="([^"]*)">Undo</a>', answer.content.decode())[0].replace("&amp;", "&")
    back = olu.get(undo)
    assert "Hal Brook at 12:00." in words(back)
    olu.post(address(here), sent(back.content.decode()))
    (held,) = current_entries([here.lunch.pk])[here.lunch.pk]
    assert here.hal.pk == held.worker_id


def test_who_is_pinned_is_not_taken_away(here: Street, olu: Client) -> None:
    given = olu.get(address(here), {"to": str(here.hal.pk)})
    olu.post(address(here), sent(given.content.decode()))
    unpinned = olu.get(address(here), {"to": "nobody"})
    olu.post(reverse("rota_pin", args=[here.lunch.pk, 1]), {"keep": "worker"})
    shown = olu.get(address(here), {"to": "nobody"})
    assert "Cannot be This visit is pinned to its worker. Take the pin out first." in words(shown)
    assert 409 == olu.post(address(here), sent(unpinned.content.decode())).status_code


def test_an_old_page_leaves_nobody_without_anybody(here: Street, olu: Client) -> None:
    given = olu.get(address(here), {"to": str(here.hal.pk)})
    olu.post(address(here), sent(given.content.decode()))
    old = sent(olu.get(address(here), {"to": "nobody"}).content.decode())
    other = olu.get(address(here), {"to": str(here.grace.pk)})
    olu.post(address(here), sent(other.content.decode()))
    assert 409 == olu.post(address(here), old).status_code
    (held,) = current_entries([here.lunch.pk])[here.lunch.pk]
    assert here.grace.pk == held.worker_id
