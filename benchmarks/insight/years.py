"""Made-up years of visits of any size, in the shape of the fact tables, written by the database itself.

Lengths, lateness and the share of half hours that are short follow `kith/demo/parameters.py`. Sizes follow
what is published for England: 570,000 people over a year in which there are 250 million visits. With three
visits a day, two and a half people share a place in the year, each staying for eight months. What matters
here is the number of different people, workers, providers and patches, how they go together, and keys as long
as real ones. The same arguments make the same rows on any machine: chance is a hash of the row's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

DAYS = 364
VISITS_A_DAY = 3
PEOPLE_PER_PLACE = DAYS * VISITS_A_DAY * 570_000 / 250_000_000
DAYS_OF_CARE = round(DAYS / (PEOPLE_PER_PLACE - 1))
WORKERS_PER_VISIT = 1 / 3_000
FACES = 6  # of a team, who come to one person
VISITS_PER_PROVIDER = 120_000
VISITS_PER_PATCH = 220_000
PATCHES_PER_PROVIDER = 15  # at most, as many as a city has: nobody works all over a region
MONDAY = "DATE '2025-04-07'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One council's year: how many visits, and the number that makes it different from others.

    Its rows are in the order in which visits were made; or the rows of a person stand ``together`` in each
    week, as a snapshot of Kith's own keeps them.
    """

    number: int
    visits: int
    together: bool = False

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"council-{self.number:03d}{'-together' if self.together else ''}"

    @property
    def places(self) -> int:
        """How many people are visited on one day; when one no longer is, somebody else takes the place."""
        return max(10, round(self.visits / DAYS / VISITS_A_DAY))

    @property
    def people(self) -> int:
        """How many different people are visited in the year; each place starts the year part-way through."""
        return self.places * (DAYS // DAYS_OF_CARE + 2)

    @property
    def providers(self) -> int:
        """How many providers work here."""
        return max(2, self.visits // VISITS_PER_PROVIDER)

    @property
    def patches(self) -> int:
        """In how many patches."""
        return max(2, self.visits // VISITS_PER_PATCH)

    @property
    def reach(self) -> int:
        """In how many of them one provider works."""
        return min(self.patches, PATCHES_PER_PROVIDER)

    @property
    def team(self) -> int:
        """How many workers a provider has in a patch."""
        return max(2, round(self.visits * WORKERS_PER_VISIT / self.providers / self.reach))


def write_year(connection: duckdb.DuckDBPyConnection, year: Year, folder: Path) -> Path:
    """The folder of one council's year, with a file for each of the two tables that measures read."""
    into = folder / year.name
    into.mkdir(parents=True, exist_ok=True)
    for name, query in (("people", _people(year)), ("workers", _workers(year))):
        connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {query}")
    for name, query in (("visits", _visits(year)), ("payments", _payments(year))):
        written = into / f"{name}.writing"
        connection.execute(f"COPY ({query}) TO '{written}' (FORMAT parquet, COMPRESSION zstd)")
        written.rename(into / f"{name}.parquet")  # so that a file that is there is whole
    return into


def _key(what: str) -> str:
    """Sixteen figures and letters, as a pseudonym has."""
    return f"left(md5({what}), 16)"


def _id(what: str) -> str:
    """An id as the database writes it."""
    return f"CAST(CAST(md5({what}) AS UUID) AS VARCHAR)"


def _people(year: Year) -> str:
    """Everybody visited in the year: a person's visits go to one provider's team in one patch."""
    seed = year.number
    return f"""
        SELECT person, provider * {year.patches} + patch AS team,
               {_key(f"'person {seed} ' || person")} AS person_key,
               {_id(f"'provider {seed} ' || provider")} AS provider_key,
               {_id(f"'patch {seed} ' || patch")} AS patch_key,
               {_id(f"'contract {seed} ' || provider")} AS contract_key,
               CASE WHEN provider % 5 = 4 THEN 'spot' WHEN provider % 5 > 2 THEN 'framework'
                    ELSE 'primary' END AS tier
        FROM (
            SELECT person, provider, (provider + near) % {year.patches} AS patch
            FROM (
                SELECT person, CAST(hash(person * 31 + {seed}) % {year.providers} AS INTEGER) AS provider,
                       CAST(hash(person * 17 + {seed}) % {year.reach} AS INTEGER) AS near
                FROM range({year.people}) AS t(person)
            )
        )
    """  # noqa: S608 - numbers of our own


def _workers(year: Year) -> str:
    """Every team's workers, by their place in it."""
    return f"""
        SELECT team, CAST(worker AS INTEGER) AS worker,
               {_key(f"'worker {year.number} ' || team || ' ' || worker")} AS worker_key
        FROM range({year.providers * year.patches}) AS t(team), range({year.team}) AS w(worker)
    """  # noqa: S608 - numbers of our own


def _visits(year: Year) -> str:
    """Visits in the order of their days, and of the times of the day."""
    seed, places = year.number, year.places
    return f"""
        WITH raw AS (
            SELECT i, (i * {DAYS}) // {year.visits} AS day, i % {places} AS place_,
                   CAST(hash(i * 104729 + {seed}) % 1000 AS INTEGER) AS chance,
                   CAST(hash(i * 15485863 + {seed}) % 1000 AS INTEGER) AS other
            FROM range({year.visits}) AS t(i)
        ), told AS (
            SELECT *,
                   place_ + {places} * ((day + place_ * 7 % {DAYS_OF_CARE}) // {DAYS_OF_CARE}) AS person,
                   CASE WHEN other < 120 THEN 15 WHEN other < 720 THEN 30
                        WHEN other < 920 THEN 45 ELSE 60 END AS asked,
                   chance BETWEEN 36 AND 39 AS nobody,
                   CASE WHEN chance < 12 THEN 'missed' WHEN chance < 20 THEN 'refused'
                        ELSE 'delivered' END AS verdict,
                   {MONDAY} + CAST(day AS INTEGER) AS on_day
            FROM raw
        ), lived AS (
            SELECT *,
                   CAST((person + hash(i) % {FACES}) % {year.team} AS INTEGER) AS face,
                   on_day + INTERVAL 7 HOUR + to_minutes(CAST(other AS BIGINT)) AS starts_at,
                   CASE WHEN verdict = 'delivered'
                        THEN CAST(asked * 60 * (0.55 + (hash(i * 3) % 1000) / 2000.0) AS BIGINT)
                        ELSE 0 END AS seconds
            FROM told
        )
        SELECT CAST(i AS VARCHAR) AS visit_key,
               CAST(CASE WHEN chance % 10 = 9 THEN 2 ELSE 1 END AS BIGINT) AS place,
               person_key,
               CASE WHEN nobody THEN '' ELSE worker_key END AS worker_key,
               provider_key, patch_key, contract_key, tier,
               'home_care' AS service_type,
               'slot' AS slot,
               on_day,
               {MONDAY} + CAST(7 * (day // 7) AS INTEGER) AS week_starts_on,
               CAST(asked AS BIGINT) AS commissioned_minutes,
               CAST(CASE WHEN nobody THEN 0 ELSE asked END AS BIGINT) AS rostered_minutes,
               seconds // 60 AS actual_minutes,
               seconds AS actual_seconds,
               CAST(CASE WHEN verdict = 'delivered' THEN asked ELSE 0 END AS BIGINT) AS invoiced_minutes,
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
        FROM lived JOIN people USING (person) JOIN workers ON workers.team = people.team AND worker = face
        {"ORDER BY week_starts_on, person_key" if year.together else ""}
    """  # noqa: S608 - numbers of our own


def _payments(year: Year) -> str:
    """A row for each person and week in which there were visits."""
    weeks = f"(7 * week + person % {year.places} * 7 % {DAYS_OF_CARE}) // {DAYS_OF_CARE}"
    return f"""
        SELECT person_key, provider_key, patch_key, contract_key,
               {MONDAY} + CAST(7 * week AS INTEGER) AS week_starts_on,
               CAST(15000 + hash(person * 7 + week) % 40000 AS BIGINT) AS pence
        FROM people, range({DAYS // 7}) AS w(week)
        WHERE person // {year.places} = {weeks}
    """  # noqa: S608 - numbers of our own
