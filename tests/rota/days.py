"""Visits and shifts of a day to plan, as plain values: what the planners' tests are made from."""

from __future__ import annotations

from uuid import UUID

from kith.rota.planner import CrewShift, Place, Task

HERE, NEXT_DOOR, FAR = (Place(lat=lat, lon=-1.6) for lat in (53.800, 53.801, 53.830))


def task(number: int = 1, *, at: int = 480, minutes: int = 30, window: int = 60, **changes: object) -> Task:
    values = {
        "visit_id": UUID(int=number),
        "person_id": UUID(int=100_000 + number),
        "door": HERE,
        "window_starts": at,
        "window_ends": at + window + minutes,
        "preferred": at,
        "minutes": minutes,
    }
    return Task(**(values | changes))  # type: ignore[arg-type]


def shift(number: int = 1, *, starts: int = 420, ends: int = 870, **changes: object) -> CrewShift:
    values = {
        "shift_id": UUID(int=200_000 + number),
        "worker_id": UUID(int=300_000 + number),
        "home": HERE,
        "travel_mode": "walk",
        "starts": starts,
        "ends": ends,
    }
    return CrewShift(**(values | changes))  # type: ignore[arg-type]
