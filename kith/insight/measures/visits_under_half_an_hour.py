"""How much care is asked for in short visits."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="visits_under_half_an_hour",
    order=100,
    title="Visits asked for in less than half an hour",
    question="Of the visits that were to take place, how many were asked for in less than 30 minutes?",
    numerator="places of visits of less than 30 commissioned minutes",
    denominator="places of visits not called off",
    unit="share",
    improvement="decrease",
    source="NICE NG21 1.4.2; UNISON Ethical Care Charter: 15-minute visits will not be used",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN commissioned_minutes < 30 THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE NOT cancelled
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
