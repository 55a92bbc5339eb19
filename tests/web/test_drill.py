"""From a figure to its people and visits, as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kith.insight.facts.known import pseudonym
from kith.insight.models import Snapshot
from kith.orgs.models import User
from kith.rota.models import Visit
from tests.delivery.factories import visit as planned_visit
from tests.factories import NOW
from tests.insight.test_measures import visit as fact_of_visit
from tests.insight.test_measures import written
from tests.web.street import Street, at
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
Budget = Callable[[int], AbstractContextManager[object]]
WEEK = date(2026, 3, 30)
LIST = reverse("measure_people", args=["punctuality", WEEK])


@pytest.fixture
def breakfast(here: Street, tmp_path: Path) -> Visit:
    """Ada's visit of last week, which is in the snapshot beside those of ten whom nobody here knows."""
    breakfast = planned_visit(
        line=here.line, workers=[here.grace], starts_at=at(8).replace(day=1), slot="morning"
    )
    places = {"provider_key": str(here.cast.kindly_care.pk), "patch_key": str(here.cast.patch.pk)}
    keys = {str(breakfast.pk): pseudonym(here.ada.pk), **{f"v{n}": f"stranger{n}" for n in range(10)}}
    rows = [
        fact_of_visit(visit_key=key, person_key=person, on_day=WEEK, week_starts_on=WEEK, **places)
        for key, person in keys.items()
    ]
    folder = written(tmp_path, rows, [])
    Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder=str(folder), rows={})
    return breakfast


def test_a_figure_leads_to_people_and_people_to_the_story_of_a_visit(
    here: Street, breakfast: Visit, as_somebody: SignIn
) -> None:
    olu = as_somebody(here.cast.olu)
    page = words(olu.get(LIST))
    assert "Ada Okafor 1 1 100.0 %" in page
    assert "10 others you may not see 10 10 100.0 %" in page
    assert "11 people together 11 11 100.0 %" in page
    part = reverse("measure_person", args=["punctuality", WEEK, here.ada.pk])
    assert part in olu.get(LIST).content.decode()
    assert reverse("visit", args=[breakfast.pk]) in olu.get(part).content.decode()


def test_ada_finds_in_who_looked_that_her_part_was_opened(
    here: Street, breakfast: Visit, as_somebody: SignIn
) -> None:
    as_somebody(here.cast.olu).get(LIST)
    page = words(as_somebody(here.cast.ada).get(reverse("who_looked", args=[here.ada.pk])))
    assert "Olu" in page
    assert "looked at visit times behind a figure" in page


def test_the_commissioner_is_told_that_the_role_reads_figures(
    here: Street, breakfast: Visit, as_somebody: SignIn
) -> None:
    answer = as_somebody(here.cast.cass).get(LIST)
    assert 403 == answer.status_code
    assert "Your role reads this figure" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        reverse("measure_people", args=["punctuality", date(2026, 4, 6)]),  # under way
        reverse("measure_people", args=["nosuchmeasure", WEEK]),
        reverse("measure_people", args=["days_without_a_car", WEEK]),
        f"{LIST}?from=-1",
        f"{LIST}?from=9999999",
        f"{LIST}?patch=everywhere",
    ],
)
def test_what_is_not_there_is_not_found(
    address: str, here: Street, breakfast: Visit, as_somebody: SignIn
) -> None:
    assert 404 == as_somebody(here.cast.olu).get(address).status_code


def test_before_the_first_snapshot_there_is_nothing_behind_a_figure(
    here: Street, as_somebody: SignIn
) -> None:
    assert 404 == as_somebody(here.cast.olu).get(LIST).status_code


def test_the_list_keeps_to_its_queries_and_its_ids(
    here: Street, breakfast: Visit, as_somebody: SignIn, django_assert_max_num_queries: Budget
) -> None:
    olu = as_somebody(here.cast.olu)
    olu.get(reverse("keys"))  # the session's own first queries
    with django_assert_max_num_queries(30):
        page = olu.get(LIST).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert (1, len(ids)) == (page.count("<h1"), len(set(ids)))


def test_an_empty_week_says_so(here: Street, breakfast: Visit, as_somebody: SignIn) -> None:
    empty = reverse("measure_people", args=["punctuality", date(2026, 3, 23)])
    assert "Nobody is in this figure" in words(as_somebody(here.cast.olu).get(empty))
