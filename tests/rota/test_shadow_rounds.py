"""A tiny week as it was loaded and as walking rounds: figures typed by hand, and what always holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kith.rota.insertion import InsertionHeuristic
from kith.rota.planner import Place
from kith.rota.shadow import BREAK_MINUTES, PAID_MINUTES, SHIFT_MINUTES, Choices, Week, WeekVisit, WeekWorker
from kith.rota.shadow_after import WalkingWeek
from kith.rota.shadow_before import rounds_as_loaded
from kith.rota.shadow_comparison import compare
from kith.rota.shadow_figures import Figures, figures_of
from tests.rota.shadow_weeks import MONDAY, TUESDAY, london, tiny_week

PLAIN = InsertionHeuristic()
FAR = Place(lat=53.830, lon=-1.6)  # 4,337 m from Ada: farther than anybody is asked to walk


def test_monday_as_it_was_loaded() -> None:
    # Grace drives 1,446 m from Ada to Cora and back: 4 minutes and 3 to park, each way. She leaves Ada at
    # 08:30 and is with Cora at 08:37, two minutes late. Nia drives 144 m from Bert to Ada: 1 minute and 3.
    assert Figures(
        places=5,
        unplaced=0,
        shifts=2,
        contact_minutes=30 + 30 + 30 + 45 + 30,
        driving_minutes=7 + 7 + 4,
        car_metres=1446 + 1446 + 144,
        late_minutes=2,
        late_visits=0,
        new_faces=4,  # Ada meets Grace and Nia, Bert meets Nia, Cora meets Grace
        paid_minutes=165 + 18,
        unpaid_minutes=(720 - 547 - 7) + (720 - 525 - 4),
    ) == figures_of(rounds_as_loaded(tiny_week(), MONDAY), places=5, known=())


def test_tuesday_counts_only_faces_not_met_on_monday() -> None:
    week = tiny_week()
    known = {(0, 0), (0, 1), (1, 0), (2, 1)}  # Ada, Cora and Bert; Grace and Nia
    assert 2 == len(rounds_as_loaded(week, TUESDAY))
    tuesday = figures_of(rounds_as_loaded(week, TUESDAY), places=2, known=known)
    assert (2, 60, 0, 1) == (tuesday.shifts, tuesday.contact_minutes, tuesday.car_metres, tuesday.new_faces)


def test_a_week_side_by_side() -> None:
    found = compare(tiny_week(), Choices(), planner=PLAIN)
    before, after = found["before"], found["after"]
    assert ("2026-04-13", 3, 6) == (found["starts_on"], found["people"], found["visits"])
    assert (7, 7, 0, 0) == (before["places"], after["places"], before["unplaced"], after["unplaced"])
    # On Tuesday one worker does both visits: two rounds become one shift.
    assert (4, 3) == (before["shifts"], after["shifts"])
    assert (3036, 0) == (before["car_metres"], after["car_metres"])
    # 167 g for each kilometre of a car in 2026: see travel_emissions.toml
    assert (507, 0) == (before["grams"], after["grams"])
    # Ada's and Bert's visits at 08:00 take a worker each. The shorter way to Cora is from Bert: 1,301 m, 17
    # minutes on foot, so she waits 27 minutes; from her to Ada are 19, and on Tuesday from Ada to Bert 2.
    assert (2, 27) == (before["late_minutes"], after["late_minutes"])
    assert (0, 38) == (before["walking_minutes"], after["walking_minutes"])
    assert (225, 225) == (before["contact_minutes"], after["contact_minutes"])
    assert (225 + 18, 3 * 450) == (before["paid_minutes"], after["paid_minutes"])
    assert (5, {"1": 1, "2": 2}) == (before["new_faces"], before["people_by_met"])
    assert (0, 0) == (found["others"], found["driven"])
    assert ["2026-04-13", "2026-04-14"] == [day["on"] for day in found["days"]]


def test_what_is_kept_says_neither_who_nor_where() -> None:
    found = compare(tiny_week(), Choices(), planner=PLAIN)
    assert "53.8" not in str(found)
    assert [[[0, 0], [0, 1113], [0, 0]], [[0, 111], [0, 0]]] == found["drawing"]["before"]


def test_a_door_too_far_to_walk_to_is_driven_to_by_somebody_who_drives() -> None:
    week = tiny_week()
    far = [replace(visit, door=FAR) if visit.person == 2 else visit for visit in week.visits]
    found = compare(replace(week, visits=tuple(far)), Choices(), planner=PLAIN)
    assert 0 == found["after"]["unplaced"]
    walkers = tuple(replace(worker, travel_mode="walk") for worker in week.workers)
    alone = compare(replace(week, visits=tuple(far), workers=walkers), Choices(), planner=PLAIN)
    assert (0, 0) == (alone["driven"], alone["after"]["car_metres"])


def test_whoever_asks_to_stop_has_a_whole_week_all_the_same() -> None:
    found = compare(tiny_week(), Choices(), progress=lambda share: True)
    assert (True, 0, 2) == (found["stopped"], found["after"]["unplaced"], len(found["days"]))


def test_progress_grows_over_the_week() -> None:
    told: list[float] = []
    compare(tiny_week(), Choices(), progress=lambda share: bool(told.append(share)))
    assert sorted(told) == told
    assert (0.0, 0.5) == (told[0], told[-1])


visits = st.builds(
    WeekVisit,
    person=st.integers(0, 5),
    door=st.sampled_from([Place(lat=53.8 + n / 500, lon=-1.6) for n in range(5)] + [FAR]),
    starts_at=st.integers(0, 6 * 96).map(lambda n: london(MONDAY, "06:00") + timedelta(minutes=15 * n)),
    minutes=st.sampled_from([15, 30, 45, 60, 240]),
    workers=st.sampled_from([(0,), (1,), (2,), (0, 1), (1, 2)]),
)
weeks = st.lists(visits, min_size=1, max_size=25).map(
    lambda made: Week(
        starts_on=MONDAY,
        workers=(
            WeekWorker(travel_mode="drive"),
            WeekWorker(travel_mode="walk"),
            WeekWorker(travel_mode="cycle"),
        ),
        visits=tuple(made),
    )
)


@settings(max_examples=25)
@given(weeks, st.sampled_from([15, 30, 60]))
def test_both_sides_have_the_same_visits_and_the_rules_are_kept(week: Week, tolerance: int) -> None:
    walking = WalkingWeek(week, tolerance, PLAIN)
    free_from: dict[int, int] = {}
    shifts = Counter[int]()
    for on in week.days:
        was, then = rounds_as_loaded(week, on), walking.rounds_on(on)
        wanted = Counter({number: len(visit.workers) for number, visit in week.visits_on(on).items()})
        assert wanted == Counter(call.visit for each in was for call in each.calls)
        placed = Counter(call.visit for each in then for call in each.calls)
        assert all(placed[number] in (0, times) for number, times in wanted.items())
        assert set(placed) <= set(wanted)
        for each in then:
            shifts[each.worker] += 1
            assert all(abs(call.starts - call.planned) <= tolerance for call in each.calls)
            assert each.calls[-1].ends - each.calls[0].starts <= SHIFT_MINUTES - BREAK_MINUTES + 30
            first = (on - MONDAY).days * 1440 + each.calls[0].starts
            assert free_from.get(each.worker, 0) <= first
            free_from[each.worker] = (on - MONDAY).days * 1440 + each.calls[-1].ends
    assert all(times <= 5 for times in shifts.values())


@settings(max_examples=15)
@given(weeks)
def test_the_days_add_up_to_the_week(week: Week) -> None:
    found = compare(week, Choices(), planner=PLAIN)
    for side in ("before", "after"):
        for name in ("places", "unplaced", "shifts", "car_metres", "new_faces", "late_minutes", "grams"):
            assert found[side][name] == sum(day[side][name] for day in found["days"])
        assert sum(found[side]["people_by_met"].values()) <= found["people"]
    assert found["after"]["paid_minutes"] == PAID_MINUTES * found["after"]["shifts"]
