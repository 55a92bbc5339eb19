"""How much care a person has."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="minutes_per_person_week",
    order=130,
    title="Minutes of care for a person in a week",
    question="How many minutes of care does a person have in a week?",
    numerator="minutes spent, as verified",
    denominator="people visited in the week",
    unit="minutes",
    improvement="neutral",
    source="Leeds diagnostic: hours of care per person",
    owner="Commissioner",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(actual_minutes) AS numerator,
               COUNT(DISTINCT person_key) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered'
        GROUP BY week_starts_on, provider_key, patch_key
    """,
    finest="person",
)
