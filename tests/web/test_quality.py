"""The quality page of a provider: the council reads names, a provider itself, all of them what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.insight.models import Snapshot
from kith.orgs.models import Organisation, User
from tests.brokerage.factories import contract
from tests.factories import provider, user
from tests.insight.figures import Typed, keep
from tests.insight.packs.weeks import LAST, WEEK, snapshot
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


def page(here: Street) -> str:
    return reverse("provider_quality", args=[here.cast.kindly_care.pk])


def also(here: Street, name: str) -> Organisation:
    """Another provider of the council, with four weeks of 95 in 100 punctual."""
    other = provider(name)
    contract(commissioner=here.cast.council, provider=other, reference=name)
    weeks = [LAST - back * WEEK for back in range(4)]
    keep(
        Snapshot.objects.get(),
        [Typed("punctuality", week, other, here.cast.patch, 95, 100, 50) for week in weeks],
    )
    return other


def test_before_figures_it_says_that_there_are_none(here: Street, as_somebody: SignIn) -> None:
    shown = words(as_somebody(here.cast.cass).get(page(here)))
    assert "No figures yet" in shown
    assert "Concerns answered" in shown


def test_a_provider_without_a_contract_reads_what_is_held_of_it(here: Street, as_somebody: SignIn) -> None:
    snapshot(here.cast)
    alone = provider("Howe Care")
    manager = user("Noor", role="registered_manager", organisation=alone)
    shown = words(as_somebody(manager).get(reverse("provider_quality", args=[alone.pk])))
    assert "Care under contracts with" not in shown
    assert "Concerns answered" in shown


def test_the_council_reads_a_figure_its_limits_and_its_neighbours(here: Street, as_somebody: SignIn) -> None:
    snapshot(here.cast)
    also(here, "Fell Care")
    shown = words(as_somebody(here.cast.cass).get(page(here)))
    assert "40.0 % in the week of Mon 30 Mar." in shown
    assert "a cause for concern that is unlikely to be chance" in shown
    assert "Fell Care" in shown
    assert "Kindly Care lies" in shown
    assert "Kith holds no complaints." in shown


def test_a_provider_reads_itself_and_never_the_name_of_another(here: Street, as_somebody: SignIn) -> None:
    snapshot(here.cast)
    for name in ("Fell Care", "Gill Care"):
        also(here, name)
    maya = as_somebody(here.cast.maya)
    assert "Too few other providers" in words(maya.get(page(here)))
    also(here, "Howe Care")
    shown = words(maya.get(page(here)))
    assert "Kindly Care lies" in shown
    assert "another" in shown
    assert not any(name in shown for name in ("Fell Care", "Gill Care", "Howe Care"))


def test_the_figure_opens_to_its_people_where_the_role_does(here: Street, as_somebody: SignIn) -> None:
    snapshot(here.cast)
    behind = reverse("measure_people", args=["punctuality", LAST])
    assert behind in as_somebody(here.cast.maya).get(page(here)).content.decode()
    assert behind not in as_somebody(here.cast.cass).get(page(here)).content.decode()


@pytest.mark.parametrize("who", ["sam", "ada", "grace"])
def test_it_is_not_there_for_others(here: Street, as_somebody: SignIn, who: str) -> None:
    assert as_somebody(getattr(here.cast, who)).get(page(here)).status_code in (403, 404)


def test_a_council_that_is_not_its_own_is_not_there(here: Street, as_somebody: SignIn) -> None:
    other = as_somebody(here.cast.maya).get(page(here), {"council": str(here.cast.other_hands.pk)})
    assert 404 == other.status_code
