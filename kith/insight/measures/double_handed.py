"""How much of the care takes two workers."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="double_handed",
    order=80,
    title="Visits that take two workers",
    question="Of all visits delivered, how many took two workers?",
    numerator="delivered second places of visits",
    denominator="delivered first places of visits",
    unit="share",
    improvement="neutral",
    source="Leeds diagnostic: growth of double-handed care",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN place = 2 THEN 1 ELSE 0 END) AS numerator,
               SUM(CASE WHEN place = 1 THEN 1 ELSE 0 END) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered'
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
