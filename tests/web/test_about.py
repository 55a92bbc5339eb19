"""About you: each question by itself, why it is asked, and whose word the answer is."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


def page(client: Client, here: Street) -> str:
    return words(client.get(reverse("about", args=[here.ada.pk])))


def answer(client: Client, here: Street, key: str, **sent: str) -> int:
    return client.post(reverse("about_answer", args=[here.ada.pk, key]), sent).status_code


def test_nothing_was_asked_and_nothing_need_be_answered(here: Street, as_somebody: SignIn) -> None:
    said = page(as_somebody(here.cast.ada), here)
    assert "Nothing has been asked yet. You need not answer." in said
    assert 10 == said.count("Not asked yet")


def test_she_answers_and_may_say_that_she_would_rather_not(here: Street, as_somebody: SignIn) -> None:
    ada = as_somebody(here.cast.ada)
    assert 302 == answer(ada, here, "employment", value="prefers_not_to_say")
    assert "Work Would rather not say said by you, since 7 April 2026" in page(ada, here)
    assert "1 of 10 questions has an answer." in page(ada, here)
    assert "Work Would rather not say said by themselves, since" in page(as_somebody(here.cast.helen), here)


def test_a_change_keeps_the_answer_before_and_a_correction_does_not(
    here: Street, as_somebody: SignIn
) -> None:
    ada = as_somebody(here.cast.ada)
    answer(ada, here, "dementia", value="No", since="2026-01-05")
    answer(ada, here, "dementia", value="Yes", was="so", since="2026-04-01")
    assert "1 other answer No · said by you, since 5 January 2026" in page(ada, here)
    answer(ada, here, "dementia", value="No", was="wrong")
    assert "Dementia No said by you, since 1 April 2026" in page(ada, here)


def test_a_worker_reads_what_care_needs_and_changes_nothing(here: Street, as_somebody: SignIn) -> None:
    grace = as_somebody(here.cast.grace)
    said = page(grace, here)
    assert "Hearing" in said
    assert "Ethnic group" not in said
    assert "The person, or their social worker, can change these." in said
    assert 403 == answer(grace, here, "hearing", value="Hard of hearing")
    assert 404 == answer(grace, here, "ethnicity", value="White: Irish")


def test_a_wrong_answer_is_asked_again_with_what_was_typed(here: Street, as_somebody: SignIn) -> None:
    ada = as_somebody(here.cast.ada)
    response = ada.post(
        reverse("about_answer", args=[here.ada.pk, "ethnicity"]),
        {"value": "White: Irish", "since": "2126-01-01"},
    )
    assert 400 == response.status_code
    assert "has not come yet" in response.content.decode()
    assert 'value="White: Irish" required checked' in response.content.decode()


def test_her_page_leads_there(here: Street, as_somebody: SignIn) -> None:
    client = as_somebody(here.cast.olu)
    assert (
        reverse("about", args=[here.ada.pk])
        in client.get(reverse("person", args=[here.ada.pk])).content.decode()
    )
