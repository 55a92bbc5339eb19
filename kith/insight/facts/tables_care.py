"""People and the care they draw on over the years: packages, reviews, placements and reablement."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, FLAG, TEXT, WHOLE, FactTable, columns

PEOPLE = FactTable(
    name="people",
    called=phrase("People who have drawn on care"),
    row="one person who has drawn on care",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        born_year=(WHOLE, "year of birth"),
        sex=(TEXT, "female, male or other, as recorded"),
        patch_key=(TEXT, "the patch of the person's newest home"),
        condition=(TEXT, "why care is drawn on, such as frailty or dementia"),
        first_on=(DAY, "first day of any care"),
        died_on=(DAY, "day of death"),
        lives_alone=(FLAG, "whether the person lives alone"),
        ethnic_group=(TEXT, "the broad ethnic group of the census; empty where it was not said"),
        deprivation=(WHOLE, "the fifth of neighbourhoods the home lies in, 1 the most deprived"),
    ),
)

PACKAGES = FactTable(
    name="packages",
    called=phrase("Stretches of care"),
    row="one stretch of unchanged care: a change of minutes, price, workers or provider starts a new one",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        provider_key=(TEXT, "the provider"),
        provider_type=(TEXT, "primary, framework, spot, in_house or direct_payment"),
        contract_key=(TEXT, "the contract"),
        service_type=(TEXT, "kind of care, such as home_care or reablement"),
        patch_key=(TEXT, "the patch of the person's home"),
        asked_on=(DAY, "the day the need was sent to brokerage"),
        starts_on=(DAY, "first day of care"),
        until=(DAY, "first day it no longer counts; empty while it goes on"),
        weekly_minutes=(WHOLE, "minutes of care a week, one worker's counted once"),
        weekly_pence=(WHOLE, "pence a week, at the price of its own time"),
        workers=(WHOLE, "workers at each visit, 1 or 2"),
        end_reason=(TEXT, "why it ended, such as changed, died or residential"),
    ),
)

REVIEWS = FactTable(
    name="reviews",
    called=phrase("Reviews"),
    row="one review of one person's care",
    columns=columns(
        review_key=(TEXT, "the review"),
        person_key=(TEXT, "the person, as a pseudonym"),
        on_day=(DAY, "the day it was held"),
        kind=(TEXT, "planned or unplanned"),
        area_key=(TEXT, "the social work area"),
        team_key=(TEXT, "the team"),
        reviewer_key=(TEXT, "who held it, as a pseudonym"),
        weekly_pence_before=(WHOLE, "pence a week before; empty where packages must say"),
        weekly_pence_after=(WHOLE, "pence a week after; empty where packages must say"),
    ),
)

PLACEMENTS = FactTable(
    name="placements",
    called=phrase("Stays in care homes"),
    row="one stay in a care home",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        kind=(TEXT, "residential or nursing"),
        starts_on=(DAY, "first day"),
        until=(DAY, "first day it no longer counts; empty while it goes on"),
        weekly_pence=(WHOLE, "pence a week"),
    ),
)

REABLEMENT = FactTable(
    name="reablement",
    called=phrase("Times with a reablement team"),
    row="one person's time with a reablement team, or in the comparison group",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        cohort=(TEXT, "intake or comparison"),
        starts_on=(DAY, "first day"),
        until=(DAY, "first day it no longer counts; empty while it goes on"),
        outcome=(TEXT, "care needed at or before the first review: none, less, same, more or other"),
        weekly_minutes_before=(WHOLE, "minutes of care a week before"),
        weekly_minutes_after=(WHOLE, "minutes of care a week after"),
        weekly_minutes_first=(WHOLE, "minutes of the team's care a week at its start"),
        weekly_minutes_last=(WHOLE, "minutes of the team's care a week at its end"),
        ready_on=(DAY, "the day the person was ready to leave the team; empty where nobody said"),
        pence=(WHOLE, "what the time with the team cost, in pence"),
    ),
)
