"""Every measure agrees with its oracle, by hand on tiny facts and on many invented ones, on every engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kith.insight.engines import over_parquet
from kith.insight.facts.tables import TABLES
from kith.insight.measure import InvalidMeasure, Measure
from kith.insight.measures import MEASURES

from .oracles import ORACLES

MONDAY = date(2026, 3, 16)


def visit(**changes: Any) -> dict[str, Any]:
    """One delivered half hour on the first Monday."""
    at = datetime(2026, 3, 16, 8, 0, tzinfo=UTC).replace(tzinfo=None)
    row = {
        "visit_key": "v1",
        "place": 1,
        "person_key": "ada",
        "worker_key": "grace",
        "provider_key": "aire",
        "patch_key": "hollin",
        "contract_key": "c1",
        "tier": "primary",
        "service_type": "home_care",
        "slot": "morning",
        "on_day": MONDAY,
        "week_starts_on": MONDAY,
        "commissioned_minutes": 30,
        "rostered_minutes": 30,
        "actual_minutes": 19,
        "actual_seconds": 19 * 60 + 30,
        "invoiced_minutes": 30,
        "window_starts_at": at,
        "rostered_starts_at": at,
        "started_at": at,
        "late_seconds": 0,
        "verdict": "delivered",
        "cancelled": False,
        "travel_minutes": 4,
        "travel_metres": 300,
        "travel_mode": "walk",
    }
    return row | changes


def payment(**changes: Any) -> dict[str, Any]:
    """One person's week."""
    row = {
        "person_key": "ada",
        "provider_key": "aire",
        "patch_key": "hollin",
        "contract_key": "c1",
        "week_starts_on": MONDAY,
        "pence": 25_000,
    }
    return row | changes


def written(folder: Path, visits: list[dict[str, Any]], payments: list[dict[str, Any]]) -> Path:
    """The facts as Parquet files."""
    for name, rows in (("visits", visits), ("payments", payments)):
        pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[name].schema), folder / f"{name}.parquet")
    return folder


def answer(key: str, folder: Path) -> dict[Any, tuple[int, int, int]]:
    """The measure's answer by group."""
    return {
        (row.week_starts_on, row.provider_key, row.patch_key): (row.numerator, row.denominator, row.people)
        for row in over_parquet(MEASURES[key], folder)
    }


def invented(rng: Random, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Facts of every kind: missed, unverified, two workers, nobody found, several weeks and places."""
    visits = []
    for number in range(count):
        on = MONDAY + timedelta(days=rng.randrange(42))
        seconds = rng.choice((0, 1199, 1200, 1201, rng.randrange(4000)))
        verdict = rng.choice(("delivered", "delivered", "delivered", "missed", "refused", ""))
        visits.append(
            visit(
                visit_key=f"v{number}",
                person_key=f"p{rng.randrange(9)}",
                worker_key=rng.choice(("", *(f"w{n}" for n in range(6)))),
                provider_key=rng.choice(("aire", "thornfield")),
                patch_key=rng.choice(("hollin", "quarry")),
                on_day=on,
                week_starts_on=on - timedelta(days=on.weekday()),
                commissioned_minutes=rng.choice((15, 30, 45)),
                actual_seconds=seconds,
                actual_minutes=seconds // 60,
                late_seconds=rng.choice((None, -901, -900, 0, 900, 901)),
                verdict=verdict,
                cancelled=rng.random() < 0.1,
                place=rng.choice((1, 1, 2)),
                rostered_minutes=rng.choice((0, 30, 45)),
                invoiced_minutes=rng.choice((0, 30)),
                tier=rng.choice(("primary", "framework", "spot")),
                travel_metres=rng.choice((0, 250, 1_400)),
                travel_mode=rng.choice(("walk", "cycle", "drive")),
            )
        )
    payments = [
        payment(
            person_key=f"p{rng.randrange(9)}",
            provider_key=rng.choice(("aire", "thornfield")),
            week_starts_on=MONDAY + timedelta(weeks=rng.randrange(4)),
            pence=rng.randrange(-500, 40_000),
        )
        for _ in range(count // 4)
    ]
    return visits, payments


@pytest.mark.parametrize("key", list(MEASURES))
@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_its_oracle(key: str, seed: int, tmp_path: Path) -> None:
    visits, payments = invented(Random(seed), 400)
    expected = ORACLES[key](visits, payments)
    assert expected == answer(key, written(tmp_path, visits, payments))


@pytest.mark.parametrize("seed", range(12))
def test_a_face_is_remembered_for_28_days_wherever_fours_of_weeks_begin(seed: int, tmp_path: Path) -> None:
    rng, visits = Random(seed), []
    for number in range(40):
        on = MONDAY + timedelta(days=rng.randrange(140))
        visits.append(
            visit(
                visit_key=f"v{number}",
                person_key=rng.choice(("ada", "wilf")),
                worker_key=rng.choice(("grace", "olu", "sam", "")),
                provider_key=rng.choice(("aire", "thornfield")),
                patch_key=rng.choice(("hollin", "quarry")),
                on_day=on,
                week_starts_on=on - timedelta(days=on.weekday()),
            )
        )
    assert ORACLES["continuity"](visits, []) == answer("continuity", written(tmp_path, visits, []))


def test_half_hours_at_exactly_twenty_minutes_do_not_count_as_under(tmp_path: Path) -> None:
    visits = [visit(actual_seconds=1199), visit(actual_seconds=1200), visit(commissioned_minutes=45)]
    folder = written(tmp_path, visits, [])
    assert {(MONDAY, "aire", "hollin"): (1, 2, 1)} == answer("half_hours_under_20", folder)


def test_continuity_looks_back_twenty_eight_days_and_no_further(tmp_path: Path) -> None:
    week = MONDAY + timedelta(weeks=4)
    days = {"seen_on_first_day": week - timedelta(days=21), "too_long_ago": week - timedelta(days=22)}
    visits = [visit(worker_key="grace", on_day=week, week_starts_on=week)] + [
        visit(worker_key=name, on_day=day, week_starts_on=day - timedelta(days=day.weekday()))
        for name, day in days.items()
    ]
    assert (2, 1, 1) == answer("continuity", written(tmp_path, visits, []))[week, "aire", "hollin"]


def test_a_day_with_one_journey_by_car_is_a_day_with_a_car(tmp_path: Path) -> None:
    driven = {"travel_mode": "drive", "travel_metres": 2_000}
    visits = [
        visit(worker_key="grace"),
        visit(worker_key="grace", **driven),
        visit(worker_key="grace", on_day=MONDAY + timedelta(days=1)),
        visit(worker_key="imran", travel_mode="drive", travel_metres=0),
    ]
    assert {(MONDAY, "aire", "hollin"): (2, 3, 1)} == answer(
        "days_without_a_car", written(tmp_path, visits, [])
    )


def test_a_journey_by_car_counts_with_the_factor_of_its_day(tmp_path: Path) -> None:
    # Two kilometres at 167 grams, over two visits: 167 grams a visit.
    visits = [visit(travel_mode="drive", travel_metres=2_000), visit()]
    ((top, bottom, _),) = answer("travel_emissions", written(tmp_path, visits, [])).values()
    assert 167 == MEASURES["travel_emissions"].value(top, bottom)


def test_every_measure_has_an_oracle() -> None:
    assert list(ORACLES) == list(MEASURES)


def test_it_refuses_a_measure_that_leaves_out_a_group() -> None:
    with pytest.raises(InvalidMeasure, match="patch_key"):
        Measure(
            key="bad",
            order=1,
            title="",
            question="",
            numerator="",
            denominator="",
            unit="share",
            improvement="neutral",
            source="",
            owner="",
            sql="SELECT week_starts_on, provider_key, 1 AS numerator, 1 AS denominator, 1 AS people",
        )
