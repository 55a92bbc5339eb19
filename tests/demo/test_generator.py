"""The made-up neighbourhood has the shape its parameters promise, and the same seed makes the same one."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from kith.demo.crews import crew_for
from kith.demo.happenings import Due, live_through
from kith.demo.parameters import PARAMETERS, markdown
from kith.demo.places import fictional_patches
from kith.demo.residents import Resident, residents_of

TODAY = date(2026, 4, 7)


def people(count: int = 200, seed: int = 1) -> list[Resident]:
    """The residents of one made-up patch."""
    rng = Random(seed)
    patch = fictional_patches(count=1, rng=rng)[0]
    return residents_of(
        patch=0, doors=patch.doors, count=count, first_index=0, today=TODAY, providers=2, rng=rng
    )


def test_two_hundred_people_have_about_4200_visits_a_week() -> None:
    visits = sum(len(slot.weekdays) for resident in people() for slot in resident.slots)
    assert 4_000 <= visits <= 4_400


def test_two_thirds_of_visits_are_half_an_hour() -> None:
    lengths = Counter(slot.minutes for seed in range(5) for r in people(seed=seed) for slot in r.slots)
    assert 0.62 <= lengths[30] / lengths.total() <= 0.68


def test_the_same_seed_makes_the_same_people() -> None:
    assert people(seed=3) == people(seed=3)


def test_no_two_people_share_a_front_door() -> None:
    doors = [(r.door.street, r.door.number) for r in people()]
    assert len(set(doors)) == len(doors)


def test_patches_tile_the_city_without_gaps() -> None:
    left, right = fictional_patches(count=4, rng=Random(1))[:2]
    (edge,), (next_edge,) = left.boundary["coordinates"], right.boundary["coordinates"]
    assert edge[1:3] == [next_edge[0], next_edge[3]]


def test_a_crew_works_five_shifts_a_week_and_covers_both_ends_of_the_day() -> None:
    residents = people()
    patch = fictional_patches(count=1, rng=Random(1))[0]
    crew = crew_for(residents=residents, provider=0, patch=0, doors=patch.doors, first_index=0, rng=Random(2))
    assert {5} == {len(worker.weekdays) for worker in crew}
    assert {7, 15} == {worker.starts.hour for worker in crew}


def due(number: int, starts_at: datetime, minutes: int = 30) -> Due:
    """One rostered half hour."""
    return Due(
        visit_id=UUID(int=number),
        slot_key="lunch",
        place=1,
        starts_at=starts_at,
        minutes=minutes,
        travel_minutes=4,
    )


def test_half_of_half_hour_visits_take_under_twenty_minutes() -> None:
    start = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
    spent = []
    for number in range(4_000):
        events = live_through(
            key=str(number), day=[due(number, start)], seed=1, until=start + timedelta(days=2)
        )
        ends = {event.kind: event.at for event in events}
        if {"check_in", "check_out", "task"} <= set(ends):
            spent.append((ends["check_out"] - ends["check_in"]).total_seconds())
    assert 0.49 <= sum(seconds < 20 * 60 for seconds in spent) / len(spent) <= 0.53


def test_one_visit_in_ten_begins_more_than_half_an_hour_late() -> None:
    start = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
    late = 0
    for number in range(4_000):
        events = live_through(
            key=str(number), day=[due(number, start)], seed=2, until=start + timedelta(days=2)
        )
        late += bool(events) and events[0].at > start + timedelta(minutes=30)
    assert 0.08 <= late / 4_000 <= 0.12


def test_a_worker_is_never_in_two_homes_at_once() -> None:
    start = datetime(2026, 3, 17, 7, 0, tzinfo=UTC)
    day = [due(number, start + timedelta(minutes=34 * number)) for number in range(12)]
    events = live_through(key="9", day=day, seed=3, until=start + timedelta(days=1))
    visits_in_order = [event.visit_id for event in sorted(events, key=lambda event: event.at)]
    changes = sum(a != b for a, b in itertools.pairwise(visits_in_order))
    assert changes == len(set(visits_in_order)) - 1


def test_nothing_is_recorded_after_now() -> None:
    start = datetime(2026, 3, 17, 7, 0, tzinfo=UTC)
    day = [due(number, start + timedelta(minutes=34 * number)) for number in range(12)]
    now = start + timedelta(hours=3)
    events = live_through(key="9", day=day, seed=3, until=now)
    assert all(event.sent_at < now for event in events)


def test_every_parameter_is_on_the_reference_page() -> None:
    page = markdown()
    assert [name for name in PARAMETERS if f"`{name}`" not in page] == []
