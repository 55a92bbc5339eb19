"""Made-up years of visits of any size, in the shape of the fact tables, written by the database itself.

Lengths, lateness and the share of half hours that are short follow `kith/demo/parameters.py`; what matters
here is the size and the number of different people, workers, providers and patches. The same arguments make
the same rows on any machine: chance is a hash of the row's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

PEOPLE_PER_VISIT = 1 / 1_100  # about three visits a day all year
WORKERS_PER_VISIT = 1 / 3_000
VISITS_PER_PROVIDER = 120_000
VISITS_PER_PATCH = 220_000
DAYS = 364
MONDAY = "DATE '2025-04-07'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One council's year: how many visits, and the number that makes it different from others."""

    number: int
    visits: int

    @property
    def people(self) -> int:
        """How many different people are visited."""
        return max(20, round(self.visits * PEOPLE_PER_VISIT))

    @property
    def workers(self) -> int:
        """How many different workers visit them."""
        return max(8, round(self.visits * WORKERS_PER_VISIT))

    @property
    def providers(self) -> int:
        """How many providers they work for."""
        return max(2, self.visits // VISITS_PER_PROVIDER)

    @property
    def patches(self) -> int:
        """In how many patches."""
        return max(2, self.visits // VISITS_PER_PATCH)


def write_year(connection: duckdb.DuckDBPyConnection, year: Year, folder: Path) -> Path:
    """The folder of one council's year, with a file for each of the two tables that measures read."""
    into = folder / f"council-{year.number:03d}"
    into.mkdir(parents=True, exist_ok=True)
    for name, query in (("visits", _visits(year)), ("payments", _payments(year))):
        connection.execute(f"COPY ({query}) TO '{into / name}.parquet' (FORMAT parquet)")
    return into


def _visits(year: Year) -> str:
    """Visits in the order of their days: a person's visits go to the provider and patch of the person."""
    seed = year.number
    return f"""
        WITH raw AS (
            SELECT i, (i * {DAYS}) // {year.visits} AS day,
                   hash(i * 7919 + {seed}) % {year.people} AS person,
                   hash(i * 104729 + {seed}) % 1000 AS chance,
                   hash(i * 15485863 + {seed}) % 1000 AS other
            FROM range({year.visits}) AS t(i)
        ), told AS (
            SELECT *,
                   hash(person * 31 + {seed}) % {year.providers} AS provider,
                   hash(person * 17 + {seed}) % {year.patches} AS patch,
                   hash(person * 13 + hash(i) % 5 + {seed}) % {year.workers} AS worker,
                   CASE WHEN other < 120 THEN 15 WHEN other < 720 THEN 30
                        WHEN other < 920 THEN 45 ELSE 60 END AS asked,
                   chance BETWEEN 36 AND 39 AS nobody,
                   CASE WHEN chance < 12 THEN 'missed' WHEN chance < 20 THEN 'refused'
                        ELSE 'delivered' END AS verdict,
                   {MONDAY} + CAST(day AS INTEGER) AS on_day
            FROM raw
        ), lived AS (
            SELECT *,
                   on_day + INTERVAL 7 HOUR + to_minutes(CAST(other AS BIGINT)) AS starts_at,
                   CASE WHEN verdict = 'delivered'
                        THEN CAST(asked * 60 * (0.55 + (hash(i * 3) % 1000) / 2000.0) AS BIGINT)
                        ELSE 0 END AS seconds
            FROM told
        )
        SELECT CAST(i AS VARCHAR) AS visit_key,
               CASE WHEN chance % 10 = 9 THEN 2 ELSE 1 END AS place,
               'p{seed}-' || person AS person_key,
               CASE WHEN nobody THEN '' ELSE 'w{seed}-' || worker END AS worker_key,
               'provider{seed}-' || provider AS provider_key,
               'patch{seed}-' || patch AS patch_key,
               'c{seed}-' || provider AS contract_key,
               CASE WHEN provider % 5 = 4 THEN 'spot' WHEN provider % 5 > 2 THEN 'framework'
                    ELSE 'primary' END AS tier,
               'home_care' AS service_type,
               'slot' AS slot,
               on_day,
               {MONDAY} + CAST(7 * (day // 7) AS INTEGER) AS week_starts_on,
               asked AS commissioned_minutes,
               CASE WHEN nobody THEN 0 ELSE asked END AS rostered_minutes,
               seconds // 60 AS actual_minutes,
               seconds AS actual_seconds,
               CASE WHEN verdict = 'delivered' THEN asked ELSE 0 END AS invoiced_minutes,
               starts_at AS window_starts_at,
               starts_at AS rostered_starts_at,
               starts_at AS started_at,
               CASE WHEN verdict = 'delivered' THEN CAST(hash(i * 5) % 4000 AS BIGINT) - 1500 END
                   AS late_seconds,
               verdict,
               chance BETWEEN 20 AND 29 AS cancelled,
               CAST(chance % 14 AS BIGINT) AS travel_minutes,
               CAST((chance % 14) * 80 AS BIGINT) AS travel_metres,
               CASE WHEN other % 4 = 0 THEN 'drive' ELSE 'walk' END AS travel_mode
        FROM lived
    """  # noqa: S608 - numbers of our own


def _payments(year: Year) -> str:
    """A row for each person and week."""
    seed = year.number
    return f"""
        SELECT 'p{seed}-' || person AS person_key,
               'provider{seed}-' || (hash(person * 31 + {seed}) % {year.providers}) AS provider_key,
               'patch{seed}-' || (hash(person * 17 + {seed}) % {year.patches}) AS patch_key,
               'c{seed}-' || (hash(person * 31 + {seed}) % {year.providers}) AS contract_key,
               {MONDAY} + CAST(7 * week AS INTEGER) AS week_starts_on,
               CAST(15000 + hash(person * 7 + week) % 40000 AS BIGINT) AS pence
        FROM range({year.people}) AS p(person), range({DAYS // 7}) AS w(week)
    """  # noqa: S608 - numbers of our own
