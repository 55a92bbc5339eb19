"""Familiar teams on pages: Olu names them, Ada and Wilf see theirs, Sam is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kith.core.named_teams import Why
from kith.orgs import clock
from kith.orgs.models import User
from kith.rota.actions_teams import name_team
from kith.rota.models import NamedTeam
from kith.rota.queries_teams import team_spells
from tests.people.neighbours import choose, relate
from tests.rota.factories import Round, a_round, laid_out, published, utc, worker
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
NAMES, TIMES = 1, 3


@pytest.fixture
def round_(db: None, monkeypatch: pytest.MonkeyPatch) -> Round:
    made = a_round()
    laid_out(made, until=date(2026, 4, 27))
    published(made)
    monkeypatch.setattr(clock, "now", lambda: utc(20, 6))
    return made


def teams(round_: Round) -> str:
    return reverse("rota_teams", args=[round_.provider.pk])


def proposed(round_: Round) -> str:
    return reverse("rota_teams_proposed", args=[round_.provider.pk])


def team(round_: Round) -> str:
    return reverse("person_team", args=[round_.ada.pk])


def named(round_: Round, *first_names: str) -> NamedTeam:
    workers = {"Grace": round_.grace, "Nia": round_.nia}
    return name_team(
        by=round_.cast.olu, at=utc(20, 6), organisation=round_.provider, person_id=round_.ada.pk,
        worker_ids=[workers[each].pk for each in first_names], starts_on=utc(20, 6).date(),
        reason=Why.FIRST, seen=None,
    )  # fmt: skip


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_olu_names_the_teams_that_are_proposed_for_everybody_at_once(
    round_: Round, as_somebody: SignIn
) -> None:
    olu = as_somebody(round_.cast.olu)
    page = words(olu.get(teams(round_)))
    assert "0 of 1 people have a named team." in page
    assert "Propose a team for one person" in page
    shown = olu.get(proposed(round_))
    assert "One person has no team." in words(shown)
    assert "Grace Okoro, Mon–Sun 07:00–14:30 · came 7 times in 28 days" in words(shown)
    key = f"team-{round_.ada.pk}"
    sent = {"person": str(round_.ada.pk), key: hidden(shown.content.decode(), key)}
    page = words(olu.post(proposed(round_), sent, follow=True))
    assert "A team is named for one person." in page
    assert "Everybody has a named team." in page
    members = team_spells(provider=round_.provider).on(utc(20, 6).date())[round_.ada.pk]
    assert {round_.grace.pk, round_.nia.pk} == members


def test_the_list_says_who_is_named_and_where_the_gap_is(round_: Round, as_somebody: SignIn) -> None:
    round_.grace.shift_patterns.update(weekdays=[0, 2, 3, 4])
    named(round_, "Grace")
    page = words(as_somebody(round_.cast.olu).get(teams(round_)))
    assert "1 of 1 people have a named team." in page
    assert "Ada Bell Grace 1 Nobody of the team works on Tuesdays, Saturdays and Sundays." in page


def test_one_team_is_looked_at_before_it_is_named_and_told_what_is_thin(
    round_: Round, as_somebody: SignIn
) -> None:
    olu = as_somebody(round_.cast.olu)
    looked = words(olu.get(team(round_), {"looked": "yes", "worker": str(round_.nia.pk)}))
    assert "Not named yet: this is what your choice would mean." in looked
    assert "One worker is named; the aim is three to five." in looked
    assert 0 == NamedTeam.objects.count()
    sent = {"worker": str(round_.nia.pk), "reason": str(Why.ASKED), "from": "2026-04-20", "seen": ""}
    page = words(olu.post(team(round_), sent, follow=True))
    assert "Named. Rounds planned from that day on prefer them." in page
    assert "One worker is named; the aim is three to five." in page
    assert "From Mon 20 Apr : Nia Okoro. The person asked for it · Olu, Mon 20 Apr 07:00" in page


def test_unticking_everybody_ends_the_team_and_stays_on_record(round_: Round, as_somebody: SignIn) -> None:
    first = named(round_, "Grace")
    sent = {"reason": str(Why.ASKED), "seen": str(first.pk)}
    page = words(as_somebody(round_.cast.olu).post(team(round_), sent, follow=True))
    assert "Nobody is named yet." in page
    assert "nobody. Nobody is named any more; no longer Grace Okoro" in page


def test_who_had_a_team_before_can_be_proposed_one_again(round_: Round, as_somebody: SignIn) -> None:
    first, olu = named(round_, "Grace"), as_somebody(round_.cast.olu)
    olu.post(team(round_), {"reason": str(Why.ASKED), "seen": str(first.pk)})
    shown = olu.get(proposed(round_)).content.decode()
    keys = (f"team-{round_.ada.pk}", f"seen-{round_.ada.pk}")
    sent = {"person": str(round_.ada.pk), **{key: hidden(shown, key) for key in keys}}
    assert "A team is named for one person." in words(olu.post(proposed(round_), sent, follow=True))


def test_who_was_slower_is_refused_with_the_reason(round_: Round, as_somebody: SignIn) -> None:
    named(round_, "Grace")
    sent = {"worker": str(round_.nia.pk), "reason": str(Why.ASKED), "seen": ""}
    refused = as_somebody(round_.cast.olu).post(team(round_), sent)
    assert 409 == refused.status_code
    assert "Somebody named a team for 1 of these people since you looked." in refused.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"worker": "x", "reason": "first team"},
        {"reason": "because"},
        {"reason": "first team", "from": "soon"},
    ],
)
def test_what_no_page_sends_is_refused(round_: Round, as_somebody: SignIn, sent: dict[str, str]) -> None:
    assert 400 == as_somebody(round_.cast.olu).post(team(round_), sent).status_code


def test_ada_and_wilf_see_her_team_by_first_name_and_when_each_works(
    round_: Round, as_somebody: SignIn
) -> None:
    named(round_, "Grace", "Nia")
    relate(round_.ada, "self", user=round_.cast.ada)
    relate(round_.ada, "family", user=round_.cast.wilf)
    for data_class in (NAMES, TIMES):
        choose(round_.ada, data_class, "family", True, cast=round_.cast)
    for user in (round_.cast.ada, round_.cast.wilf):
        page = words(as_somebody(user).get(reverse("person", args=[round_.ada.pk])))
        assert "The named team since Mon 20 Apr" in page
        assert "Nia Mon–Sun 07:00–14:30" in page
        assert "Nia Okoro" not in page
        faces = words(as_somebody(user).get(reverse("person_faces", args=[round_.ada.pk])))
        assert "The named team since Mon 20 Apr" in faces


def test_sam_from_another_provider_sees_and_names_nothing(round_: Round, as_somebody: SignIn) -> None:
    named(round_, "Grace")
    sam = as_somebody(round_.cast.sam)
    for address in (teams(round_), proposed(round_), team(round_)):
        assert 404 == sam.get(address).status_code
    assert 404 == sam.post(team(round_), {"reason": str(Why.ASKED)}).status_code


def test_sam_who_comes_to_her_too_is_not_told_of_the_other_team(round_: Round, as_somebody: SignIn) -> None:
    named(round_, "Grace")
    relate(round_.ada, "package", organisation=round_.cast.other_hands)
    page = words(as_somebody(round_.cast.sam).get(reverse("person", args=[round_.ada.pk])))
    assert "The named team" not in page


def test_a_move_says_who_is_of_the_named_team(round_: Round, as_somebody: SignIn) -> None:
    named(round_, "Nia")
    visit = round_.line.visits.get(on=utc(20, 6).date())
    page = words(as_somebody(round_.cast.olu).get(reverse("rota_move", args=[visit.pk, 1])))
    assert "a new face · of the named team" in page


def test_somebody_who_cannot_do_what_it_takes_cannot_be_ticked(round_: Round, as_somebody: SignIn) -> None:
    hal = worker("Hal", organisation=round_.provider)
    page = as_somebody(round_.cast.olu).get(team(round_)).content.decode()
    assert f'value="{hal.pk}">' in page
