"""The care workers of the demonstration: how many, how they travel, which shifts they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from math import ceil
from random import Random

from kith.demo import names
from kith.demo.parameters import value
from kith.demo.places import Door
from kith.demo.residents import Resident

SHIFT_MINUTES = 450  # 7.5 hours
EARLY, LATE = (time(7), time(14, 30)), (time(15), time(22, 30))
SHIFTS_A_WEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSpec:
    """A care worker before they are engaged."""

    index: int
    first_name: str
    family_name: str
    provider: int
    patch: int
    door: Door
    travel_mode: str
    starts: time
    ends: time
    weekdays: tuple[int, ...]

    @property
    def contract_minutes(self) -> int:
        """Guaranteed minutes a week: five whole shifts."""
        return SHIFTS_A_WEEK * SHIFT_MINUTES


def crew_for(
    *,
    residents: Sequence[Resident],
    provider: int,
    patch: int,
    doors: Sequence[Door],
    first_index: int,
    rng: Random,
) -> list[WorkerSpec]:
    """Enough workers for one provider's people in one patch, early and late by when the visits are."""
    crew: list[WorkerSpec] = []
    used: set[tuple[str, str]] = set()
    for (starts, ends), name, slot_keys in (
        (EARLY, "early", ("morning", "lunch")),
        (LATE, "late", ("tea", "bed")),
    ):
        minutes = sum(s.minutes * s.workers for r in residents for s in r.slots if s.key in slot_keys)
        shifts_a_day = minutes / (SHIFT_MINUTES * value(f"contact_share_of_{name}_shift"))
        for number in range(max(3, ceil(shifts_a_day * 7 / SHIFTS_A_WEEK))):
            first, family = _unused_name(used, rng)
            off = (number * 2 + 2) % 7
            crew.append(
                WorkerSpec(
                    index=first_index + len(crew),
                    first_name=first,
                    family_name=family,
                    provider=provider,
                    patch=patch,
                    door=rng.choice(doors),
                    travel_mode=rng.choices(
                        ("walk", "cycle", "drive"),
                        [value(f"{mode}_share") for mode in ("walk", "cycle", "drive")],
                    )[0],
                    starts=starts,
                    ends=ends,
                    weekdays=tuple(day for day in range(7) if day not in {off, (off + 1) % 7}),
                )
            )
    return crew


def _unused_name(used: set[tuple[str, str]], rng: Random) -> tuple[str, str]:
    while True:
        name = (rng.choice(names.WORKER_FIRST), rng.choice(names.FAMILY))
        if name not in used:
            used.add(name)
            return name
