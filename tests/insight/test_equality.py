"""A measure by group adds up to the figure of all, and never points at anybody."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.equality import GROUPINGS, TOGETHER, Equality, equality_of
from kith.insight.facts.tables import TABLES
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from tests.factories import NOW, TODAY, Cast, cast

from .test_measures import visit, written

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 30)
WHITE, ASIAN, BLACK, MIXED = "White", "Asian or Asian British", "Black", "Mixed or multiple ethnic groups"


@pytest.fixture
def everybody() -> Cast:
    return cast()


def snapshot(folder: Path, visits: list[dict[str, Any]], people: list[dict[str, Any]]) -> Snapshot:
    """A snapshot taken on a Tuesday, of these facts."""
    written(folder, visits, [])
    schema = TABLES["people"].schema
    pq.write_table(pa.Table.from_pylist(people, schema=schema), folder / "people.parquet")
    at = datetime(2026, 4, 7, 6, tzinfo=UTC)
    return Snapshot.objects.create(recorded_at=NOW, facts_at=at, folder=str(folder), rows={})


def street(everybody: Cast, folder: Path, groups: dict[str | None, int], missed: int = 0) -> Snapshot:
    """So many people of each group, one visit each; of the first ``missed`` people it was missed."""
    groups_of = [group for group, count in groups.items() for _ in range(count)]
    people = [{"person_key": f"p{n}", "ethnic_group": group} for n, group in enumerate(groups_of)]
    visits = [
        visit(
            visit_key=f"v{n}",
            person_key=f"p{n}",
            on_day=WEEK,
            week_starts_on=WEEK,
            patch_key=str(everybody.patch.pk),
            verdict="missed" if n < missed else "delivered",
        )
        for n in range(len(people))
    ]
    return snapshot(folder, visits, people)


def asked(everybody: Cast, taken: Snapshot) -> Equality:
    return equality_of(MEASURES["missed_visits"], taken, by=everybody.cass, on=TODAY)


def by_group(found: Equality, grouping: str = "ethnic_group") -> dict[str | None, tuple[int, int, int]]:
    return {each.key: (each.people, each.numerator, each.denominator) for each in found.groups[grouping]}


def test_each_group_is_worked_out_as_all_are(everybody: Cast, tmp_path: Path) -> None:
    found = asked(everybody, street(everybody, tmp_path, {WHITE: 20, ASIAN: 10, None: 12}, missed=5))
    assert found.whole is not None
    assert (42, 5, 42) == (found.whole.people, found.whole.numerator, found.whole.denominator)
    assert {WHITE: (20, 5, 20), ASIAN: (10, 0, 10), None: (12, 0, 12)} == by_group(found)


def test_small_groups_stand_together_and_take_another_with_them(everybody: Cast, tmp_path: Path) -> None:
    found = asked(everybody, street(everybody, tmp_path, {WHITE: 30, ASIAN: 11, BLACK: 3, MIXED: 1}))
    # Three and one are four: the Asian group joins them, or four people would be left of the whole.
    assert {WHITE: (30, 0, 30), TOGETHER: (15, 0, 15)} == by_group(found)


def test_of_too_few_people_nothing_is_shown(everybody: Cast, tmp_path: Path) -> None:
    found = asked(everybody, street(everybody, tmp_path, {WHITE: 9}))
    assert found.whole is None
    assert {} == found.groups


def test_a_group_whose_every_visit_was_missed_differs(everybody: Cast, tmp_path: Path) -> None:
    found = asked(everybody, street(everybody, tmp_path, {ASIAN: 15, WHITE: 100}, missed=15))
    assert found.whole is not None
    differs = {each.key: each.differs_from(found.whole.value) for each in found.groups["ethnic_group"]}
    assert {ASIAN: True, WHITE: True} == differs


def test_weeks_before_the_thirteen_and_the_week_under_way_are_left_out(
    everybody: Cast, tmp_path: Path
) -> None:
    people = [{"person_key": f"p{n}", "ethnic_group": WHITE} for n in range(12)]
    weeks = (date(2025, 12, 29), date(2026, 1, 5), WEEK, date(2026, 4, 6))
    visits = [
        visit(
            visit_key=f"v{n}{week}",
            person_key=f"p{n}",
            on_day=week,
            week_starts_on=week,
            patch_key=str(everybody.patch.pk),
        )
        for n in range(12)
        for week in weeks
    ]
    found = asked(everybody, snapshot(tmp_path, visits, people))
    assert (date(2026, 1, 5), date(2026, 4, 6)) == (found.starts_on, found.until)
    assert found.whole is not None
    assert (12, 24) == (found.whole.people, found.whole.denominator)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_plain_python_and_groups_add_up(everybody: Cast, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    people = [
        {
            "person_key": f"p{n}",
            "ethnic_group": rng.choices((WHITE, ASIAN, BLACK, MIXED, None), (80, 20, 8, 2, 5))[0],
            "sex": rng.choice(("female", "male", None)),
            "born_year": rng.choice((1930, 1940, 1945, 1955, 1970, None)),
            "lives_alone": rng.choice((True, False, None)),
        }
        for n in range(rng.randrange(20, 120))
    ]
    visits = [
        visit(
            visit_key=f"v{n}",
            person_key=f"p{rng.randrange(len(people) + 3)}",
            on_day=WEEK - timedelta(weeks=rng.randrange(12)),
            week_starts_on=WEEK - timedelta(weeks=rng.randrange(12)),
            patch_key=str(everybody.patch.pk) if rng.random() < 0.9 else "elsewhere",
            verdict=rng.choice(("delivered", "delivered", "missed", "")),
        )
        for n in range(600)
    ]
    found = asked(everybody, snapshot(tmp_path, visits, people))
    groups = oracle(everybody, visits, people)
    assert found.whole is not None
    for key in GROUPINGS:
        shown = by_group(found, key)
        for group, figures in shown.items():
            assert figures[0] >= FEWEST_SHOWN
            if group != TOGETHER and key == "ethnic_group":
                assert groups[group] == figures
        whole = (found.whole.people, found.whole.numerator, found.whole.denominator)
        assert whole == tuple(map(sum, zip(*shown.values(), strict=True)))


def oracle(
    everybody: Cast, visits: list[dict[str, Any]], people: list[dict[str, Any]]
) -> dict[str | None, tuple[int, int, int]]:
    """Missed out of verified visits by ethnic group, counted one by one."""
    group_of = {each["person_key"]: each["ethnic_group"] for each in people}
    missed: dict[str | None, int] = defaultdict(int)
    verified: dict[str | None, int] = defaultdict(int)
    who: dict[str | None, set[str]] = defaultdict(set)
    for each in visits:
        if each["patch_key"] == str(everybody.patch.pk) and each["verdict"]:
            group = group_of.get(each["person_key"])
            verified[group] += 1
            missed[group] += each["verdict"] == "missed"
            who[group].add(each["person_key"])
    return {group: (len(who[group]), missed[group], verified[group]) for group in verified}


def test_it_is_for_who_answers_for_everybody_and_for_measures_of_people(
    everybody: Cast, tmp_path: Path
) -> None:
    taken = street(everybody, tmp_path, {WHITE: 20})
    for who in (everybody.olu, everybody.maya, everybody.sam, everybody.ada, everybody.grace):
        with pytest.raises(NotPermitted):
            equality_of(MEASURES["missed_visits"], taken, by=who, on=TODAY)
    for_places = next(each for each in MEASURES.values() if each.finest == "place")
    with pytest.raises(NotFound):
        equality_of(for_places, taken, by=everybody.cass, on=TODAY)


def test_facts_of_an_older_snapshot_say_that_they_do_not_know(everybody: Cast, tmp_path: Path) -> None:
    taken = street(everybody, tmp_path, {WHITE: 20})
    older = pq.read_table(tmp_path / "people.parquet").drop_columns(["ethnic_group"])
    pq.write_table(older, tmp_path / "people.parquet")
    found = asked(everybody, taken)
    assert not found.told
    assert found.whole is None


def test_neighbourhoods_stand_in_the_order_of_their_fifths(everybody: Cast, tmp_path: Path) -> None:
    people = [{"person_key": f"p{n}", "deprivation": 1 if n < 10 else 5 if n < 40 else 3} for n in range(60)]
    visits = [
        visit(
            visit_key=f"v{n}",
            person_key=f"p{n}",
            on_day=WEEK,
            week_starts_on=WEEK,
            patch_key=str(everybody.patch.pk),
        )
        for n in range(60)
    ]
    found = asked(everybody, snapshot(tmp_path, visits, people))
    assert [("1", 10), ("3", 20), ("5", 30)] == [
        (each.key, each.people) for each in found.groups["deprivation"]
    ]
