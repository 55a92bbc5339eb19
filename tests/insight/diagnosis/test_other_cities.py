"""Cities by another hand than the demonstration's: care uplifted on calendar days, and other rates."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest

from kith.insight.diagnosis.run import diagnose
from kith.insight.diagnosis.terms import Terms

from .facts import Row, tables

END = date(2026, 1, 1)
PEOPLE = 2_600
YEARS = 6
CHANGE_YEAR = 3
TIERS = ("primary", "framework", "spot")
# By kind of provider, up to the year of change and after it: growth in a year, moves into care homes a year.
GROWTH = {"primary": (0.05, 0.02), "framework": (0.05, 0.05), "spot": (0.05, 0.08)}
MOVES = {"primary": (0.03, 0.01), "framework": (0.03, 0.03), "spot": (0.03, 0.05)}
DEATHS = 0.12
Rows = dict[str, list[Row]]


def city(seed: int) -> Rows:
    """People who began care within six years, and everything they had until they died, moved or the end."""
    rng = random.Random(seed)
    made: Rows = {"people": [], "packages": [], "placements": []}
    for number in range(PEOPLE):
        for table, rows in _life(rng, f"p{number}"):
            made[table] += rows
    return made


def _life(rng: random.Random, person: str) -> Iterator[tuple[str, list[Row]]]:
    tier = rng.choices(TIERS, (0.4, 0.35, 0.25))[0]
    began = END - timedelta(days=rng.randrange(1, YEARS * 365))
    died = began + _years(rng.expovariate(DEATHS))
    moved = began + _years(_waited(rng.expovariate(1), *MOVES[tier]))
    over = min(died, moved, END)
    minutes = max(210.0, rng.lognormvariate(math.log(600), 0.35))
    packages: list[Row] = []
    for year in range(YEARS + 1):
        starts_on, until = _anniversary(began, year), min(_anniversary(began, year + 1), over)
        if starts_on >= until:
            break
        if year:
            grows = GROWTH[tier][year > CHANGE_YEAR]
            minutes *= (1 + grows) * rng.lognormvariate(-0.0032, 0.08)
        packages.append({
            "person_key": person, "provider_type": tier, "starts_on": starts_on, "until": until,
            "weekly_minutes": round(minutes), "workers": 1,
        })  # fmt: skip
    yield "packages", packages
    yield "people", [{"person_key": person, "died_on": died if died < END else None}]
    if packages and moved < min(died, END):
        yield "placements", [{"person_key": person, "kind": "residential", "starts_on": moved}]


def _waited(hazard: float, early: float, late: float) -> float:
    """Years until as much hazard has been lived through, at one rate and then at another."""
    years = hazard / early
    return years if years <= CHANGE_YEAR else CHANGE_YEAR + (hazard - CHANGE_YEAR * early) / late


def _years(years: float) -> timedelta:
    return timedelta(days=int(min(years, 60) * 365.25))


def _anniversary(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


def truths() -> Mapping[str, float]:
    """What was planted, by the key of the estimate that should find it."""
    return {
        f"{family}.{tier}.{phase}": planted[tier][late]
        for family, planted in (("cost", GROWTH), ("care_home", MOVES))
        for tier in TIERS
        for late, phase in enumerate(("early", "late"))
    }


@pytest.mark.slow
def test_intervals_cover_what_another_hand_planted() -> None:
    covered = []
    for seed in range(1, 6):
        with tables(**city(seed)) as facts:
            results = diagnose(facts, Terms(ends_on=END, cost_change_year=CHANGE_YEAR))
        estimates = {each.key: each for result in results for each in result.estimates}
        covered += [estimates[key].holds(truth) for key, truth in truths().items()]
    # Of sixty honest intervals three miss; more than six would be chance once in thirty times.
    assert 60 == len(covered)
    assert sum(covered) >= 54
