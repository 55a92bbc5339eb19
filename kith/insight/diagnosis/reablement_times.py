"""Times with a reablement team, each as it stands on a day, with the care people have twelve weeks after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import duckdb

LATER = timedelta(weeks=12)


class Time(NamedTuple):
    """One person's time with a team. Hours are in minutes a week; None is not known."""

    person: str
    starts_on: date
    until: date | None
    outcome: str
    before: int | None
    first: int | None
    last: int | None
    later: int | None
    ready_on: date | None

    def days(self, on: date) -> int:
        """How long it went on by a day."""
        return (min(self.until or on, on) - self.starts_on).days


def last_day(facts: duckdb.DuckDBPyConnection) -> date | None:
    """The last day of which a time with a team says anything; None without any."""
    found = facts.execute(
        "SELECT max(greatest(starts_on, coalesce(until, starts_on))) FROM reablement"
    ).fetchone()
    return found[0] if found else None


def times_with_a_team(facts: duckdb.DuckDBPyConnection, on: date) -> list[Time]:
    """Every time that had begun by a day, as it stands then, oldest first; the comparison group is none."""
    rows = facts.execute(
        f"""
        WITH times AS (
            SELECT row_number() OVER () AS number, * FROM reablement
            WHERE coalesce(cohort, '') <> 'comparison' AND starts_on <= $on
        ), later AS (
            SELECT number, coalesce(sum(weekly_minutes * coalesce(workers, 1)), 0) AS minutes
            FROM times LEFT JOIN packages ON packages.person_key = times.person_key
                AND packages.starts_on <= times.until + {LATER.days}
                AND (packages.until IS NULL OR packages.until > times.until + {LATER.days})
            WHERE times.until + {LATER.days} <= $on AND EXISTS (SELECT 1 FROM packages)
                AND times.person_key NOT IN (
                    SELECT person_key FROM people WHERE died_on <= times.until + {LATER.days})
                AND times.person_key NOT IN (
                    SELECT person_key FROM placements WHERE starts_on <= times.until + {LATER.days}
                    AND (placements.until IS NULL OR placements.until > times.until + {LATER.days}))
            GROUP BY number
        )
        SELECT times.person_key, times.starts_on, if(times.until > $on, NULL, times.until),
            if(times.until > $on, '', coalesce(times.outcome, '')), weekly_minutes_before,
            weekly_minutes_first, if(times.until > $on, NULL, weekly_minutes_last), later.minutes, ready_on
        FROM times LEFT JOIN later USING (number) ORDER BY times.starts_on, times.person_key
        """,  # noqa: S608  # our own number
        {"on": on},
    ).fetchall()
    return [Time(*row) for row in rows]
