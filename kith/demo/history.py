"""Years before the first week, made up with known slopes and change points to hold analyses to.

Pure: who had care from when, from which kind of provider, how their week of care grew, reviews held
and how it ended. ``past.py`` writes it down by the rooms' actions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kith.demo.options import Options
from kith.demo.parameters import value

TIERS = ("primary", "framework", "spot")
AREAS = tuple(f"area_{number}" for number in range(1, 11))
DAYS_IN_A_YEAR = 365
PENCE_PER_MINUTE = 2235 / 60
FEWEST_MINUTES, MOST_MINUTES = 210, 3_360


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which the week of care stayed the same."""

    starts_on: date
    until: date
    weekly_minutes: int
    workers: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One person's care from first package to its end."""

    index: int
    tier: str
    area: str
    stretches: tuple[Stretch, ...]
    reviewed_on: tuple[date, ...]
    died_on: date | None
    placed_on: date | None


def journeys(options: Options) -> list[Journey]:
    """Everybody whose care began and ended, or was handed over, before the first week."""
    if not options.history_years:
        return []
    ends_on = options.first_week
    begins_on = ends_on - timedelta(days=options.history_years * DAYS_IN_A_YEAR)
    count = round(options.people * value("history_starts_per_year_share") * options.history_years)
    return [_journey(index, begins_on, ends_on, options) for index in range(count)]


def _journey(index: int, begins_on: date, ends_on: date, options: Options) -> Journey:
    rng = Random(f"{options.seed}:history:{index}")
    starts_on = begins_on + timedelta(days=rng.randrange((ends_on - begins_on).days - 28))
    primary, framework = value("history_primary_share"), value("history_framework_share")
    tier = rng.choices(TIERS, (primary, framework, 1 - primary - framework))[0]
    area = AREAS[index % len(AREAS)]
    died_on = _first_day(rng, starts_on, ends_on, lambda year: value("death_a_year"))
    placed_on = _first_day(rng, starts_on, died_on or ends_on, lambda year: _residential(tier, year))
    over_on = placed_on or died_on or ends_on
    reviewed_on = tuple(_reviews(rng, starts_on, over_on))
    return Journey(
        index=index,
        tier=tier,
        area=area,
        stretches=tuple(_stretches(rng, tier, area, starts_on, over_on, reviewed_on)),
        reviewed_on=reviewed_on,
        died_on=died_on,
        placed_on=placed_on,
    )


def _residential(tier: str, year: int) -> float:
    if year < value("growth_change_year"):
        return value("residential_early")
    return value("residential_primary_late" if tier == "primary" else "residential_others_late")


def _growth(tier: str, year: int) -> float:
    return value(f"growth_{tier}_{'early' if year < value('growth_change_year') else 'late'}")


def _worker_growth(tier: str, year: int) -> float:
    if year < value("workers_change_year"):
        return value("workers_growth_early")
    return 0.0 if tier == "primary" else value("workers_framework_late")


def _first_day(rng: Random, starts_on: date, ends_on: date, a_year: Callable[[int], float]) -> date | None:
    """The day on which something happens whose chance in each year of the journey is given, if it does."""
    year = 0
    while starts_on + timedelta(days=year * DAYS_IN_A_YEAR) < ends_on:
        if rng.random() < a_year(year):
            day = starts_on + timedelta(days=year * DAYS_IN_A_YEAR + rng.randrange(1, DAYS_IN_A_YEAR))
            return day if day < ends_on else None
        year += 1
    return None


def _reviews(rng: Random, starts_on: date, over_on: date) -> Iterator[date]:
    year = 0
    while (turn := starts_on + timedelta(days=year * DAYS_IN_A_YEAR + 180)) < over_on:
        if rng.random() < value("reviewed_a_year"):
            yield turn
        year += 1


def _stretches(
    rng: Random, tier: str, area: str, starts_on: date, over_on: date, reviewed_on: tuple[date, ...]
) -> Iterator[Stretch]:
    """The week of care grows at each anniversary by its slope, and moves at each review by its effect."""
    minutes = rng.lognormvariate(math.log(630), 0.5)
    workers = 2.0 if rng.random() < value("two_worker_share") * 0.6 else 1.0
    second = rng.random()  # this person is among those who come to need two workers once the mean passes it
    mean_workers = 1.0
    on, year, reason = starts_on, 0, "awarded"
    turns = sorted({*reviewed_on} | {starts_on + timedelta(days=n * DAYS_IN_A_YEAR) for n in range(1, 13)})
    for turn in [*(day for day in turns if starts_on < day < over_on), over_on]:
        yield Stretch(
            starts_on=on,
            until=turn,
            weekly_minutes=_whole(minutes),
            workers=2 if workers > 1 or mean_workers - 1 > second else 1,
            reason=reason,
        )
        if turn in reviewed_on:
            minutes += _review_effect(rng, area) / PENCE_PER_MINUTE
            reason = "reviewed"
        else:
            minutes *= 1 + _growth(tier, year)
            mean_workers *= 1 + _worker_growth(tier, year)
            year, reason = year + 1, "needs_changed"
        on = turn


def _review_effect(rng: Random, area: str) -> float:
    """Pence a week: the best area takes off, the others add so that all areas together make the mean."""
    best, mean = value("review_best_area_pence"), value("review_mean_pence")
    others = (mean * len(AREAS) - best) / (len(AREAS) - 1)
    return rng.gauss(best if area == "area_2" else others, value("review_spread_pence"))


def _whole(minutes: float) -> int:
    """Whole minutes a week that a pattern of daily visits can make: sevens of five minutes."""
    return int(min(max(minutes, FEWEST_MINUTES), MOST_MINUTES) // 35 * 35)
