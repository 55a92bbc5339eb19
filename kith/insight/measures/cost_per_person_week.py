"""What a week of care costs."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="cost_per_person_week",
    order=50,
    title="Cost of a person's week of care",
    question="What was paid to providers for each person who had care that week?",
    numerator="pence paid or approved for payment, adjustments included",
    denominator="people with care in the week",
    unit="pence",
    improvement="neutral",
    source="Leeds: average cost of care over a person's journey",
    owner="Council finance",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(pence) AS numerator,
               COUNT(DISTINCT person_key) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM payments
        GROUP BY week_starts_on, provider_key, patch_key
    """,
    finest="person",
)
