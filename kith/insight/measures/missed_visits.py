"""Whether somebody came."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="missed_visits",
    order=60,
    title="Visits that were missed",
    question="Of the visits that were due, at how many did nobody come?",
    numerator="places of visits found missed",
    denominator="places of visits found delivered, refused or missed",
    unit="share",
    improvement="decrease",
    source="Common measure of call monitoring; Leeds quality standards",
    owner="Registered manager",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN verdict = 'missed' THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict IN ('delivered', 'refused', 'missed')
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
