"""How much of the rota was spent with people."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="rostered_v_actual",
    order=10,
    title="Actual minutes for each rostered minute",
    question="Of the minutes on the rota, how many were spent with people?",
    numerator="actual minutes, as verified",
    denominator="rostered minutes of visits that were verified and not cancelled",
    unit="share",
    improvement="neutral",
    source="Leeds diagnostic: electronic care monitoring review of invoiced and actual hours",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(actual_minutes) AS numerator,
               SUM(rostered_minutes) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict <> '' AND NOT cancelled
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
