"""Hours of care asked for, week by week: of all packages, of each patch, and of each pathway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import duckdb

WEEKS_READ = 156
MINUTES_IN_AN_HOUR = 60


class Part(NamedTuple):
    """The packages of one patch, or of one pathway; of all where neither is said. Empty is not known."""

    patch: str | None = None
    pathway: str | None = None


EVERYWHERE = Part()
_BY_WEEK = f"""
    WITH days AS (
        SELECT MIN(starts_on) AS first,
               CAST(COALESCE(?, MAX(GREATEST(starts_on, COALESCE(until, starts_on)))) AS DATE) AS last
        FROM packages
    ), weeks AS (
        SELECT CAST(unnest(generate_series(
            date_trunc('week', GREATEST(first, last - INTERVAL {7 * WEEKS_READ} DAY)),
            date_trunc('week', last - INTERVAL 7 DAY), INTERVAL 7 DAY)) AS DATE) AS week
        FROM days WHERE first IS NOT NULL
    ), standing AS (
        SELECT week, COALESCE(patch_key, '') AS patch, COALESCE(service_type, '') AS pathway, person_key,
               weekly_minutes * COALESCE(workers, 1) AS minutes
        FROM weeks JOIN packages ON starts_on <= week AND (until IS NULL OR until > week)
        WHERE weekly_minutes IS NOT NULL
    )
    SELECT week, patch, pathway, SUM(minutes), COUNT(DISTINCT person_key)
    FROM standing GROUP BY GROUPING SETS ((week, patch), (week, pathway), (week))
"""  # noqa: S608 - our own number


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Hours asked for by week, oldest first, and how many people that was for in the last of them."""

    weeks: Sequence[date]
    hours: Sequence[float]
    people: int


def demand_by_part(facts: duckdb.DuckDBPyConnection, ends_on: date | None) -> dict[Part, Demand]:
    """Demand of all, of each patch and of each pathway; a week is taken as it stood on its Monday."""
    cells: defaultdict[Part, dict[date, tuple[float, int]]] = defaultdict(dict)
    for week, patch, pathway, minutes, people in facts.execute(_BY_WEEK, [ends_on]).fetchall():
        cells[Part(patch, pathway)][week] = float(minutes) / MINUTES_IN_AN_HOUR, int(people)
    weeks = sorted(cells[EVERYWHERE])
    return {part: _demand(weeks, of_week) for part, of_week in cells.items()} if weeks else {}


def _demand(weeks: Sequence[date], of_week: Mapping[date, tuple[float, int]]) -> Demand:
    return Demand(
        weeks=weeks,
        hours=[of_week.get(week, (0.0, 0))[0] for week in weeks],
        people=of_week.get(weeks[-1], (0.0, 0))[1],
    )
