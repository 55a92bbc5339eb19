"""Whether the rota found somebody for every visit."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="unfilled_places",
    order=70,
    title="Visits nobody was found for",
    question="Of the visits that were to take place, how many had nobody on the rota?",
    numerator="places of visits with no minutes on the rota",
    denominator="places of visits not called off",
    unit="share",
    improvement="decrease",
    source="Leeds diagnostic: packages declined for want of capacity",
    owner="Rota coordinator",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN rostered_minutes = 0 THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE NOT cancelled
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
