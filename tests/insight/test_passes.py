"""Measures over one table are asked in one pass, and answer as each alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.insight.engines import Row, answers, opened
from kith.insight.measure import GROUPS, NUMBERS, Measure
from kith.insight.measures import MEASURES
from kith.insight.passes import passes

from .test_measures import MONDAY, invented, visit, written

ALL = tuple(MEASURES.values())
PUNCTUALITY = MEASURES["punctuality"]


def as_written(measure: Measure, folder: Path) -> list[Row]:
    """The answer of the measure's own text, asked as it stands."""
    with duckdb.connect(":memory:") as connection:
        for name in ("visits", "payments"):
            connection.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
        rows = connection.execute(f"SELECT {', '.join((*GROUPS, *NUMBERS))} FROM ({measure.sql})").fetchall()
    return sorted(
        Row(week, provider or "", patch or "", *map(int, rest)) for week, provider, patch, *rest in rows
    )


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_together_they_answer_as_each_does_alone(seed: int, tmp_path: Path) -> None:
    folder = written(tmp_path, *invented(Random(seed), 150))
    with opened("duckdb", folder) as ask:
        together = answers(ALL, ask)
    assert {measure.key: as_written(measure, folder) for measure in ALL} == together


def test_a_year_of_visits_is_read_three_times_for_all_measures() -> None:
    asked = [tuple(measure.key for measure in each.measures) for each in passes(ALL)]
    alone = {keys for keys in asked if len(keys) == 1}
    assert {("cost_per_person_week",), ("continuity",), ("days_without_a_car",)} == alone
    assert 1 == len(asked) - len(alone)
    assert set(MEASURES) == {key for keys in asked for key in keys}


def test_a_measure_has_no_row_where_nothing_is_counted_for_it(tmp_path: Path) -> None:
    folder = written(tmp_path, [visit(verdict="missed"), visit(patch_key="quarry")], [])
    with opened("duckdb", folder) as ask:
        found = answers([PUNCTUALITY, MEASURES["missed_visits"]], ask)
    assert [Row(MONDAY, "aire", "quarry", 1, 1, 1)] == found["punctuality"]
    assert [Row(MONDAY, "aire", "hollin", 1, 1, 1), Row(MONDAY, "aire", "quarry", 0, 1, 1)] == found[
        "missed_visits"
    ]


def test_a_text_that_names_its_columns_further_in_has_a_pass_to_itself() -> None:
    inner = replace(PUNCTUALITY, key="inner", sql=f"SELECT * FROM ({PUNCTUALITY.sql}) AS it GROUP BY ALL")
    assert 2 == len(passes((PUNCTUALITY, inner)))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("COUNT(*) AS denominator", "COUNT(DISTINCT worker_key) AS denominator"),
        ("COUNT(*) AS denominator", "MAX(actual_minutes) AS denominator"),
        (
            "FROM visits",
            "FROM visits JOIN payments USING (week_starts_on, provider_key, patch_key, person_key)",
        ),
        ("provider_key, patch_key,", "provider_key, MAX(patch_key) AS patch_key,"),
        ("late_seconds IS NOT NULL", "late_seconds > (SELECT MIN(late_seconds) FROM visits)"),
        ("COUNT(DISTINCT person_key) AS people", "COUNT(*) AS people"),
    ],
)
def test_what_is_more_than_sums_over_rows_has_a_pass_to_itself(was: str, becomes: str) -> None:
    assert was in PUNCTUALITY.sql
    other = replace(PUNCTUALITY, key="other", sql=PUNCTUALITY.sql.replace(was, becomes))
    assert [("punctuality",), ("other",)] == [
        tuple(measure.key for measure in each.measures) for each in passes((PUNCTUALITY, other))
    ]
