"""Defining a measure in the browser, and reading measures as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from kith.insight.models import DefinedMeasure, Snapshot
from kith.orgs.models import User
from tests.factories import NOW, Cast, cast
from tests.insight.test_measures import MONDAY, visit, written
from tests.web.test_pages import words

SignIn = Callable[[User], Client]
NEW = "/measures/define/new/"
TYPED = {
    "title": "Second places",
    "question": "How many places are second places?",
    "owner": "Commissioner",
    "top_counts": "visits.rows",
    "top_column_1": "visits.place",
    "top_operator_1": "eq",
    "top_value_1": "2",
    "bottom_counts": "visits.rows",
    "unit": "share",
    "improvement": "decrease",
    "target": "40",
    "fewest": "10",
}


@pytest.fixture
def everybody(db: None, tmp_path: Path) -> Cast:
    everybody = cast()
    places = {"provider_key": str(everybody.kindly_care.pk), "patch_key": str(everybody.patch.pk)}
    rows = [
        visit(
            visit_key=f"v{week}-{n}",
            person_key=f"p{n}",
            place=1 + n % 2,
            on_day=day,
            week_starts_on=day,
            **places,
        )
        for week in range(2)
        for day in [MONDAY + timedelta(weeks=week)]
        for n in range(12)
    ]
    folder = written(tmp_path, rows, [])
    Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder=str(folder), rows={})
    return everybody


def test_it_is_tried_before_it_is_kept(everybody: Cast, as_somebody: SignIn) -> None:
    page = words(as_somebody(everybody.cass).post(NEW, {**TYPED, "step": "try"}))
    assert "What it would show" in page
    assert "visits where 1, or 2 for the second worker is 2" in page
    assert "2 whole weeks." in page
    assert not DefinedMeasure.objects.exists()


def test_kept_it_has_a_page_a_chart_a_file_and_json(everybody: Cast, as_somebody: SignIn) -> None:
    cass = as_somebody(everybody.cass)
    answer = cass.post(NEW, {**TYPED, "step": "keep"})
    assert "/measures/own_second_places/" == answer["Location"]
    page = words(cass.get(answer["Location"]))
    assert "50.0 % in the week of" in page
    assert "Defined by Cass on" in page
    assert "Second places" in words(cass.get("/measures/"))
    assert "2026-03-16,6,12,0.5," in cass.get("/measures/own_second_places.csv").content.decode()
    told = cass.get("/measures/own_second_places.json").json()
    assert ("own_second_places", 1, 0.4) == tuple(
        told["measure"][name] for name in ("key", "version", "target")
    )
    assert {"week_starts_on": "2026-03-16", "numerator": 6, "denominator": 12, "value": 0.5,
            "withheld": False} == told["weeks"][0]  # fmt: skip


def test_it_is_defined_anew_with_its_old_words_in_the_form(everybody: Cast, as_somebody: SignIn) -> None:
    cass = as_somebody(everybody.cass)
    cass.post(NEW, {**TYPED, "step": "keep"})
    form = "/measures/own_second_places/define/"
    page = cass.get(form).content.decode()
    assert 'value="visits.place" selected' in page
    assert 'name="target" value="40"' in page
    assert 302 == cass.post(form, {**TYPED, "title": "Second workers", "step": "keep"}).status_code
    assert "Version 2" in words(cass.get(form))
    assert "Second workers" in words(cass.get("/measures/own_second_places/"))


def test_withdrawn_it_is_gone_from_the_list_and_its_versions_stay(
    everybody: Cast, as_somebody: SignIn
) -> None:
    cass = as_somebody(everybody.cass)
    cass.post(NEW, {**TYPED, "step": "keep"})
    cass.post("/measures/own_second_places/withdraw/")
    assert 404 == cass.get("/measures/own_second_places/").status_code
    assert "withdrawn" in words(cass.get("/measures/own_second_places/define/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"top_counts": "orgs_user.rows"},
        {"top_counts": ""},
        {"top_column_1": "payments.pence"},
        {"top_column_1": "visits.person_key"},
        {"top_operator_1": "LIKE"},
        {"top_value_1": "2; DROP TABLE visits"},
        {"fewest": "3"},
        {"fewest": "many"},
        {"target": "nan"},
        {"target": "<script>"},
        {"unit": "'"},
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(
    wrong: dict[str, str], everybody: Cast, as_somebody: SignIn
) -> None:
    answer = as_somebody(everybody.cass).post(NEW, {**TYPED, **wrong, "step": "keep"})
    assert 400 == answer.status_code
    assert "Something to put right" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert not DefinedMeasure.objects.exists()


def test_small_numbers_are_null_in_json(everybody: Cast, as_somebody: SignIn) -> None:
    typed = {**TYPED, "fewest": "13", "step": "keep"}
    cass = as_somebody(everybody.cass)
    cass.post(NEW, typed)
    (first, _second) = cass.get("/measures/own_second_places.json").json()["weeks"]
    assert (None, None, None, True) == tuple(
        first[name] for name in ("numerator", "denominator", "value", "withheld")
    )


def test_the_list_as_json_says_what_the_documentation_says(everybody: Cast, as_somebody: SignIn) -> None:
    listed = as_somebody(everybody.cass).get("/measures.json").json()["measures"]
    documented = Path(__file__).parents[2].joinpath("docs/reference/measures-api.md").read_text("utf-8")
    week = as_somebody(everybody.cass).get("/measures/punctuality.json").json()
    names = {*listed[0], *week, "withheld"}
    assert [] == sorted(name for name in names if f"`{name}`" not in documented)
