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
        )
        SELECT weeks.week_starts_on, weeks.provider_key, weeks.patch_key,
               COUNT(DISTINCT CONCAT(seen.person_key, '/', seen.worker_key)) AS numerator,
               COUNT(DISTINCT weeks.person_key) AS denominator,
               COUNT(DISTINCT weeks.person_key) AS people
        FROM weeks JOIN visits AS seen
          ON seen.person_key = weeks.person_key AND seen.provider_key = weeks.provider_key
         AND seen.verdict = 'delivered' AND seen.worker_key <> ''
         AND seen.on_day > weeks.week_starts_on - INTERVAL '22' DAY
         AND seen.on_day < weeks.week_starts_on + INTERVAL '7' DAY
        GROUP BY weeks.week_starts_on, weeks.provider_key, weeks.patch_key
    """,
)
