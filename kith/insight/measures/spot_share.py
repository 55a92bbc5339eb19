"""How much care is bought outside the providers of the neighbourhood."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="spot_share",
    order=120,
    title="Care bought on spot contracts",
    question="Of the minutes asked for, how many were bought on spot contracts?",
    numerator="commissioned minutes under spot contracts",
    denominator="commissioned minutes of visits not called off",
    unit="share",
    improvement="decrease",
    source="Leeds diagnostic, contracting: spot share",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN tier = 'spot' THEN commissioned_minutes ELSE 0 END) AS numerator,
               SUM(commissioned_minutes) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE NOT cancelled
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
