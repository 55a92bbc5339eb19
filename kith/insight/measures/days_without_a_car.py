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
        SELECT week_starts_on, provider_key, patch_key,
               COUNT(DISTINCT CONCAT(worker_key, '/', on_day))
               - COUNT(DISTINCT CASE WHEN travel_mode = 'drive' AND travel_metres > 0
                                     THEN CONCAT(worker_key, '/', on_day) END) AS numerator,
               COUNT(DISTINCT CONCAT(worker_key, '/', on_day)) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered' AND worker_key <> ''
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
