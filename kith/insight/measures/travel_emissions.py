"""What journeys to visits put into the air."""

from kith.core.travel_emissions import FACTORS
from kith.insight.measure import Measure

_NEWEST_FIRST = sorted(FACTORS, key=lambda factor: factor.starts_on, reverse=True)
_GRAMS = " ".join(
    f"WHEN travel_mode = '{factor.mode}' AND on_day >= DATE '{factor.starts_on}' THEN {factor.grams_per_km}"
    for factor in _NEWEST_FIRST
)

MEASURE = Measure(
    key="travel_emissions",
    order=160,
    title="Grams of CO2e for a visit",
    question="How many grams of CO2e do the planned journeys put into the air for each visit delivered?",
    numerator="metres travelled times the dated factor of their mode, in milligrams",
    denominator="visits delivered, in thousands of a visit, so that the figure is in grams",
    unit="grams",
    improvement="decrease",
    source="UK Government conversion factors for company reporting, by date",
    owner="Commissioner",
    sql=f"""
        SELECT week_starts_on, provider_key, patch_key,
               SUM(travel_metres * CASE {_GRAMS} ELSE 0 END) AS numerator,
               1000 * COUNT(*) AS denominator,
               COUNT(DISTINCT person_key) AS people
        FROM visits
        WHERE verdict = 'delivered'
        GROUP BY week_starts_on, provider_key, patch_key
    """,  # noqa: S608 - figures of our own file
)
