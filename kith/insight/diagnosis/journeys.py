"""People's journeys through care, laid out from packages: what held on which day, and what changed when.

Several packages at once are added up. A journey's years go from anniversary to anniversary of the first day
of any care, so that everybody's year 1 is their first, whenever it was. They are the calendar's years: care
that is looked at again on the same day of every year would otherwise fall a day late in the fourth.
"""

from __future__ import annotations

from datetime import date

import duckdb

from kith.insight.diagnosis.terms import Terms

DAYS_IN_A_YEAR = 365
LONGEST_YEARS = 20

# Packages that can be used, cut off where the files end.
CARE = """
    CREATE OR REPLACE TEMP TABLE care AS
    SELECT person_key, COALESCE(provider_type, '') AS provider_type, starts_on,
           LEAST(COALESCE(until, DATE '{end}'), DATE '{end}') AS until,
           weekly_minutes AS minutes, COALESCE(workers, 1) AS workers
    FROM packages
    WHERE COALESCE(person_key, '') <> '' AND starts_on < DATE '{end}' AND weekly_minutes > 0
      AND (until IS NULL OR until > starts_on)
"""

# For each person, the care of every time in which nothing changed.
STATES = """
    CREATE OR REPLACE TEMP TABLE states AS
    WITH edges AS (SELECT person_key, starts_on AS day FROM care UNION SELECT person_key, until FROM care),
         spans AS (
             SELECT person_key, day AS starts_on,
                    LEAD(day) OVER (PARTITION BY person_key ORDER BY day) AS until
             FROM edges
         )
    SELECT spans.person_key, spans.starts_on, spans.until,
           SUM(minutes)::BIGINT AS minutes,
           SUM(minutes * workers)::BIGINT AS worker_minutes,
           MAX(workers)::BIGINT AS workers
    FROM spans JOIN care
      ON care.person_key = spans.person_key
     AND care.starts_on <= spans.starts_on AND care.until > spans.starts_on
    WHERE spans.until IS NOT NULL
    GROUP BY ALL
"""

JOURNEYS = """
    CREATE OR REPLACE TEMP TABLE journeys AS
    WITH first AS (
        SELECT person_key, MIN(starts_on) AS starts_on, MAX(until) AS until,
               ARG_MIN(provider_type, (starts_on, -minutes, provider_type)) AS tier
        FROM care GROUP BY person_key
    ), placed AS (
        SELECT person_key, MIN(starts_on) AS placed_on FROM placements
        WHERE starts_on < DATE '{end}' GROUP BY person_key
    )
    SELECT first.person_key, first.tier, first.starts_on, first.until,
           states.minutes, states.worker_minutes, states.workers,
           CASE WHEN placed_on >= first.starts_on THEN placed_on END AS placed_on,
           CASE WHEN died_on < DATE '{end}' THEN died_on END AS died_on,
           born_year, sex, condition
    FROM first
    JOIN states ON states.person_key = first.person_key AND states.starts_on = first.starts_on
    LEFT JOIN placed ON placed.person_key = first.person_key
    LEFT JOIN people ON people.person_key = first.person_key
"""

# Every change of care without a gap, and whether it is put down to a review: the first change soon after it.
CHANGES = """
    CREATE OR REPLACE TEMP TABLE changes AS
    WITH next AS (
        SELECT person_key, starts_on AS on_day, minutes, worker_minutes, workers,
               LAG(minutes) OVER each_person AS minutes_before,
               LAG(worker_minutes) OVER each_person AS worker_minutes_before,
               LAG(workers) OVER each_person AS workers_before,
               LAG(until) OVER each_person = starts_on AS without_a_gap
        FROM states WINDOW each_person AS (PARTITION BY person_key ORDER BY starts_on)
    ), held AS (SELECT DISTINCT person_key, on_day FROM reviews),
    followed AS (
        SELECT DISTINCT held.person_key, next.on_day
        FROM held ASOF JOIN next ON held.person_key = next.person_key AND held.on_day <= next.on_day
        WHERE next.on_day <= held.on_day + {review_days}
    )
    SELECT next.*, followed.on_day IS NOT NULL AS reviewed
    FROM next LEFT JOIN followed
      ON followed.person_key = next.person_key AND followed.on_day = next.on_day
    WHERE without_a_gap
"""

# A journey's care on its first day and on each anniversary for as long as it lasts.
LEVELS = f"""
    CREATE OR REPLACE TEMP TABLE levels AS
    WITH marks AS (
        SELECT person_key, tier, starts_on AS began_on, workers AS first_workers, year,
               CAST(starts_on + to_years(CAST(year AS INTEGER)) AS DATE) AS day
        FROM journeys, range(0, {LONGEST_YEARS} + 1) AS years(year)
        WHERE starts_on + to_years(CAST(year AS INTEGER)) < until
    )
    SELECT marks.*, states.minutes, states.worker_minutes, states.workers
    FROM marks ASOF JOIN states ON marks.person_key = states.person_key AND marks.day >= states.starts_on
    WHERE marks.day < states.until
"""  # noqa: S608

# A journey's year: the care at its start, the part of its change put down to reviews, and at its end.
YEARS = """
    CREATE OR REPLACE TEMP TABLE years AS
    WITH reviewed AS (
        SELECT changes.person_key,
               1 + datesub('year', journeys.starts_on, on_day - 1) AS year,
               SUM(changes.minutes - minutes_before) AS minutes,
               SUM(changes.worker_minutes - worker_minutes_before) AS worker_minutes,
               SUM(changes.workers - workers_before) AS workers
        FROM changes JOIN journeys USING (person_key) WHERE reviewed GROUP BY ALL
    )
    SELECT after.person_key, after.tier, after.began_on, after.year, after.first_workers,
           before.minutes + COALESCE(reviewed.minutes, 0) AS minutes_before, after.minutes,
           before.worker_minutes + COALESCE(reviewed.worker_minutes, 0) AS worker_minutes_before,
           after.worker_minutes,
           before.workers + COALESCE(reviewed.workers, 0) AS workers_before, after.workers
    FROM levels AS after
    JOIN levels AS before ON before.person_key = after.person_key AND before.year = after.year - 1
    LEFT JOIN reviewed ON reviewed.person_key = after.person_key AND reviewed.year = after.year
"""


def lay_out(facts: duckdb.DuckDBPyConnection, terms: Terms) -> int:
    """Make the tables above in a connection that has the fact tables; how many journeys there are."""
    end = terms.ends_on or _last_day(facts)
    if end is None:
        end = date.min
    for text in (CARE, STATES, JOURNEYS, CHANGES, LEVELS, YEARS):
        facts.execute(text.format(end=end.isoformat(), review_days=terms.review_days))
    found = facts.execute("SELECT COUNT(*) FROM journeys").fetchone()
    return int(found[0]) if found else 0


def _last_day(facts: duckdb.DuckDBPyConnection) -> date | None:
    """The day after the last one the files know of: nothing that goes on is followed past it."""
    found = facts.execute(
        """
        SELECT MAX(day) FROM (
            SELECT MAX(GREATEST(starts_on + 1, COALESCE(until, starts_on + 1))) AS day FROM packages
            UNION ALL SELECT MAX(on_day + 1) FROM visits
            UNION ALL SELECT MAX(on_day + 1) FROM reviews
        )
        """
    ).fetchone()
    return found[0] if found else None
