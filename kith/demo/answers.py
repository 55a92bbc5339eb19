"""What the people of the demonstration answer about themselves, by the table of parameters.

Each answers for themselves: what somebody says follows from their id and the seed, not from who came first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from kith.core.dates import london_day
from kith.demo import names
from kith.demo.options import Options
from kith.demo.parameters import value
from kith.people.actions import NewPerson
from kith.people.actions_characteristics import NewAnswer, record_answers
from kith.people.characteristics import PREFERS_NOT_TO_SAY, SaidBy

RETIRES_AT, DAYS_IN_A_YEAR = 66, 365
ETHNIC_GROUPS: Mapping[str, tuple[str, ...]] = {
    "white": (
        *("White: English, Welsh, Scottish, Northern Irish or British",) * 8,
        "White: Irish",
        "White: Any other White background",
    ),
    "asian": (
        "Asian or Asian British: Pakistani",
        "Asian or Asian British: Indian",
        "Asian or Asian British: Bangladeshi",
    ),
    "black": (
        "Black, Black British, Caribbean or African: Caribbean",
        "Black, Black British, Caribbean or African: African",
    ),
    "mixed": ("Mixed or multiple ethnic groups: White and Black Caribbean",),
    "other": ("Other ethnic group: Any other ethnic group",),
}
HOMES: Mapping[str, str] = {
    "owned": "Owner occupier or shared ownership scheme",
    "social": "Tenant: Local authority or other social housing provider",
    "private": "Tenant: Private landlord",
    "sheltered": "Sheltered housing, extra care housing or other sheltered housing",
    "family": "Settled mainstream housing with family or friends",
}
FUNDING: Mapping[str, str] = {
    "joint": "Joint client and social care funded",
    "council": "Fully social care funded",
    "own": "Fully client funded",
}
REASONS: Mapping[str, str] = {
    "personal_care": "Physical support: Personal care support",
    "mobility": "Physical support: Access and mobility only",
    "memory": "Support with memory and cognition",
    "mental_health": "Mental health support",
    "learning": "Learning disability support",
    "sensory": "Sensory support: Support for dual impairment",
}


def answer(people: Sequence[NewPerson], options: Options) -> None:
    """Write down what these people, who are registered, said when they were first asked."""
    asked_on = london_day(options.settled_at)
    record_answers(
        by=None,
        at=options.settled_at,
        answers=[
            NewAnswer(person_id=person.id, key=key, value=said, said_by=SaidBy.PERSON, since=asked_on)
            for person in people
            for key, said in answers_of(person, options, asked_on)
        ],
    )


def answers_of(person: NewPerson, options: Options, asked_on: date) -> Iterator[tuple[str, str]]:
    """What one person says to each question; some would rather not say, and some were not asked."""
    rng = Random(f"{options.seed}:answers:{person.id}")
    for key, said in _truth(person, asked_on, rng).items():
        drawn = rng.random()
        if drawn < value("would_rather_not_say_share"):
            yield key, PREFERS_NOT_TO_SAY
        elif drawn < 1 - value("not_asked_share"):
            yield key, said


def _truth(person: NewPerson, asked_on: date, rng: Random) -> dict[str, str]:
    first = person.name.split()[0]
    dementia = rng.random() < value("dementia_share")
    reason = (
        "memory"
        if dementia and rng.random() < value("memory_is_the_reason_share")
        else _one_of(
            ("personal_care", "mobility", "memory", "mental_health", "learning", "sensory"), "reason", rng
        )
    )
    retired = not person.born_on or (asked_on - person.born_on).days > RETIRES_AT * DAYS_IN_A_YEAR
    return {
        "gender": "Male" if first in names.OLDER_MEN else "Female",
        "ethnicity": rng.choice(ETHNIC_GROUPS[_one_of(tuple(ETHNIC_GROUPS), "ethnic_group", rng)]),
        "support_reason": REASONS[reason],
        "accommodation": HOMES[_one_of(tuple(HOMES), "home", rng)],
        "employment": "Not in paid employment: Not actively seeking work or retired"
        if retired or rng.random() >= value("works_share")
        else "Paid: Less than 16 hours a week",
        "funding": FUNDING[_one_of(tuple(FUNDING), "funding", rng)],
        "dementia": "Yes" if dementia else "No",
        "autism": "Yes" if rng.random() < value("autism_share") else "No",
        "sight": "Partial sight/sight impaired"
        if rng.random() < value("sight_share")
        else "No visual impairment",
        "hearing": "Hard of hearing" if rng.random() < value("hearing_share") else "No hearing impairment",
    }


def _one_of(keys: Sequence[str], called: str, rng: Random) -> str:
    return rng.choices(keys, [value(f"{called}_{key}_share") for key in keys])[0]
