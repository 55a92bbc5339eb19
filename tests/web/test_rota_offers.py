"""Grace offers a visit on her page and Nia takes it on hers."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from kith.workforce.models import Worker
from tests.factories import user
from tests.rota.factories import a_round, laid_out, published
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


def test_a_visit_changes_hands_in_the_team(db: None, as_somebody: SignIn) -> None:
    round_ = a_round()
    nia = user("Nia", role="worker", organisation=round_.provider)
    Worker.objects.filter(pk=round_.nia.pk).update(user=nia)
    laid_out(round_)
    published(round_)
    page, step = reverse("rota_offers"), reverse("rota_offer_step")
    grace, other = as_somebody(round_.cast.grace), as_somebody(nia)
    shown = grace.get(page)
    assert "Nobody in your team offers a visit." in words(shown)
    entry = shown.content.decode().split('name="entry" value="')[1].split('"')[0]
    offered = words(grace.post(step, {"step": "offer", "entry": entry}, follow=True))
    assert "The visit stays yours until somebody takes it." in offered
    shown = other.get(page)
    assert "1 visit is offered; you could take 1." in words(shown)
    assert "Ada" not in words(shown)
    offer = shown.content.decode().split('name="offer" value="')[1].split('"')[0]
    assert "It is yours." in words(other.post(step, {"step": "take", "offer": offer}, follow=True))
    assert 400 == other.post(step, {"step": "offer", "entry": "x"}).status_code
