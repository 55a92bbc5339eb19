"""How many different workers a person meets."""

from kith.insight.measure import Measure

MEASURE = Measure(
    key="continuity",
    order=30,
    title="Different care workers a person meets in 28 days",
    question="How many different care workers came to a person in the 28 days up to the end of the week?",
    numerator="different workers who delivered a visit to each person in the 28 days, added up over people",
    denominator="people visited in the week",
    unit="workers",
    improvement="decrease",
    source="Continuity of worker: NICE QS123 statement 2; Leeds citizens' first complaint",
    owner="Registered manager",
    sql="""
        WITH weeks AS (
            SELECT DISTINCT week_starts_on, person_key, provider_key, patch_key
            FROM visits WHERE verdict = 'delivered'
        ), seen AS (
            SELECT DISTINCT week_starts_on, person_key, provider_key, worker_key
            FROM visits WHERE verdict = 'delivered' AND worker_key <> ''
        ), remembered AS (
            SELECT * FROM seen
            UNION SELECT CAST(week_starts_on + INTERVAL '7' DAY AS DATE),
                         person_key, provider_key, worker_key FROM seen
            UNION SELECT CAST(week_starts_on + INTERVAL '14' DAY AS DATE),
                         person_key, provider_key, worker_key FROM seen
            UNION SELECT CAST(week_starts_on + INTERVAL '21' DAY AS DATE),
                         person_key, provider_key, worker_key FROM seen
        )
        SELECT weeks.week_starts_on, weeks.provider_key, weeks.patch_key,
               COUNT(*) AS numerator,
               COUNT(DISTINCT weeks.person_key) AS denominator,
               COUNT(DISTINCT weeks.person_key) AS people
        FROM weeks JOIN remembered
          ON remembered.person_key = weeks.person_key AND remembered.provider_key = weeks.provider_key
         AND remembered.week_starts_on = weeks.week_starts_on
        GROUP BY weeks.week_starts_on, weeks.provider_key, weeks.patch_key
    """,
    finest="person",
)
