"""How often a worker drives from door to door."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="driven_legs",
    order=140,
    title="Journeys to visits that were driven",
    question="Of the journeys to visits, how many were planned by car?",
    numerator="visits delivered with a planned journey by car",
    denominator="visits delivered with a planned journey",
    unit="share",
    improvement="decrease",
    source="Leeds climate emergency: walking rounds",
    owner="Rota coordinator",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN travel_mode = 'drive' THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered' AND travel_metres > 0
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
