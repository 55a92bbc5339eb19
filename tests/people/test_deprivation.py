"""How deprived a person's neighbourhood is follows from their postcode."""

from __future__ import annotations

import pytest

from kith.core.errors import NotPermitted
from kith.orgs.actions import NewPostcode, add_postcodes, set_deprivation
from kith.people.queries_deprivation import deprivation_of
from tests.factories import NOW, cast
from tests.people.neighbours import MILL_ROAD, register

pytestmark = pytest.mark.django_db


def test_a_home_lies_in_a_fifth_once_both_files_are_in() -> None:
    ada = register(cast())
    assert {} == deprivation_of([ada.pk])
    point = NewPostcode(postcode=MILL_ROAD.postcode, lat=53.8, lon=-1.6, easting=426_000, northing=434_000,
                        lsoa_code="E01011264")  # fmt: skip
    add_postcodes(by=None, at=NOW, points=[point])
    assert {} == deprivation_of([ada.pk])
    set_deprivation(by=None, at=NOW, deciles={"E01011264": 9})
    set_deprivation(by=None, at=NOW, deciles={"E01011264": 4})
    assert {ada.pk: 2} == deprivation_of([ada.pk])


def test_it_refuses_who_may_not_change_places() -> None:
    with pytest.raises(NotPermitted):
        set_deprivation(by=cast().olu, at=NOW, deciles={"E01011264": 9})
