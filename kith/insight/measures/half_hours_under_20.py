"""The 51 % question: half-hour visits that were over before twenty minutes."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="half_hours_under_20",
    order=20,
    title="Half-hour visits over before 20 minutes",
    question="Of the visits planned for 30 minutes, how many took less than 20?",
    numerator="delivered visits planned for 30 minutes that took under 20",
    denominator="delivered visits planned for 30 minutes",
    unit="share",
    improvement="decrease",
    source="Leeds diagnostic: 51 % of 30-minute visits were delivered in less than 20 minutes",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN actual_seconds < 1200 THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered' AND commissioned_minutes = 30
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
