from __future__ import annotations

from datetime import timedelta

import pytest

from kith.orgs.actions import NewPostcode, add_postcodes, create_area
from kith.orgs.models import Area
from kith.orgs.queries import patch_at, patches_at, patches_on
from tests import factories
from tests.factories import NOW, STARTED_ON, TODAY

pytestmark = pytest.mark.django_db
IN_MILLGATE, ELSEWHERE = (53.80, -1.60), (53.90, -1.60)
BEFORE = STARTED_ON - timedelta(days=1)


def test_a_drawn_patch_holds_what_is_inside_its_boundary() -> None:
    millgate = factories.patch(commissioner=factories.council())
    assert [millgate, None] == patches_at([IN_MILLGATE, ELSEWHERE], TODAY)


def test_a_point_on_the_boundary_is_inside() -> None:
    millgate = factories.patch(commissioner=factories.council())
    assert millgate == patch_at(53.80, -1.615, TODAY)


def test_a_patch_that_has_not_started_holds_nothing() -> None:
    factories.patch(commissioner=factories.council())
    assert patch_at(*IN_MILLGATE, BEFORE) is None


def test_a_patch_of_whole_wards_holds_what_is_nearest_to_their_postcodes() -> None:
    city = factories.council()
    wards = create_area(
        by=None, at=NOW, kind=Area.Kind.PATCH, name="Two wards", commissioner=city, starts_on=STARTED_ON,
        ward_codes=["E05001411", "E05001412"],
    )  # fmt: skip
    add_postcodes(
        by=None,
        at=NOW,
        points=[
            NewPostcode(postcode=code, lat=lat, lon=-1.6, easting=0, northing=0, ward_code=ward)
            for code, lat, ward in [("LS1 1AA", 53.800, "E05001411"), ("LS1 1AB", 53.804, "E05009999")]
        ],
    )
    assert [wards, None, None] == patches_at([(53.801, -1.6), (53.803, -1.6), ELSEWHERE], TODAY)


def test_patches_are_listed_by_commissioner() -> None:
    city, county = factories.council(), factories.council("Dale County Council")
    millgate = factories.patch(commissioner=city)
    moor = factories.patch(commissioner=county, name="Moor")
    assert [millgate, moor] == list(patches_on(TODAY))
    assert [moor] == list(patches_on(TODAY, county))
