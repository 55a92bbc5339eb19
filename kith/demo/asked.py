"""How the people of the demonstration came to care: they asked, were assessed, and care began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from uuid import UUID

from kith.core.dates import london_day
from kith.demo.options import Options
from kith.demo.parameters import value
from kith.plans.actions_requests import NewAssessment, NewRequest, record_assessments, record_requests

TO_ASSESSMENT = "Progress to assessment, review or reassessment"
TO_SERVICES = "Progress to support planning or services"
TO_REABLEMENT = "Progress to reablement/ST-Max"
HOSPITAL, COMMUNITY = "Discharge from Hospital", "Community / Other route"
ACHIEVED = {"fully": "Fully Met", "partially": "Partially Met", "not": "Not Met"}
METHODS = ("Service user only", "Service user and carer")
ANSWERED_WITHIN, ASSESSED_WITHIN, ARRANGED_WITHIN = 5, 15, 12  # days at most, each from the step before


def ask(began_on: Iterable[tuple[UUID, date, bool]], options: Options) -> None:
    """Write down how these people came to care that began on a day, and whether it was reablement.

    Of care that begins weeks from now the assessment is not complete yet, and is left out.
    """
    today = london_day(options.settled_at)
    made = [both for each in began_on if (both := before(*each, options))[1].completed_on <= today]
    record_requests(by=None, at=options.settled_at, requests=[request for request, _ in made])
    record_assessments(by=None, at=options.settled_at, assessments=[assessment for _, assessment in made])


def achieved(rng: Random) -> str:
    """How far a review found outcomes met, by the table of parameters."""
    return ACHIEVED[rng.choices(list(ACHIEVED), [value(f"outcomes_{key}_met_share") for key in ACHIEVED])[0]]


def before(
    person_id: UUID, began_on: date, reablement: bool, options: Options
) -> tuple[NewRequest, NewAssessment]:
    """A request and an assessment that led to care on this day, none of them after it."""
    rng = Random(f"{options.seed}:asked:{person_id}")
    completed_on = began_on - timedelta(days=rng.randint(1, ARRANGED_WITHIN))
    closed_on = completed_on - timedelta(days=rng.randint(1, ASSESSED_WITHIN))
    request = NewRequest(
        person_id=person_id,
        on=closed_on - timedelta(days=rng.randint(0, ANSWERED_WITHIN)),
        route=HOSPITAL if rng.random() < value("asked_from_hospital_share") else COMMUNITY,
        closed_on=closed_on,
        outcome=TO_ASSESSMENT,
    )
    return request, NewAssessment(
        person_id=person_id,
        starts_on=closed_on,
        completed_on=completed_on,
        kind="Short term assessment" if reablement else "Long term assessment",
        outcome=TO_REABLEMENT if reablement else TO_SERVICES,
        eligible_needs=None if reablement else True,
        method=rng.choice(METHODS),
    )
