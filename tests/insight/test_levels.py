"""How many different people a figure is about, at each level at which it is shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.insight.engines import opened
from kith.insight.levels import LevelRow, at_every_level
from kith.insight.measure import FINEST, LEVELS, Measure
from kith.insight.measures import MEASURES

from .oracles import ORACLES
from .test_measures import MONDAY, invented, visit, written

COUNCILS = (("hollin", "leeds"), ("quarry", "leeds"), ("tong", "bradford"))
PUNCTUALITY = MEASURES["punctuality"]
ODD = replace(PUNCTUALITY, key="odd", sql=f"SELECT * FROM ({PUNCTUALITY.sql}) AS it")  # no sum to read


def at_levels(folder: Path, *measures: Measure) -> dict[str, list[LevelRow]]:
    with opened("duckdb", folder) as ask:
        return at_every_level(measures, ask, COUNCILS)


def invented_over_councils(rng: Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Facts in which people have two providers, and live in patches of two councils and of none."""
    visits, payments = invented(rng, 200)
    for row in (*visits, *payments):
        row["patch_key"] = rng.choice(("hollin", "quarry", "tong", ""))
    return visits, payments


def people_by_hand(
    key: str, visits: list[dict[str, Any]], payments: list[dict[str, Any]]
) -> dict[Any, set[str]]:
    """Who is behind the figure of each level and place, by giving each person's facts to the oracle alone."""
    behind: defaultdict[Any, set[str]] = defaultdict(set)
    everybody = {row["person_key"] for row in (*visits, *payments)}
    for person in everybody:
        own = [[row for row in rows if row["person_key"] == person] for rows in (visits, payments)]
        for (week, provider, patch), (_top, _bottom, people) in ORACLES[key](*own).items():
            council = dict(COUNCILS).get(patch, "")
            places = {"council_key": council, "provider_key": provider, "patch_key": patch}
            for level, keys in LEVELS.items():
                at = tuple(places[name] if name in keys else "" for name in places)
                if people and (council or "council_key" not in keys):
                    behind[level, *at, week].add(person)
    return behind


def test_somebody_with_two_providers_is_one_person(tmp_path: Path) -> None:
    # By hand: aire visits Ada and four others, thornfield Ada and four more. Ten by provider; nine people.
    of = {"aire": ("ada", "b1", "b2", "b3", "b4"), "thornfield": ("ada", "c1", "c2", "c3", "c4")}
    visits = [
        visit(provider_key=provider, person_key=person)
        for provider, people in of.items()
        for person in people
    ]
    rows = at_levels(written(tmp_path, visits, []), PUNCTUALITY)["punctuality"]
    assert [
        LevelRow("council", "leeds", "", "", MONDAY, 10, 10, 9),
        LevelRow("patch", "", "", "hollin", MONDAY, 10, 10, 9),
        LevelRow("provider", "", "aire", "", MONDAY, 5, 5, 5),
        LevelRow("provider", "", "thornfield", "", MONDAY, 5, 5, 5),
        LevelRow("provider_in_patch", "", "aire", "hollin", MONDAY, 5, 5, 5),
        LevelRow("provider_in_patch", "", "thornfield", "hollin", MONDAY, 5, 5, 5),
        LevelRow("provider_of_council", "leeds", "aire", "", MONDAY, 5, 5, 5),
        LevelRow("provider_of_council", "leeds", "thornfield", "", MONDAY, 5, 5, 5),
        LevelRow("system", "", "", "", MONDAY, 10, 10, 9),
    ] == rows


def test_somebody_in_two_patches_is_one_person_to_their_council_and_provider(tmp_path: Path) -> None:
    # By hand: Ada moves within the council's patches, Bert over its border.
    visits = [
        visit(person_key=person, patch_key=patch)
        for person, patch in (("ada", "hollin"), ("ada", "quarry"), ("bert", "hollin"), ("bert", "tong"))
    ]
    rows = at_levels(written(tmp_path, visits, []), PUNCTUALITY)["punctuality"]
    people = {(row.level, row.council_key, row.patch_key): row.people for row in rows}
    assert {
        ("provider_in_patch", "", "hollin"): 2,
        ("provider_in_patch", "", "quarry"): 1,
        ("provider_in_patch", "", "tong"): 1,
        ("patch", "", "hollin"): 2,
        ("patch", "", "quarry"): 1,
        ("patch", "", "tong"): 1,
        ("provider_of_council", "leeds", ""): 2,
        ("provider_of_council", "bradford", ""): 1,
        ("provider", "", ""): 2,
        ("council", "leeds", ""): 2,
        ("council", "bradford", ""): 1,
        ("system", "", ""): 2,
    } == people


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_people_of_every_level_are_those_its_oracle_counts(seed: int, tmp_path: Path) -> None:
    visits, payments = invented_over_councils(Random(seed))
    found = at_levels(written(tmp_path, visits, payments), *MEASURES.values(), ODD)
    assert found["punctuality"] == found["odd"]
    for key in MEASURES:
        expected = {at: len(people) for at, people in people_by_hand(key, visits, payments).items()}
        assert expected == {row[:5]: row.people for row in found[key]}, key


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_numbers_of_every_level_are_sums_of_the_finest(seed: int, tmp_path: Path) -> None:
    found = at_levels(written(tmp_path, *invented_over_councils(Random(seed))), *MEASURES.values())
    for key, rows in found.items():
        finest = [
            row._replace(council_key=dict(COUNCILS).get(row.patch_key, ""))
            for row in rows
            if row.level == FINEST
        ]
        assert {*LEVELS} == {row.level for row in rows}, key
        for row in rows:
            same = ("week_starts_on", *LEVELS[row.level])
            parts = [each for each in finest if all(getattr(each, at) == getattr(row, at) for at in same)]
            expected = sum(each.numerator for each in parts), sum(each.denominator for each in parts)
            assert expected == (row.numerator, row.denominator), (key, row.level)


def test_of_what_holds_for_a_group_alone_nobody_is_known_to_be_behind_the_coarser_figures(
    tmp_path: Path,
) -> None:
    of_groups = replace(PUNCTUALITY, key="of_groups", sql=f"{PUNCTUALITY.sql} HAVING COUNT(*) > 1")
    visits = [visit(person_key=person) for person in ("ada", "bert")]
    rows = at_levels(written(tmp_path, visits, []), of_groups)["of_groups"]
    assert {*LEVELS} == {row.level for row in rows}
    assert {(2, 2, 2 if level == FINEST else 0) for level in LEVELS} == {row[5:] for row in rows}


def test_without_councils_there_are_no_figures_of_any(tmp_path: Path) -> None:
    with opened("duckdb", written(tmp_path, [visit()], [])) as ask:
        rows = at_every_level([PUNCTUALITY], ask, ())["punctuality"]
    assert {"provider_in_patch", "patch", "provider", "system"} == {row.level for row in rows}


@pytest.mark.postgres
def test_it_is_the_same_on_postgresql(tmp_path: Path, postgres: str) -> None:
    folder = written(tmp_path, *invented_over_councils(Random(5)))
    with opened("duckdb", folder) as here, opened(postgres, folder) as there:
        asked = [*MEASURES.values(), ODD]
        assert at_every_level(asked, here, COUNCILS) == at_every_level(asked, there, COUNCILS)
