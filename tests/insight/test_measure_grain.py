"""The same number at each level: visits add up to people, people to providers, providers to the whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.insight.engines import Row, over_parquet, over_postgresql
from kith.insight.measure_grain import APART, at_grain, columns_of, tables_of
from kith.insight.measures import MEASURES

from .test_measures import MONDAY, invented, visit, written
from .test_postgres import filled

Sums = dict[tuple[object, ...], tuple[int, int]]
FINER = [(key, "person") for key, measure in MEASURES.items() if measure.finest != "place"]
FINER += [(key, "visit") for key, measure in MEASURES.items() if measure.finest == "visit"]


def added_up(rows: list[Row]) -> Sums:
    """Numerators and denominators by week, provider and patch, whoever's they are."""
    tops: Counter[tuple[object, ...]] = Counter()
    bottoms: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        group = (row.week_starts_on, row.provider_key.split(APART)[0], row.patch_key)
        tops[group] += row.numerator
        bottoms[group] += row.denominator
    return {group: (tops[group], bottoms[group]) for group in tops}


@pytest.mark.parametrize(("key", "grain"), FINER)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_parts_add_up_to_the_figure(key: str, grain: str, seed: int, tmp_path: Path) -> None:
    folder = written(tmp_path, *invented(Random(seed), 200))
    measure = MEASURES[key]
    finer = over_parquet(at_grain(measure, grain), folder)  # type: ignore[arg-type]
    assert added_up(over_parquet(measure, folder)) == added_up(finer)


@pytest.mark.parametrize("key", [key for key, measure in MEASURES.items() if measure.finest == "place"])
def test_a_measure_that_says_it_cannot_be_taken_apart_cannot_be(key: str, tmp_path: Path) -> None:
    folder = written(tmp_path, [visit(), visit(person_key="bert")], [])  # one worker's day, two people
    measure = MEASURES[key]
    by_person = over_parquet(at_grain(measure, "person"), folder)
    assert added_up(over_parquet(measure, folder)) != added_up(by_person)


def test_each_person_has_a_row_of_their_own(tmp_path: Path) -> None:
    # By hand: Ada has two half hours, one of 19 minutes; Bert has one of 25.
    visits = [
        visit(visit_key="v1", actual_seconds=19 * 60),
        visit(visit_key="v2", actual_seconds=28 * 60),
        visit(visit_key="v3", person_key="bert", actual_seconds=25 * 60),
    ]
    folder, measure = written(tmp_path, visits, []), MEASURES["half_hours_under_20"]
    people = {row.provider_key: row[3:] for row in over_parquet(at_grain(measure, "person"), folder)}
    assert {"aire|ada": (1, 2, 1), "aire|bert": (0, 1, 1)} == people
    single = {row.provider_key: row[3:] for row in over_parquet(at_grain(measure, "visit"), folder)}
    assert {"aire|ada|v1": (1, 1, 1), "aire|ada|v2": (0, 1, 1), "aire|bert|v3": (0, 1, 1)} == single


def test_one_week_is_that_week_and_remembers_the_weeks_before(tmp_path: Path) -> None:
    week = MONDAY + timedelta(weeks=1)
    visits = [visit(), visit(worker_key="hal", on_day=week, week_starts_on=week)]
    folder = written(tmp_path, visits, [])
    (row,) = over_parquet(at_grain(MEASURES["continuity"], "person", week=week), folder)
    assert (week, "aire|ada", 2, 1) == (row.week_starts_on, row.provider_key, row.numerator, row.denominator)


def test_it_knows_what_a_measure_reads() -> None:
    assert {"visits"} == tables_of(MEASURES["continuity"])
    assert {"payments"} == tables_of(MEASURES["cost_per_person_week"])
    assert "pence" in columns_of(MEASURES["cost_per_person_week"])


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
def test_it_is_the_same_on_postgresql(tmp_path: Path) -> None:
    visits, payments = invented(Random(5), 300)
    folder = written(tmp_path, visits, payments)
    with transaction.atomic(), connection.cursor() as cursor:
        filled(cursor, {"visits": visits, "payments": payments})
        for key, grain in FINER:
            finer = at_grain(MEASURES[key], grain)  # type: ignore[arg-type]
            assert set(over_parquet(finer, folder)) == set(over_postgresql(finer, cursor)), key
