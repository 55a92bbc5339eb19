"""Writes the made-up years down: people, packages and their changes, reviews, placements and deaths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kith.brokerage import actions as contracts
from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.actions_placements import NewPlacement, record_placements
from kith.brokerage.models import Contract
from kith.core.dates import london_day, london_time
from kith.core.nhs_number import test_number
from kith.core.payment_models import payment_model
from kith.core.visit_pattern import PatternSlot
from kith.demo import names
from kith.demo.answers import answer
from kith.demo.asked import achieved, ask
from kith.demo.cast import Cast
from kith.demo.history import DAYS_IN_A_YEAR, TIERS, Journey, Stretch, journeys
from kith.demo.options import Options
from kith.demo.residents import EVERY_DAY
from kith.orgs.actions import create_organisation
from kith.orgs.models import Organisation
from kith.people.actions import NewPerson, register_people
from kith.people.actions_deaths import record_deaths
from kith.plans.actions_reviews import NewReview, record_reviews

FIRMS_IN_A_TIER = {"primary": 2, "framework": 4, "spot": 8}
NUMBERS_FROM = 100_000  # test NHS numbers of people in the past start here
BATCH = 400


def remember(cast: Cast, options: Options) -> int:
    """How many people's journeys were written down."""
    lived = journeys(options)
    if not lived:
        return 0
    firms = _contracts(cast, options.first_week - timedelta(days=options.history_years * DAYS_IN_A_YEAR + 7))
    for start in range(0, len(lived), BATCH):
        _remember(lived[start : start + BATCH], firms, cast, options)
    return len(lived)


def _contracts(cast: Cast, began_on: date) -> dict[str, list[Contract]]:
    """Providers of each kind, with old contracts paid by invoiced hours."""
    at, model = london_time(began_on, time(9)), payment_model("option_1")
    made: dict[str, list[Contract]] = {}
    for tier in TIERS:
        for number in range(1, FIRMS_IN_A_TIER[tier] + 1):
            firm = create_organisation(
                by=None,
                at=at,
                kind=Organisation.Kind.PROVIDER,
                name=f"{tier.title()} Home Care {number}",
            )
            common: dict[str, Any] = {"by": None, "at": at}
            contract = contracts.open_contract(
                reference=f"OLD-{tier[:2].upper()}-{number:02d}",
                provider=firm,
                commissioner=cast.council,
                tier=tier,
                starts_on=began_on,
                **common,
            )
            contracts.set_terms(contract=contract, payment_model=model.key, starts_on=began_on, **common)
            contracts.set_rates(contract=contract, rates=model.rates, starts_on=began_on, **common)
            made.setdefault(tier, []).append(contract)
    return made


def _remember(
    lived: Sequence[Journey],
    firms: dict[str, list[Contract]],
    cast: Cast,
    options: Options,
) -> None:
    at, today = options.settled_at, london_day(options.settled_at)
    ids = {journey.index: options.id_of("past", journey.index) for journey in lived}
    people = [_person(journey, ids, cast, options) for journey in lived]
    register_people(by=None, at=at, people=people)
    answer(people, options)
    ask(((ids[journey.index], journey.stretches[0].starts_on, False) for journey in lived), options)
    award_packages(
        by=None,
        at=at,
        packages=[
            NewPackage(
                reference=f"H{100_000 + journey.index}",
                person_id=ids[journey.index],
                lines=tuple(_lines(journey, firms[journey.tier])),
            )
            for journey in lived
        ],
    )
    reviews = [
        NewReview(
            person_id=ids[journey.index],
            on=day,
            area_code=journey.area,
            achieved=achieved(Random(f"{options.seed}:review:{journey.index}:{day}")),
        )
        for journey in lived
        for day in journey.reviewed_on
        if day <= today
    ]
    record_reviews(by=None, at=at, reviews=reviews)
    moved = [(ids[j.index], j.placed_on) for j in lived if j.placed_on]
    record_placements(
        by=None, at=at, placements=[NewPlacement(person_id=id_, starts_on=day) for id_, day in moved]
    )
    record_deaths(
        by=None, at=at, died_on={ids[j.index]: j.died_on for j in lived if j.died_on and j.died_on <= today}
    )


def _person(journey: Journey, ids: dict[int, UUID], cast: Cast, options: Options) -> NewPerson:
    rng = Random(f"{options.seed}:past:{journey.index}")
    first = rng.choice(names.OLDER_WOMEN if rng.random() < 0.64 else names.OLDER_MEN)
    began_on = journey.stretches[0].starts_on
    return NewPerson(
        id=ids[journey.index],
        name=f"{first} {rng.choice(names.FAMILY)}",
        known_as=first,
        commissioner=cast.council,
        born_on=began_on - timedelta(days=rng.randint(66, 96) * DAYS_IN_A_YEAR),
        nhs_number=test_number(NUMBERS_FROM + journey.index),
        council_reference=f"C{500_000 + journey.index}",
        starts_on=began_on,
    )


def _lines(journey: Journey, firms: Sequence[Contract]) -> Iterator[NewLine]:
    contract = firms[journey.index % len(firms)]
    for stretch in journey.stretches:
        yield NewLine(
            contract_id=contract.pk,
            service_type="home_care",
            pattern=tuple(_pattern(stretch)),
            starts_on=stretch.starts_on,
            until=stretch.until,
            reason=stretch.reason,
        )


def _pattern(stretch: Stretch) -> Iterator[PatternSlot]:
    """Daily visits that add up to the week: two a day up to an hour together, four beyond."""
    daily = stretch.weekly_minutes // 7
    keys = ("morning", "bed") if daily <= 60 else ("morning", "lunch", "tea", "bed")
    hours = {"morning": 8, "lunch": 12, "tea": 16, "bed": 20}
    share, extra = divmod(daily // 5, len(keys))
    for place, key in enumerate(keys):
        yield PatternSlot(
            key=key,
            weekdays=EVERY_DAY,
            window_starts=time(hours[key]),
            window_ends=time(hours[key] + 3),
            preferred_start=time(hours[key], 15),
            minutes=5 * (share + (1 if place < extra else 0)),
            workers=stretch.workers,
        )
