"""Visits that take two workers: whether both came, and how long both were there at once."""

from __future__ import annotations

import duckdb
from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.result import Column, Table

_PAIRS = """
    WITH places AS (
        SELECT visit_key, person_key, place, verdict = 'delivered' AS came, actual_seconds,
            COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) AS planned, started_at,
            started_at + to_seconds(actual_seconds) AS ended_at
        FROM visits
        WHERE verdict IN ('delivered', 'missed', 'refused')
            AND visit_key IN (SELECT visit_key FROM visits WHERE place = 2)
    ), pairs AS (
        SELECT visit_key, any_value(person_key) AS person_key, max(planned) AS planned,
            bool_and(came) AS both_came, min(actual_seconds) * 3 < max(planned) * 120 AS short,
            CASE WHEN count(started_at) = 2 THEN
                greatest(0, date_diff('second', max(started_at), min(ended_at))) / 60.0 END AS together
        FROM places GROUP BY visit_key HAVING count(*) = 2
    )
    SELECT planned, count(*), count(DISTINCT person_key), avg(both_came::INTEGER),
        avg(short::INTEGER) FILTER (both_came), quantile_cont(together, 0.5) FILTER (both_came)
    FROM pairs WHERE planned > 0 GROUP BY planned ORDER BY planned
"""


def double_up_table(facts: duckdb.DuckDBPyConnection) -> Table:
    """Visits for two by planned length: both came, either was too short, and minutes both were there."""
    found = [row for row in facts.execute(_PAIRS).fetchall() if may_be_shown(int(row[2]))]
    return Table(
        title=_("Visits for two workers, by planned length"),
        columns=(
            Column(key="planned_minutes", heading=_("Planned"), unit="minutes"),
            Column(key="visits", heading=_("Visits for two"), unit="whole"),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="both_came", heading=_("Both came"), unit="share"),
            Column(key="either_short", heading=_("Either under two thirds"), unit="share"),
            Column(key="together", heading=_("Both there at once, half under"), unit="minutes"),
        ),
        rows=tuple(
            (
                int(planned),
                int(visits),
                int(people),
                float(both),
                "" if short is None else float(short),
                "" if together is None else round(float(together), 1),
            )
            for planned, visits, people, both, short, together in found
        ),
    )
