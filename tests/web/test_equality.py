"""A measure by who people are, as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from tests.factories import Cast, cast
from tests.insight.test_equality import ASIAN, BLACK, WHITE, street
from tests.web.test_pages import words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = reverse("measure_equality", args=["missed_visits"])
FILE = reverse("measure_equality_csv", args=["missed_visits"])


@pytest.fixture
def everybody() -> Cast:
    return cast()


def test_groups_stand_beside_all_and_the_smallest_together(
    everybody: Cast, tmp_path: Path, as_somebody: SignIn
) -> None:
    street(everybody, tmp_path, {WHITE: 100, ASIAN: 14, BLACK: 3, None: 20}, missed=100)
    page = words(as_somebody(everybody.cass).get(PAGE))
    assert "White 100 100.0 % 100.0 % to 100.0 % differs" in page
    assert "Groups too small to stand alone, together 17" in page
    assert "Not said, or not asked" in page
    assert "Black" not in page


def test_the_file_says_the_same(everybody: Cast, tmp_path: Path, as_somebody: SignIn) -> None:
    street(everybody, tmp_path, {WHITE: 20, ASIAN: 10}, missed=5)
    rows = list(csv.DictReader(as_somebody(everybody.cass).get(FILE).content.decode().splitlines()))
    ethnic = [row for row in rows if row["grouping"] in ("all", "ethnic_group")]
    assert [("", "30", "5"), (WHITE, "20", "5"), (ASIAN, "10", "0")] == [
        (row["group"], row["people"], row["numerator"]) for row in ethnic
    ]


def test_too_few_and_nothing_yet_are_said(everybody: Cast, tmp_path: Path, as_somebody: SignIn) -> None:
    cass = as_somebody(everybody.cass)
    assert "They do after the next snapshot." in words(cass.get(PAGE))
    street(everybody, tmp_path, {WHITE: 9})
    assert "Too few people to show without pointing at someone." in words(cass.get(PAGE))


def test_a_provider_is_told_that_it_is_not_for_them(everybody: Cast, as_somebody: SignIn) -> None:
    assert 403 == as_somebody(everybody.olu).get(PAGE).status_code
