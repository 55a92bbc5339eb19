"""People, packages, reviews, placements and reablement: care over the years."""

from __future__ import annotations

from types import MappingProxyType

from kith.core.table_cells import money_pence, whole_number
from kith.insight.extracts.kinds import (
    MOST_MINUTES_A_WEEK,
    Kind,
    Rule,
    choice,
    day,
    flag,
    minutes,
    person,
    provider,
    secret,
    whole,
    words,
)  # fmt: skip
from kith.insight.extracts.kinds_visits import CONTRACT, PROVIDER_TYPES

SEXES = MappingProxyType({"female": ("f", "woman"), "male": ("m", "man")})
HOMES = MappingProxyType({
    "residential": ("residential care", "residential home", "care home", "res"),
    "nursing": ("nursing care", "nursing home", "care home with nursing", "nur"),
})  # fmt: skip
REVIEW_KINDS = MappingProxyType({
    "planned": ("annual", "annual review", "scheduled", "planned review", "routine"),
    "unplanned": ("unplanned review", "unscheduled", "reassessment", "change of needs", "urgent"),
})  # fmt: skip
COHORTS = MappingProxyType({
    "intake": ("reablement", "treatment", "pilot", "intervention"),
    "comparison": ("control", "control group", "comparison group", "no reablement"),
})  # fmt: skip
NEEDED_AFTER = MappingProxyType({
    "none": ("no care", "discontinued", "independent", "no ongoing care", "no further care", "ended"),
    "less": ("decreased", "reduced", "lower"),
    "same": ("unchanged", "no change", "maintained"),
    "more": ("increased", "higher"),
    "other": ("died", "hospital", "residential", "withdrawn", "moved"),
})  # fmt: skip
PATCH = words("patch", "area", "zone", "locality", "neighbourhood", "ward", about="the neighbourhood")
ENDS_ON = day("ends_on", "end date", "ended on", "to", "date to", "service end date", "end",
              about="last day; empty while it goes on")  # fmt: skip
UNTIL = day("until", about="first day it no longer counts, where the file keeps that in place of a last day")
NEVER_STARTED = Rule(
    code="ends_before_it_starts", message="It ends before it starts.",
    where="coalesce(until, ends_on + 1) <= starts_on",
)  # fmt: skip
UNTIL_SQL = "coalesce(until, ends_on + 1)"
DIED_SQL = "(SELECT died_on FROM deaths WHERE deaths.person = typed.person)"
BY_DEATH = (
    Rule(code="starts_after_death", message="It starts after the day on which the person died.",
         where=f"starts_on > {DIED_SQL}"),
    Rule(code="goes_on_after_death", message="It goes on after the day on which the person died: it was "
         "ended with that day.", where=f"coalesce({UNTIL_SQL}, DATE '9999-12-31') > {DIED_SQL} + 1",
         change={"until": f"{DIED_SQL} + 1"}),
)  # fmt: skip
NEXT_SQL = (
    "(SELECT min(later.starts_on) FROM typed AS later "
    "WHERE later.person = typed.person AND later.starts_on > typed.starts_on)"
)

PEOPLE = Kind(
    key="people",
    row="one person",
    fills="people",
    hints=("people", "person", "client", "demograph"),
    needs_one_of=("born_year", "born_on", "sex", "died_on", "condition", "lives_alone", "ethnicity"),
    fields=(
        person(),
        whole("born_year", whole_number(1890, 2030), "year of birth", "birth year", about="year of birth"),
        day("born_on", "date of birth", "dob", "birth date", about="date of birth; only its year is kept"),
        choice("sex", SEXES, "gender", about="female or male"),
        PATCH,
        words("condition", "primary support reason", "client category", "need", "main condition",
              about="why care is drawn on"),
        day("first_on", "first service date", "first care", "known since", about="first day of any care"),
        day("died_on", "date of death", "death date", "deceased on", "dod", about="day of death"),
        flag("lives_alone", "living alone", about="yes or no"),
        words("ethnicity", "ethnic group", "ethnic origin", about="only the broad group is kept"),
    ),
    rules=(
        Rule(code="died_before_care", message="The day of death is before the first day of care and was not "
             "used.", where="died_on < first_on", change={"died_on": "NULL"}),
        Rule(code="died_by_another_row", message="The day of death stands in another row of this person.",
             where="died_on IS NULL AND person IN (SELECT person FROM typed WHERE died_on IS NOT NULL)",
             change={"died_on": "(SELECT min(other.died_on) FROM typed AS other "
                                "WHERE other.person = typed.person)"}),
        Rule(code="same_person_again", message="This person stands in an earlier row, which was used.",
             where="person IN (SELECT person_key FROM people) OR row_number > (SELECT min(other.row_number) "
             "FROM typed AS other WHERE other.person = typed.person)"),
    ),
    select="""
        SELECT person AS person_key, coalesce(born_year, year(born_on)) AS born_year, sex, patch AS patch_key,
            condition, first_on, died_on, lives_alone,
            CASE WHEN ethnicity NOT ILIKE 'no data%' THEN split_part(ethnicity, ':', 1) END AS ethnic_group
        FROM typed
    """,
)  # fmt: skip

PACKAGES = Kind(
    key="packages",
    row="one stretch of one person's care with one provider",
    fills="packages",
    hints=("package", "service", "cpli", "provision"),
    fields=(
        person(),
        provider(),
        choice("provider_type", PROVIDER_TYPES, "tier", "contract type", "purchase type", "lot",
               about="primary, framework, spot, in_house or direct_payment"),
        CONTRACT,
        words("service", "service type", "type of care", "pathway", "service level", "support type",
              about="kind of care, such as home care, reablement or extra care"),
        PATCH,
        day("asked_on", "requested on", "request date", "sent to brokerage", "brokerage date",
            "date requested", "referral to brokerage", about="the day the need was sent to brokerage"),
        day("starts_on", "start date", "start", "started on", "from", "date from", "service start date",
            required=True, about="first day"),
        ENDS_ON,
        UNTIL,
        minutes("weekly_minutes", "minutes a week", "minutes per week", high=MOST_MINUTES_A_WEEK,
                about="minutes a week, one worker's counted once"),
        minutes("weekly_hours", "hours a week", "hours per week", "weekly hours", "hours",
                high=MOST_MINUTES_A_WEEK, bare="hours", about="hours a week, where minutes are not kept"),
        whole("weekly_pounds", money_pence, "weekly cost", "cost per week", "weekly amount", "cost a week",
              "gross weekly cost", about="pounds a week"),
        whole("workers", whole_number(1, 2), "carers", "number of carers", "number of workers", "double up",
              about="workers at each visit, 1 or 2"),
        words("end_reason", "reason ended", "reason for ending", "closure reason", about="why it ended"),
    ),
    rules=(
        NEVER_STARTED,
        *BY_DEATH,
        Rule(code="overlaps_another", message="Care of this person with this provider had not ended when "
             "this began: both are counted.", only_told=True, where="EXISTS (SELECT 1 FROM typed AS other "
             "WHERE other.person = typed.person AND other.provider = typed.provider "
             "AND (other.starts_on, other.row_number) < (typed.starts_on, typed.row_number) "
             "AND coalesce(other.until, other.ends_on + 1, DATE '9999-12-31') > typed.starts_on)"),
        Rule(code="asked_after_it_started", message="The need was sent after care started; that day was not "
             "used.", where="asked_on > starts_on", change={"asked_on": "NULL"}),
    ),
    select=f"""
        SELECT person AS person_key, provider AS provider_key, provider_type, contract AS contract_key,
            lower(replace(service, ' ', '_')) AS service_type, patch AS patch_key, asked_on, starts_on,
            {UNTIL_SQL} AS until,
            coalesce(weekly_minutes, weekly_hours) AS weekly_minutes, weekly_pounds AS weekly_pence,
            coalesce(workers, 1) AS workers, end_reason FROM typed
    """,
)  # fmt: skip

REVIEWS = Kind(
    key="reviews",
    row="one review of one person's care",
    fills="reviews",
    hints=("review",),
    fields=(
        words("review", "review id", "review ref", about="a number for the review"),
        person(),
        day("on_day", "review date", "date", "date of review", "completed on", "review completed",
            required=True, about="the day it was held"),
        choice("kind", REVIEW_KINDS, "review type", "type", about="planned or unplanned"),
        words("area", "social work area", "area team", "locality", about="the social work area"),
        words("team", "team name", about="the team"),
        secret("reviewer", "reviewed by", "worker", "social worker", about="who held it"),
        whole("weekly_pounds_before", money_pence, "cost before", "weekly cost before", "before",
              "previous weekly cost", about="pounds a week before"),
        whole("weekly_pounds_after", money_pence, "cost after", "weekly cost after", "after",
              "new weekly cost", about="pounds a week after"),
    ),
    select="""
        SELECT coalesce(review, file || '/' || row_number) AS review_key, person AS person_key, on_day, kind,
            area AS area_key, team AS team_key, reviewer AS reviewer_key,
            weekly_pounds_before AS weekly_pence_before, weekly_pounds_after AS weekly_pence_after FROM typed
    """,
)  # fmt: skip

PLACEMENTS = Kind(
    key="placements",
    row="one stay in a care home",
    fills="placements",
    hints=("placement", "residential", "care home"),
    fields=(
        person(),
        choice("kind", HOMES, "placement type", "type", "care type", "service type", required=True,
               about="residential or nursing"),
        day("starts_on", "start date", "start", "admitted", "admission date", "placement start", "from",
            required=True, about="first day"),
        day("ends_on", "end date", "ended on", "to", "date to", "placement end", "end",
            about="last day; empty while it goes on"),
        UNTIL,
        whole("weekly_pounds", money_pence, "weekly cost", "cost per week", "weekly fee", "fee",
              about="pounds a week"),
    ),
    rules=(
        NEVER_STARTED,
        *BY_DEATH,
        Rule(code="overlaps_the_next", message="It overlaps the person's next placement: it was ended where "
             "that one starts.", where=f"coalesce({UNTIL_SQL}, DATE '9999-12-31') > {NEXT_SQL}",
             change={"until": NEXT_SQL}),
        Rule(code="starts_with_another", message="Another placement of this person starts on the same day; "
             "the first in the file was used.", where="row_number > (SELECT min(other.row_number) FROM typed "
             "AS other WHERE other.person = typed.person AND other.starts_on = typed.starts_on)"),
    ),
    select=f"""
        SELECT person AS person_key, kind, starts_on, {UNTIL_SQL} AS until, weekly_pounds AS weekly_pence
        FROM typed
    """,
)  # fmt: skip

REABLEMENT = Kind(
    key="reablement",
    row="one person's time with a reablement team, or in the comparison group",
    fills="reablement",
    hints=("reablement", "re-ablement", "intermediate", "active recovery"),
    fields=(
        person(),
        choice("cohort", COHORTS, "group", "arm", about="intake or comparison; intake where it is missing"),
        day("starts_on", "start date", "start", "from", required=True, about="first day"),
        ENDS_ON,
        UNTIL,
        choice("outcome", NEEDED_AFTER, "outcome at review", "result", "sequel",
               about="care needed at or before the first review: none, less, same, more or other"),
        minutes("weekly_minutes_before", "minutes before", high=MOST_MINUTES_A_WEEK,
                about="minutes of care a week before"),
        minutes("weekly_minutes_after", "minutes after", high=MOST_MINUTES_A_WEEK,
                about="minutes of care a week after"),
        minutes("weekly_minutes_first", "minutes at start", "starting minutes", high=MOST_MINUTES_A_WEEK,
                about="minutes of the team's care a week at its start"),
        minutes("weekly_minutes_last", "minutes at end", "ending minutes", high=MOST_MINUTES_A_WEEK,
                about="minutes of the team's care a week at its end"),
        day("ready_on", "ready to leave", "ready for discharge from service", "goals met on",
            about="the day the person was ready to leave the team"),
        whole("pounds", money_pence, "cost", "amount", about="what the time with the team cost, in pounds"),
    ),
    rules=(NEVER_STARTED, *BY_DEATH),
    select=f"""
        SELECT person AS person_key, coalesce(cohort, 'intake') AS cohort, starts_on, {UNTIL_SQL} AS until,
            outcome, weekly_minutes_before, weekly_minutes_after, weekly_minutes_first, weekly_minutes_last,
            ready_on, pounds AS pence FROM typed
    """,
)  # fmt: skip
