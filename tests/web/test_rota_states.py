"""What was frozen for pay, and the faces that people meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs import clock
from kith.orgs.models import User
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_swap import swap_worker
from kith.rota.models import RotaEntry
from kith.rota.queries_faces import faces_of
from kith.workforce.models import Worker
from tests.people.neighbours import relate
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture
def round_(db: None, monkeypatch: pytest.MonkeyPatch) -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    monkeypatch.setattr(clock, "now", lambda: utc(13, 6, 5))
    return made


def test_the_freeze_says_what_pay_relies_on_and_what_changed(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    address = reverse("rota_freeze", args=[round_.provider.pk, MONDAY])
    assert "Nothing of this week is frozen yet." in words(olu.get(address))
    freeze_shifts(by=None, at=utc(13, 6), before=utc(13, 6))
    page = words(olu.get(address))
    assert "hours are frozen. Nothing was changed since." in page
    assert "Every freeze follows from the one before it." in page
    entry = RotaEntry.objects.get(visit__on=MONDAY)
    swap_worker(
        by=round_.cast.olu, at=utc(13, 6, 1), visit_id=entry.visit_id, place=1, worker_id=round_.nia.pk,
        seen_entry_id=entry.pk,
    )  # fmt: skip
    page = words(olu.get(address))
    assert "One change was recorded since." in page
    assert "Nia Okoro, Mon 13 Apr 08:30" in page


def test_faces_are_counted_and_new_ones_named(round_: Round) -> None:
    (before,) = faces_of(MONDAY, provider=round_.provider)
    assert (0, None, 1, ["Grace"]) == (
        before.workers,
        before.core_share,
        before.week_workers,
        [worker.first_name for worker in before.new],
    )
    (after,) = faces_of(NEXT, provider=round_.provider)
    assert (1, 1.0, [("Grace", 7)], ()) == (
        after.workers,
        after.core_share,
        [(one.worker.first_name, one.visits) for one in after.team],
        after.new,
    )


def test_olu_sees_everybody_s_faces_and_ada_her_own(
    round_: Round, as_somebody: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: utc(20, 6))
    page = words(as_somebody(round_.cast.olu).get(reverse("rota_faces", args=[round_.provider.pk])))
    assert "Different workers in 28 days: 1, in the middle of all people." in page
    assert "Grace (7)" in page
    relate(round_.ada, "self", user=round_.cast.ada)
    own = words(as_somebody(round_.cast.ada).get(reverse("person_faces", args=[round_.ada.pk])))
    assert "1 care worker came in the last 28 days." in own
    assert "Okoro" not in own


def test_a_sheet_says_that_the_start_of_its_round_is_not_known(round_: Round, as_somebody: SignIn) -> None:
    Worker.objects.filter(pk=round_.nia.pk).update(home_postcode="", home_lat=None, home_lon=None)
    page = words(as_somebody(round_.cast.olu).get(reverse("rota_sheets", args=[round_.provider.pk, MONDAY])))
    assert "Start place not known: Nia’s round begins at its first visit." in page
    assert 1 == page.count("Start place not known")
