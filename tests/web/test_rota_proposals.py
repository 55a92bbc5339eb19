"""Proposing rounds, covering for who is off sick, and telling whom it changes something for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs import clock
from kith.orgs.models import User
from kith.rota.actions_work_out import work_out_proposal
from kith.rota.models import RotaProposal, RotaPublication
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, two_ways_to_cover, utc
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
AT = utc(13, 6, 5)


@pytest.fixture
def round_(db: None, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round laid out, at five past seven on its Monday."""
    made = a_round()
    laid_out(made)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return made


def asked(olu: Client, round_: Round) -> RotaProposal:
    days = {"days": f"{MONDAY}/2026-04-14", "area": ""}
    answer = olu.post(reverse("rota_proposals", args=[round_.provider.pk]), days)
    row = RotaProposal.objects.latest("asked_at")
    assert answer["Location"] == reverse("rota_proposal", args=[row.pk])
    return row


def test_it_waits_is_worked_out_compared_and_accepted(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    assert "Nothing was proposed yet" in words(olu.get(reverse("rota_proposals", args=[round_.provider.pk])))
    row = asked(olu, round_)
    address = reverse("rota_proposal", args=[row.pk])
    waiting = olu.get(address)
    assert "It waits its turn." in words(waiting)
    assert 'hx-trigger="every 1500ms"' in waiting.content.decode()
    work_out_proposal(at=AT, proposal_id=row.pk)
    page = words(olu.get(address))
    assert "1 visit changes for people. Every visit has a worker." in page
    assert "Places that nobody has 1 0 −1" in page
    assert "CO2e of the cars 0 kg 0 kg" in page
    assert "a new face" in page
    step = reverse("rota_proposal_step", args=[row.pk])
    told = words(olu.post(step, {"step": "accept"}, follow=True))
    assert "Nobody has to be told" in told
    assert "Published" in words(olu.get(reverse("rota_proposals", args=[round_.provider.pk])))


def test_it_is_discarded(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    row = asked(olu, round_)
    step = reverse("rota_proposal_step", args=[row.pk])
    assert "Discarded. The rota is as it was." in words(olu.post(step, {"step": "discard"}, follow=True))
    assert 409 == olu.post(step, {"step": "accept"}).status_code
    assert 0 == RotaPublication.objects.count()


def test_days_that_are_not_offered_are_refused(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    wrong = olu.post(reverse("rota_proposals", args=[round_.provider.pk]), {"days": "2025-01-01/2026-01-01"})
    assert 400 == wrong.status_code


def test_off_sick_in_one_tap_and_everybody_told(round_: Round, as_somebody: SignIn) -> None:
    published(round_)
    olu = as_somebody(round_.cast.olu)
    address = reverse("rota_off_sick", args=[round_.provider.pk, MONDAY])
    assert "Grace Okoro 1 visit until 14:30" in words(olu.get(address))
    page = words(olu.post(address, {"worker": str(round_.grace.pk)}, follow=True))
    assert "Cover for Grace Okoro, Monday 13 April" in page
    assert "Grace Okoro, Mon 13 Apr 08:30 Nia Okoro, Mon 13 Apr 08:30 a new face" in page
    row = RotaProposal.objects.get()
    step = reverse("rota_proposal_step", args=[row.pk])
    page = words(olu.post(step, {"step": "accept"}, follow=True))
    assert "0 of 1 person has been told." in page
    assert "Nia Okoro at 08:30, instead of Grace" in page
    publication = RotaPublication.objects.latest("recorded_at")
    tell = reverse("rota_tell", args=[publication.pk])
    ticked = {"person": str(round_.ada.pk), "told": "yes"}
    assert "1 of 1 person has been told." in words(olu.post(tell, ticked, follow=True))


def test_the_board_shows_a_sick_worker_s_visits_on_top(round_: Round, as_somebody: SignIn) -> None:
    published(round_)
    olu = as_somebody(round_.cast.olu)
    olu.post(reverse("rota_off_sick", args=[round_.provider.pk, MONDAY]), {"worker": str(round_.grace.pk)})
    page = words(olu.get(reverse("rota_day", args=[round_.provider.pk, MONDAY])))
    assert "1 visit has nobody yet" in page
    assert "Grace is off sick" in page


def test_a_wrong_tap_is_taken_back(round_: Round, as_somebody: SignIn) -> None:
    published(round_)
    olu = as_somebody(round_.cast.olu)
    olu.post(reverse("rota_off_sick", args=[round_.provider.pk, MONDAY]), {"worker": str(round_.grace.pk)})
    step = reverse("rota_proposal_step", args=[RotaProposal.objects.get().pk])
    page = words(olu.post(step, {"step": "not_sick"}, follow=True))
    assert "Grace is not off sick. The rota is as it was." in page
    assert "nobody yet" not in page


def test_of_two_ways_the_one_looked_at_is_published(round_: Round, as_somebody: SignIn) -> None:
    two_ways_to_cover(round_)
    olu = as_somebody(round_.cast.olu)
    olu.post(reverse("rota_off_sick", args=[round_.provider.pk, MONDAY]), {"worker": str(round_.grace.pk)})
    row = RotaProposal.objects.get()
    address = reverse("rota_proposal", args=[row.pk])
    assert "Grace Okoro, Mon 13 Apr 08:30 Mia Okoro, Mon 13 Apr 08:30 a new face" in words(olu.get(address))
    page = words(olu.get(address, {"aim": "known_faces"}))
    assert "What As it is Least change Most familiar faces" in page
    assert "Grace Okoro, Mon 13 Apr 08:30 Nia Okoro, Mon 13 Apr 08:30 somebody they know" in page
    assert 404 == olu.get(address, {"aim": "short_ways"}).status_code
    step = reverse("rota_proposal_step", args=[row.pk])
    page = words(olu.post(step, {"step": "accept", "aim": "known_faces"}, follow=True))
    assert "Nia Okoro at 08:30, instead of Grace" in page


def test_a_proposal_that_nobody_works_out_any_more_says_so(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    row = asked(olu, round_)
    begun_at = row.asked_at - timedelta(minutes=5)
    RotaProposal.objects.filter(pk=row.pk).update(state="working", begun_at=begun_at, alive_at=begun_at)
    page = words(olu.get(reverse("rota_proposal", args=[row.pk])))
    assert "Whoever worked this out has stopped." in page
    step = reverse("rota_proposal_step", args=[row.pk])
    assert "It waits its turn." in words(olu.post(step, {"step": "again"}, follow=True))
