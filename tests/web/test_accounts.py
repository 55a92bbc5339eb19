"""Accounts as pages: who signs in, giving and ending roles, letting somebody in and in again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kith.orgs.models import RoleGrant, User
from kith.orgs.queries import roles_of
from tests.factories import TODAY, user
from tests.sessions import signed_in_as
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
PASSWORD = "correct horse battery staple"
NOOR = {
    "display_name": "Noor Haddad",
    "username": "noor",
    "job_title": "Care worker",
    "role": "worker",
    "starts_on": TODAY.isoformat(),
    "because": "new_starter",
}


@pytest.fixture(autouse=True)
def _quickly(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def second(here: Street, as_somebody: SignIn) -> Client:
    """The second person at Kindly Care who manages accounts."""
    return as_somebody(user("Bibi", role="account_manager", organisation=here.cast.kindly_care))


@pytest.fixture
def maya(here: Street, as_somebody: SignIn) -> Client:
    return as_somebody(here.cast.maya)


def link_in(answer: Any) -> str:
    found = re.search(r'value="(http[^"]+)"', answer.content.decode())
    assert found
    return found[1].removeprefix("http://testserver")


def test_the_list_has_everybody_of_one_s_own_organisation(here: Street, maya: Client) -> None:
    page = words(maya.get(reverse("accounts")))
    assert "3 accounts." in page
    assert "Olu" in page
    assert "Provider coordinator" in page
    assert "Sam" not in page


def test_somebody_new_gets_a_link_and_a_role_by_a_second_person(maya: Client, second: Client) -> None:
    answer = maya.post(reverse("account_new"), NOOR)
    assert "waits for somebody else who manages accounts" in words(answer)
    link, noor = link_in(answer), User.objects.get(username="noor")
    assert () == roles_of(noor, TODAY)
    assert 302 == second.post(reverse("account_asked", args=[noor.pk]), {"step": "give"}).status_code
    assert ["worker"] == [held.key for held in roles_of(noor, TODAY)]
    visitor = Client()
    assert "You sign in as noor" in words(visitor.get(link))
    assert 400 == visitor.post(link, {"password": "short"}).status_code
    assert reverse("account_login") == visitor.post(link, {"password": PASSWORD})["Location"]
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)
    assert 404 == visitor.get(link).status_code


def test_what_is_refused_leaves_no_account_and_keeps_what_was_typed(here: Street, maya: Client) -> None:
    for wrong in ({"because": ""}, {"role": "operator"}, {"username": "olu"}, {"starts_on": "soon"}):
        answer = maya.post(reverse("account_new"), {**NOOR, **wrong})
        assert 400 == answer.status_code
        assert 'value="Noor Haddad"' in answer.content.decode()
    assert not User.objects.filter(display_name="Noor Haddad").exists()


def test_only_roles_of_that_kind_of_organisation_are_offered(here: Street, maya: Client) -> None:
    page = maya.get(reverse("account_role", args=[here.cast.olu.pk])).content.decode()
    offered = set(re.findall(r'name="role" value="(\w+)"', page))
    assert {"worker", "coordinator", "registered_manager", "provider_finance"} <= offered
    assert not offered & {"operator", "council_finance", "privacy_officer", "person"}


def test_a_role_is_given_and_ended_with_who_and_why(here: Street, maya: Client, second: Client) -> None:
    olu = here.cast.olu
    given = {"role": "provider_finance", "starts_on": TODAY.isoformat(), "because": "cover"}
    assert 302 == maya.post(reverse("account_role", args=[olu.pk]), given).status_code
    page = words(maya.get(reverse("account", args=[olu.pk])))
    assert "Asked for by Maya Somebody else who manages accounts gives it. Take it back" in page
    assert 403 == maya.post(reverse("account_asked", args=[olu.pk]), {"step": "give"}).status_code
    assert "A role waits for a second person Olu" in words(second.get(reverse("accounts")))
    assert "Role asked for" in words(second.get(reverse("my_work")))
    second.post(reverse("account_asked", args=[olu.pk]), {"step": "give"})
    page = words(maya.get(reverse("account", args=[olu.pk])))
    assert "They cover for somebody. Asked for by Maya. Given by Bibi" in page
    grant = RoleGrant.objects.get(user=olu, role="provider_finance")
    ending = reverse("account_end_role", args=[olu.pk, grant.pk])
    assert 400 == maya.post(ending).status_code
    maya.post(ending, {"because": "not_needed"})
    assert ["coordinator"] == [held.key for held in roles_of(olu, TODAY)]
    assert "They no longer need it. Ended by Maya" in words(maya.get(reverse("account", args=[olu.pk])))


def test_a_request_is_left_and_the_roles_are_as_they_were(here: Street, maya: Client, second: Client) -> None:
    olu = here.cast.olu
    given = {"role": "provider_finance", "starts_on": TODAY.isoformat(), "because": "cover"}
    maya.post(reverse("account_role", args=[olu.pk]), given)
    assert 400 == second.post(reverse("account_asked", args=[olu.pk]), {}).status_code
    second.post(reverse("account_asked", args=[olu.pk]), {"step": "leave"})
    assert "Asked for" not in words(maya.get(reverse("account", args=[olu.pk])))
    assert ["coordinator"] == [held.key for held in roles_of(olu, TODAY)]


def test_a_role_of_somebody_else_is_not_there(here: Street, maya: Client) -> None:
    grant = RoleGrant.objects.get(user=here.cast.sam)
    ending = reverse("account_end_role", args=[here.cast.olu.pk, grant.pk])
    assert 404 == maya.post(ending, {"because": "left"}).status_code


def test_letting_in_again_ends_the_session_that_was_open(
    here: Street, maya: Client, as_somebody: SignIn
) -> None:
    here.cast.olu.set_password(PASSWORD)
    here.cast.olu.save()
    olu = as_somebody(here.cast.olu)
    assert 200 == olu.get(reverse("people")).status_code
    link = link_in(maya.post(reverse("account_step", args=[here.cast.olu.pk]), {"step": "again"}))
    assert 302 == olu.get(reverse("people")).status_code
    assert 200 == Client().get(link).status_code


def test_a_closed_account_opens_nothing_at_once(here: Street, maya: Client, as_somebody: SignIn) -> None:
    olu = as_somebody(here.cast.olu)
    maya.post(reverse("account_step", args=[here.cast.olu.pk]), {"step": "close"})
    assert 302 == olu.get(reverse("people")).status_code
    assert "This account is closed." in words(maya.get(reverse("account", args=[here.cast.olu.pk])))


def test_one_s_own_account_is_somebody_else_s_to_change(here: Street, maya: Client) -> None:
    own = here.cast.maya.pk
    assert "Somebody else who manages accounts" in words(maya.get(reverse("account", args=[own])))
    for step in ("again", "close"):
        assert 403 == maya.post(reverse("account_step", args=[own]), {"step": step}).status_code


@pytest.mark.parametrize("step", ["again", "close", "invite"])
def test_it_takes_the_second_factor(here: Street, step: str) -> None:
    old = signed_in_as(here.cast.maya, seconds_ago=301)
    assert 302 == old.post(reverse("account_step", args=[here.cast.olu.pk]), {"step": step}).status_code
    assert 302 == old.get(reverse("account_new")).status_code
    here.cast.olu.refresh_from_db()
    assert here.cast.olu.is_active


def test_a_made_up_invitation_is_not_there(here: Street) -> None:
    assert 404 == Client().get(reverse("invited", args=[here.cast.olu.pk, "abc-def"])).status_code
