"""Whether a round needs a car at all."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="days_without_a_car",
    order=150,
    title="Workers' days without a car",
    question="On how many of their days at work did workers need no car?",
    numerator="days of workers with visits delivered and no journey by car",
    denominator="days of workers with visits delivered",
    unit="share",
    improvement="increase",
    source="Leeds climate emergency: cars off the road",
    owner="Rota coordinator",
    sql="""
        WITH days AS (
            SELECT week_starts_on, provider_key, patch_key, MIN(person_key) AS person_key,
                   MAX(CASE WHEN travel_mode = 'drive' AND travel_metres > 0 THEN 1 ELSE 0 END) AS driven
            FROM visits
            WHERE verdict = 'delivered' AND worker_key <> ''
            GROUP BY week_starts_on, provider_key, patch_key, worker_key, on_day
        ), counted AS (
            SELECT week_starts_on, provider_key, patch_key, person_key, 1 - driven AS without, 1 AS days
            FROM days
            UNION ALL
            SELECT week_starts_on, provider_key, patch_key, person_key, 0 AS without, 0 AS days
            FROM visits
            WHERE verdict = 'delivered' AND worker_key <> ''
        )
        SELECT week_starts_on, provider_key, patch_key,
               SUM(without) AS numerator,
               SUM(days) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM counted
        GROUP BY week_starts_on, provider_key, patch_key
    """,
    finest="place",
)
