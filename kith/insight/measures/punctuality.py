"""Whether visits begin when people were told they would."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="punctuality",
    order=40,
    title="Visits that began within 15 minutes of their time",
    question="How many visits began no more than 15 minutes before or after the time on the rota?",
    numerator="delivered visits that began within 15 minutes of their rostered start",
    denominator="delivered visits with a rostered start",
    unit="share",
    improvement="increase",
    source="Common tolerance in call monitoring; a contract may set its own",
    owner="Registered manager",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(CASE WHEN late_seconds BETWEEN -900 AND 900 THEN 1 ELSE 0 END) AS numerator,
               COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered' AND late_seconds IS NOT NULL
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
