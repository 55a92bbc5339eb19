"""Who serves a whole city is shown one neighbourhood at a time, and chooses which."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.actions import create_team
from kith.orgs.models import Area, User
from kith.workforce.models import Worker
from tests.factories import NOW, STARTED_ON, TODAY, patch
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
WEEK = TODAY.replace(day=6)
BESIDE = {"type": "Polygon", "coordinates": [[[-1.5, 53.7], [-1.4, 53.7], [-1.4, 53.8], [-1.5, 53.7]]]}


@pytest.fixture
def beside(here: Street) -> Area:
    """A second patch in which a worker of Kindly Care is, first by name, and where nobody lives."""
    area = patch(commissioner=here.cast.council, name="Aireside", boundary=BESIDE)
    team = create_team(
        by=None,
        at=NOW,
        name="Aireside neighbourhood team",
        area=area,
        starts_on=STARTED_ON,
    )
    Worker.objects.filter(pk=here.grace.pk).update(team=here.cast.team)
    Worker.objects.filter(pk=here.hal.pk).update(team=team)
    return area


def pages(here: Street) -> list[str]:
    provider = here.cast.kindly_care.pk
    return [
        reverse("rota_day", args=[provider, TODAY]),
        reverse("rota_week", args=[provider, WEEK]),
        reverse("provider_week", args=[provider, WEEK]),
        reverse("people"),
    ]


def test_the_first_neighbourhood_is_shown_and_the_other_is_offered(
    here: Street, beside: Area, as_somebody: SignIn
) -> None:
    olu = as_somebody(here.cast.olu)
    for page in pages(here):
        shown = words(olu.get(page))
        assert "Aireside Millgate" in shown
        assert "Ada Okafor" not in shown
    assert "of 3" in words(olu.get(pages(here)[0], {"patch": here.cast.patch.pk}))
    assert "of 3" in words(olu.get(pages(here)[1], {"patch": here.cast.patch.pk}))
    assert "0 of 3 visits" in words(olu.get(pages(here)[2], {"patch": here.cast.patch.pk}))
    assert "Ada Okafor" in words(olu.get(pages(here)[3], {"patch": here.cast.patch.pk}))


def test_figures_are_offered_of_everywhere_and_lists_are_not(
    here: Street, beside: Area, as_somebody: SignIn
) -> None:
    olu = as_somebody(here.cast.olu)
    day, week, figures, people = pages(here)
    assert "0 of 3 visits" in words(olu.get(figures, {"patch": "all"}))
    assert [404] * 3 == [olu.get(page, {"patch": "all"}).status_code for page in (day, week, people)]


def test_a_patch_that_is_not_theirs_is_nowhere(here: Street, beside: Area, as_somebody: SignIn) -> None:
    olu = as_somebody(here.cast.olu)
    for unknown in (str(uuid4()), "nonsense"):
        assert [404] * 4 == [olu.get(page, {"patch": unknown}).status_code for page in pages(here)]


def test_who_serves_one_neighbourhood_is_asked_nothing(here: Street, as_somebody: SignIn) -> None:
    for page in pages(here):
        assert "Neighbourhoods" not in as_somebody(here.cast.olu).get(page).content.decode()
