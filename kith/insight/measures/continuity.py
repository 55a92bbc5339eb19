"""How many different workers a person meets.

Weeks stand in fours, counted from a Monday long ago. The 28 days up to a week's end are the weeks of its four
up to it, and those of the four before that come after its like there. So a worker counts who first came in
this four by then, or last came in the four before less than 28 days earlier: a first and a last day for each
four weeks are all that need be remembered of a face.
"""

from kith.insight.measure import Measure

FOUR_WEEKS = "DATE_DIFF('day', DATE '1900-01-01', {}week_starts_on) // 28".format

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
    sql=f"""
        WITH weeks AS (
            SELECT DISTINCT week_starts_on, person_key, provider_key, patch_key
            FROM visits WHERE verdict = 'delivered'
        ), came AS (
            SELECT {FOUR_WEEKS("")} AS four_weeks, person_key, provider_key, worker_key,
                   MIN(week_starts_on) AS first_on, MAX(week_starts_on) AS last_on
            FROM visits WHERE verdict = 'delivered' AND worker_key <> ''
            GROUP BY {FOUR_WEEKS("")}, person_key, provider_key, worker_key
        ), remembered AS (
            SELECT four_weeks, person_key, provider_key,
                   MIN(first_on) AS first_on, MAX(before_on) AS before_on
            FROM (SELECT four_weeks, person_key, provider_key, worker_key,
                         first_on, CAST(NULL AS DATE) AS before_on FROM came
                  UNION ALL SELECT four_weeks + 1, person_key, provider_key, worker_key,
                         NULL, last_on FROM came) AS here_and_before
            GROUP BY four_weeks, person_key, provider_key, worker_key
        )
        SELECT weeks.week_starts_on, weeks.provider_key, weeks.patch_key,
               COUNT(*) AS numerator,
               COUNT(DISTINCT weeks.person_key) AS denominator,
               COUNT(DISTINCT weeks.person_key) AS people
        FROM weeks JOIN remembered
          ON remembered.person_key = weeks.person_key AND remembered.provider_key = weeks.provider_key
         AND remembered.four_weeks = {FOUR_WEEKS("weeks.")}
        WHERE first_on <= weeks.week_starts_on OR before_on > weeks.week_starts_on - INTERVAL '28' DAY
        GROUP BY weeks.week_starts_on, weeks.provider_key, weeks.patch_key
    """,  # noqa: S608 - words of our own
    finest="person",
)
