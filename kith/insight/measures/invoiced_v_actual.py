"""Whether what is claimed is what was done."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="invoiced_v_actual",
    order=90,
    title="Minutes claimed against minutes spent",
    question="How many minutes do providers claim for each hundred that workers spent?",
    numerator="minutes claimed",
    denominator="minutes spent, as verified",
    unit="share",
    improvement="neutral",
    source="Leeds diagnostic, contracting: the gap between invoiced and monitored minutes",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(invoiced_minutes) AS numerator,
               SUM(actual_minutes) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered'
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
