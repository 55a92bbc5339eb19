"""Where a worker's round begins may be not known; it is then known nowhere, and not made up."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from kith.rota.planner import Place
from kith.rota.problems import home_of
from kith.workforce.actions import NewWorker, engage_workers
from kith.workforce.models import Worker
from tests.factories import NOW, provider

forget_made_up_homes = import_module("kith.workforce.migrations.0003_homes_not_known").forget_made_up_homes


def engage(*homes: tuple[str, float | None, float | None]) -> list[Worker]:
    organisation = provider()
    new = [
        NewWorker(
            organisation_id=organisation.pk,
            first_name="Grace",
            family_name=str(number),
            contract_minutes=0,
            starts_on=date(2026, 1, 5),
            home_postcode=postcode,
            home_lat=lat,
            home_lon=lon,
        )
        for number, (postcode, lat, lon) in enumerate(homes)
    ]
    return engage_workers(by=None, at=NOW, workers=new)


def test_a_home_is_a_place_or_not_known(database: str) -> None:
    known, unknown = engage(("LS12 1AU", 53.8, -1.6), ("", None, None))
    assert (Place(lat=53.8, lon=-1.6), None) == (home_of(known), home_of(unknown))


@pytest.mark.parametrize("half", [("", 53.8, None), ("", None, -1.6)])
def test_half_a_place_is_refused_by_the_database(database: str, half: tuple[str, float, None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        engage(half)


def test_homes_in_the_middle_of_england_become_not_known_and_no_others(database: str) -> None:
    engage(("", 52.5625, -1.4656), ("CV11 4AA", 52.5625, -1.4656), ("", 53.8, -1.6))
    forget_made_up_homes(apps, None)
    kept = Worker.objects.order_by("family_name")
    assert [None, Place(lat=52.5625, lon=-1.4656), Place(lat=53.8, lon=-1.6)] == [
        home_of(one) for one in kept
    ]
