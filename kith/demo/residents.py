"""Who draws on care in the demonstration, what they need in a week, and who is around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from kith.core.visit_pattern import PatternSlot
from kith.demo import names
from kith.demo.parameters import value
from kith.demo.places import Door

EVERY_DAY = frozenset(range(7))
MINUTES = (15, 30, 45, 60, 90)
SLOTS: dict[str, tuple[str, int, int]] = {
    # key: title, earliest and latest preferred start, in minutes after midnight
    "morning": ("Morning", 7 * 60 + 15, 9 * 60 + 45),
    "lunch": ("Lunch", 11 * 60 + 45, 13 * 60 + 15),
    "tea": ("Tea", 15 * 60 + 45, 17 * 60 + 30),
    "bed": ("Bed", 19 * 60, 20 * 60 + 45),
}
BY_VISITS_A_DAY: dict[int, tuple[str, ...]] = {
    1: ("morning",),
    2: ("morning", "bed"),
    3: ("morning", "lunch", "bed"),
    4: ("morning", "lunch", "tea", "bed"),
}
TASKS: dict[str, tuple[str, ...]] = {
    "morning": ("wash_and_dress", "breakfast", "medicines_prompt"),
    "lunch": ("lunch", "drinks", "company"),
    "tea": ("tea", "drinks", "continence"),
    "bed": ("supper", "undress", "settle"),
}
ALLERGIES = ("Penicillin", "Latex", "Nuts", "Elastoplast")
RISKS = ("Falls: wears a pendant", "Oxygen in the house: nobody smokes", "A dog that is shut in the kitchen")
KINDS_OF_CARER = ("wife", "husband", "daughter", "son", "sister", "neighbour")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerSpec:
    """An unpaid carer, who is a person too."""

    name: str
    kind: str
    phone_index: int
    at_home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Someone who draws on care, before they are registered."""

    index: int
    name: str
    known_as: str
    born_on: date
    door: Door
    patch: int
    provider: int
    lives_alone: bool
    carer: CarerSpec | None
    what_matters: str
    allergy: str
    risk: str
    goal: str
    service_type: str
    slots: tuple[PatternSlot, ...]

    @property
    def minutes_a_week(self) -> int:
        """Commissioned worker-minutes a week."""
        return sum(slot.minutes * slot.workers * len(slot.weekdays) for slot in self.slots)


def residents_of(
    *,
    patch: int,
    doors: Sequence[Door],
    count: int,
    first_index: int,
    today: date,
    providers: int,
    rng: Random,
) -> list[Resident]:
    """The people of one patch who draw on care, each behind a door of their own."""
    chosen = sorted(rng.sample(range(len(doors)), count))
    return [
        _resident(first_index + n, patch, doors[door], n * providers // count, today, rng)
        for n, door in enumerate(chosen)
    ]


def _resident(index: int, patch: int, door: Door, provider: int, today: date, rng: Random) -> Resident:
    woman = rng.random() < 0.64
    first = rng.choice(names.OLDER_WOMEN if woman else names.OLDER_MEN)
    family = rng.choice(names.FAMILY)
    alone = rng.random() < value("lives_alone_share")
    return Resident(
        index=index,
        name=f"{first} {family}",
        known_as=first,
        born_on=_born_on(today, rng),
        door=door,
        patch=patch,
        provider=provider,
        lives_alone=alone,
        carer=_carer(index, family, alone, rng),
        what_matters=rng.choice(names.WHAT_MATTERS),
        allergy=rng.choice(ALLERGIES) if rng.random() < 0.15 else "",
        risk=rng.choice(RISKS) if rng.random() < 0.30 else "",
        goal=rng.choice(
            ("Walk to the end of the street", "Make my own breakfast", "Manage my buttons and zips")
        ),
        service_type="reablement" if rng.random() < value("reablement_share") else "home_care",
        slots=weekly_pattern(rng),
    )


def weekly_pattern(rng: Random) -> tuple[PatternSlot, ...]:
    """A week of visits: how many a day, how long, how many workers, by the table of parameters."""
    visits_a_day = rng.choices(
        (1, 2, 3, 4),
        [value(f"{n}_a_day_share") for n in ("one_visit", "two_visits", "three_visits", "four_visits")],
    )[0]
    lengths = sorted(
        rng.choices(MINUTES, [value(f"minutes_{m}_share") for m in MINUTES], k=visits_a_day), reverse=True
    )
    # The longest visit is the morning's, the next the evening's: washing, dressing and settling take longest.
    order = sorted(BY_VISITS_A_DAY[visits_a_day], key=("morning", "bed", "lunch", "tea").index)
    two_workers = visits_a_day >= 3 and rng.random() < value("two_worker_share") / 0.72
    slots = [
        _slot(key, minutes, 2 if two_workers else 1, rng) for key, minutes in zip(order, lengths, strict=True)
    ]
    return tuple(sorted(slots, key=lambda slot: slot.preferred_start))


def _slot(key: str, minutes: int, workers: int, rng: Random) -> PatternSlot:
    """A window from a quarter of an hour before the preferred start until an hour after, plus the visit."""
    _, earliest, latest = SLOTS[key]
    preferred = rng.randrange(earliest, latest + 1, 15)
    return PatternSlot(
        key=key,
        weekdays=EVERY_DAY,
        window_starts=_clock(preferred - 15),
        window_ends=_clock(min(preferred + 60 + minutes, 22 * 60 + 30)),
        preferred_start=_clock(preferred),
        minutes=minutes,
        workers=workers,
    )


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _born_on(today: date, rng: Random) -> date:
    low, high = rng.choices(
        ((30, 64), (65, 74), (75, 84), (85, 99)),
        [value(f"age_{band}_share") for band in ("18_64", "65_74", "75_84", "85")],
    )[0]
    return today - timedelta(days=rng.randint(low * 365 + 90, high * 365 + 360))


def _carer(index: int, family: str, alone: bool, rng: Random) -> CarerSpec | None:
    if rng.random() >= value("has_unpaid_carer_share"):
        return None
    kind = rng.choice(KINDS_OF_CARER[2:] if alone else KINDS_OF_CARER[:4])
    older = kind in {"wife", "husband"}
    first = rng.choice(names.OLDER_WOMEN if kind == "wife" else names.OLDER_MEN if older else names.YOUNGER)
    surname = family if kind in {"wife", "husband", "son"} else rng.choice(names.FAMILY)
    return CarerSpec(name=f"{first} {surname}", kind=kind, phone_index=index, at_home=not alone)
