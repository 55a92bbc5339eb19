"""A worker's page for who plans the rota, and off sick in one tap from there and from the board."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs import clock
from kith.orgs.models import User
from kith.rota.models import RotaProposal
from kith.workforce.actions import SignOff, sign_off_skill
from tests.rota.factories import ENGAGED_ON, MONDAY, Round, a_round, laid_out, published, utc
from tests.web.street import TODAY, Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
AT = utc(13, 6, 5)


@pytest.fixture
def round_(db: None, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A week published, at five past seven on its Monday."""
    made = a_round()
    laid_out(made)
    published(made)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return made


def page(round_: Round, as_somebody: SignIn) -> str:
    olu = as_somebody(round_.cast.olu)
    return words(olu.get(reverse("rota_worker", args=[round_.grace.pk])))


def test_it_says_who_works_when_and_for_how_long(round_: Round, as_somebody: SignIn) -> None:
    said = page(round_, as_somebody)
    assert "7 shifts in the next seven days, with 3 h 30 of visits." in said
    assert "The contract is for 37 h 30 a week." in said
    assert "Mon 13 Apr 07:00 – 14:30 1 30 min" in said


def test_it_names_the_people_visited_in_28_days(
    round_: Round, as_somebody: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "0 people Nobody yet" in page(round_, as_somebody)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=7))
    assert "1 person AB Ada Bell 7 times" in page(round_, as_somebody)


def test_a_skill_says_when_it_lapses(round_: Round, as_somebody: SignIn) -> None:
    for skill, expires_on in (
        ("insulin", MONDAY + timedelta(days=12)),
        ("peg_feed", MONDAY),
        ("hoist", None),
    ):
        sign_off = SignOff(skill=skill, signed_off_on=ENGAGED_ON, expires_on=expires_on)
        sign_off_skill(by=None, at=AT, worker_id=round_.grace.pk, sign_off=sign_off)
    said = page(round_, as_somebody)
    assert "Hoist since Monday 5 January 2026" in said
    assert "Insulin lapses Saturday 25 April 2026" in said
    assert "Peg feed lapsed Monday 13 April 2026" in said


def test_one_tap_there_finds_who_comes_instead(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    address = reverse("rota_worker", args=[round_.grace.pk])
    assert "Off sick today Off sick on Tue 14 Apr" in words(olu.get(address))
    tap = reverse("rota_off_sick", args=[round_.provider.pk, MONDAY])
    assert "Cover for Grace Okoro" in words(olu.post(tap, {"worker": str(round_.grace.pk)}, follow=True))
    said = words(olu.get(address))
    assert "Off sick today" not in said
    assert "Time away, from today Off sick Mon 13 Apr 07:05 – Mon 13 Apr 14:30" in said


def test_one_tap_on_the_board_finds_who_comes_instead(round_: Round, as_somebody: SignIn) -> None:
    olu = as_somebody(round_.cast.olu)
    board = olu.get(reverse("rota_day", args=[round_.provider.pk, MONDAY]))
    tap = reverse("rota_off_sick", args=[round_.provider.pk, MONDAY])
    assert f'<form id="off-sick" method="post" action="{tap}">' in board.content.decode()
    assert f'form="off-sick" name="worker" value="{round_.grace.pk}"' in board.content.decode()
    assert reverse("rota_worker", args=[round_.grace.pk]) in board.content.decode()


def test_a_day_that_is_over_has_no_tap(
    round_: Round, as_somebody: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    board = as_somebody(round_.cast.olu).get(reverse("rota_day", args=[round_.provider.pk, MONDAY]))
    assert "off-sick" not in board.content.decode().replace("/off-sick/", "")


def test_another_provider_s_worker_is_not_found(round_: Round, as_somebody: SignIn) -> None:
    address = reverse("rota_worker", args=[round_.grace.pk])
    for who in (round_.cast.sam, round_.cast.grace, round_.cast.bea):
        assert 404 == as_somebody(who).get(address).status_code
    assert 0 == RotaProposal.objects.count()


def test_one_tap_on_today_is_for_who_plans_the_rota(here: Street, as_somebody: SignIn) -> None:
    today = reverse("today", args=[here.cast.patch.pk])
    tap = reverse("rota_off_sick", args=[here.cast.kindly_care.pk, TODAY])
    page = as_somebody(here.cast.olu).get(today).content.decode()
    assert f'<form id="off-sick" method="post" action="{tap}" hidden>' in page
    assert f'form="off-sick" name="worker" value="{here.grace.pk}"' in page
    assert reverse("rota_worker", args=[here.grace.pk]) in page
    assert "off-sick" not in as_somebody(here.cast.helen).get(today).content.decode()


def test_the_board_reads_in_the_order_of_time(round_: Round, as_somebody: SignIn) -> None:
    board = as_somebody(round_.cast.olu).get(reverse("rota_day", args=[round_.provider.pk, MONDAY]))
    lane = board.content.decode().split(f'data-worker="{round_.grace.pk}"')[1].split('<div class="lane')[0]
    times = re.findall(r'data-t="(\d\d:\d\d)"', lane)
    assert len(times) > 2
    assert sorted(times) == times
