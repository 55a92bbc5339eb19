"""A measure's newest week on the map: patches that have an edge, small numbers withheld."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.queries import series, series_by_patch, series_of_all
from kith.insight.queries_scopes import Scope
from kith.orgs.models import Area, User
from tests.factories import Cast, cast, patch
from tests.insight.figures import Typed, snapshot_of

SignIn = Callable[[User], Client]
PAGE = "/measures/punctuality/"
EAST = {
    "type": "Polygon",
    "coordinates": [[[-1.5, 53.8], [-1.4, 53.8], [-1.4, 53.9], [-1.5, 53.9], [-1.5, 53.8]]],
}


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast()


def keep(everybody: Cast, patches: dict[Area, int]) -> None:
    """A figure for each patch, about so many people: half of their visits were on time."""
    week, provider = date(2026, 3, 30), everybody.kindly_care
    snapshot_of(
        *(
            Typed("punctuality", week, provider, area, people, 2 * people, people)
            for area, people in patches.items()
        )
    )


def test_the_map_says_in_words_what_it_shades_and_withholds_small_numbers(
    everybody: Cast, as_somebody: SignIn
) -> None:
    small, smaller = (
        patch(commissioner=everybody.council, name=name, boundary=EAST) for name in ("Weir", "Ings")
    )
    keep(everybody, {everybody.patch: 12, small: 9, smaller: 3})
    page = as_somebody(everybody.cass).get(PAGE).content.decode()
    assert "On the map" in page
    assert "Highest: Millgate 50.0 %; lowest: Millgate 50.0 %. 2 withheld." in page


def test_one_patch_alone_is_no_map(everybody: Cast, as_somebody: SignIn) -> None:
    keep(everybody, {everybody.patch: 12})
    assert "On the map" not in as_somebody(everybody.cass).get(PAGE).content.decode()


def test_a_place_withheld_in_the_list_is_withheld_when_it_is_chosen(everybody: Cast) -> None:
    small = patch(commissioner=everybody.council, name="Weir", boundary=EAST)
    large = patch(commissioner=everybody.council, name="Ings", boundary=EAST)
    keep(everybody, {everybody.patch: 12, small: 3, large: 40})
    snapshot, measure = Snapshot.objects.get(), MEASURES["punctuality"]
    shown = {}
    for place in (everybody.patch, small, large):
        scope = Scope(patch=place, commissioner=everybody.council)
        (week,) = series(measure, snapshot, scope)
        (same,) = series_of_all(snapshot, scope)["punctuality"]
        assert week == same
        shown[place.name] = not week.suppressed
    assert {everybody.patch.name: False, "Weir": False, "Ings": True} == shown
    listed = series_by_patch(measure, snapshot, Scope(commissioner=everybody.council))
    assert [large.pk] == [place for place, weeks in listed.items() if not weeks[0].suppressed]
