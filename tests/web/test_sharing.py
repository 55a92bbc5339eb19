"""What Ada shares, as a page: plain words, one button each, and it holds at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from kith.people.actions_circle import NewMember, add_to_circle
from tests.factories import NOW
from tests.people.neighbours import register
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


def change(client: Client, here: Street, **sent: Any) -> int:
    return client.post(reverse("sharing_change", args=[here.ada.pk]), sent).status_code


def page(client: Client, here: Street) -> str:
    return words(client.get(reverse("sharing", args=[here.ada.pk])))


def test_with_nobody_it_says_so_and_offers_who_is_around(here: Street, as_somebody: SignIn) -> None:
    wilf = register(here.cast, "Wilf Okafor", user=here.cast.wilf)
    add_to_circle(by=None, at=NOW, person_id=here.ada.pk, new=NewMember(member_id=wilf.pk, kind="husband"))
    ada = as_somebody(here.cast.ada)
    assert "Nothing is shared with family or friends." in page(ada, here)
    assert 302 == change(ada, here, step="let_in", user=here.cast.wilf.pk)
    assert "1 person sees what is shared with family and friends." in page(ada, here)


def test_a_part_is_shared_and_taken_back_and_the_page_tells_how(here: Street, as_somebody: SignIn) -> None:
    ada, wilf = as_somebody(here.cast.ada), as_somebody(here.cast.wilf)
    change(ada, here, step="let_in", user=here.cast.wilf.pk)
    theirs = reverse("person", args=[here.ada.pk])
    assert 404 == wilf.get(theirs).status_code
    change(ada, here, step="choose", part=1, audience="family", shared="yes")
    assert 200 == wilf.get(theirs).status_code
    assert "Name and how to reach you Shared" in page(ada, here)
    change(ada, here, step="choose", part=1, audience="family", shared="no")
    assert 404 == wilf.get(theirs).status_code
    assert "Ada stopped sharing Name and how to reach you with family and friends" in page(ada, here)


def test_a_carer_she_lets_choose_finds_the_page_from_hers(here: Street, as_somebody: SignIn) -> None:
    ada, wilf = as_somebody(here.cast.ada), as_somebody(here.cast.wilf)
    change(ada, here, step="let_in", user=here.cast.wilf.pk)
    change(ada, here, step="choose", part=1, audience="family", shared="yes")
    theirs = reverse("person", args=[here.ada.pk])
    assert "What is shared" not in words(wilf.get(theirs))
    change(ada, here, step="let_choose", user=here.cast.wilf.pk)
    assert "What is shared" in words(wilf.get(theirs))
    assert "Only Ada can share more with you." in page(wilf, here)
    assert 400 == change(wilf, here, step="choose", part=5, audience="family", shared="yes")


def test_what_is_no_choice_changes_nothing(here: Street, as_somebody: SignIn) -> None:
    ada = as_somebody(here.cast.ada)
    assert 400 == change(ada, here, step="choose", part="99", audience="family", shared="yes")
    assert 400 == change(ada, here, step="dance")
    assert 404 == change(ada, here, step="let_in", user="nobody")
    assert "Nothing has been changed yet." in page(ada, here)
