"""How much of a round is spent between doors."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="travel_per_hour_of_care",
    order=110,
    title="Minutes of travel for an hour of care",
    question="How many minutes do workers travel for each hundred minutes of care?",
    numerator="planned minutes of travel to visits delivered",
    denominator="minutes spent at them",
    unit="share",
    improvement="decrease",
    source="Leeds neighbourhood model: walking rounds in a small patch",
    owner="Rota coordinator",
    sql="""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(travel_minutes) AS numerator,
               SUM(actual_minutes) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered'
        GROUP BY week_starts_on, provider_key, patch_key
    """,
)
