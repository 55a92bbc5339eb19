"""Every plan is legal, whatever the day: the planner against a checker that shares no code with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kith.rota.insertion import InsertionHeuristic
from kith.rota.planner import CrewShift, Day, Place, Placement, Task
from tests.rota.check_plan import check_plan

SKILLS = ("medicines", "insulin")
places = st.builds(
    Place,
    lat=st.integers(0, 40).map(lambda n: 53.79 + n / 2000),
    lon=st.integers(0, 40).map(lambda n: -1.62 + n / 1200),
)


@st.composite
def tasks(draw: st.DrawFn, number: int) -> Task:
    minutes = draw(st.sampled_from((15, 30, 45, 60)))
    starts = draw(st.integers(360, 1260))
    window = minutes + draw(st.sampled_from((0, 20, 60, 120)))
    return Task(
        visit_id=UUID(int=number),
        person_id=UUID(int=1000 + number % 7),
        door=draw(places),
        window_starts=starts,
        window_ends=starts + window,
        preferred=starts + draw(st.integers(0, window - minutes)),
        minutes=minutes,
        workers=draw(st.sampled_from((1, 1, 1, 2))),
        skills=frozenset(draw(st.sets(st.sampled_from(SKILLS), max_size=1))),
        priority=draw(st.integers(0, 1)),
    )


@st.composite
def shifts(draw: st.DrawFn, number: int) -> CrewShift:
    starts = draw(st.sampled_from((420, 540, 870)))
    length = draw(st.sampled_from((120, 240, 450, 600)))
    return CrewShift(
        shift_id=UUID(int=5000 + number),
        worker_id=UUID(int=9000 + number // 2),
        home=draw(places),
        travel_mode=draw(st.sampled_from(("walk", "cycle", "drive"))),
        starts=starts,
        ends=starts + length,
        break_minutes=30 if length > 360 else 0,
        downtime_minutes=draw(st.sampled_from((0, 45))),
        skills=frozenset(draw(st.sets(st.sampled_from(SKILLS)))),
    )


@st.composite
def days(draw: st.DrawFn) -> Day:
    return Day(
        on=date(2026, 4, 7),
        origin=datetime(2026, 4, 6, 23, tzinfo=UTC),
        tasks=tuple(draw(tasks(number)) for number in range(draw(st.integers(0, 14)))),
        crew=tuple(draw(shifts(number)) for number in range(draw(st.integers(0, 6)))),
    )


@given(days())
@settings(max_examples=60)
def test_every_plan_keeps_every_rule(day: Day) -> None:
    plan = InsertionHeuristic().plan(day)
    assert [] == check_plan(day, plan)
    assert len(day.tasks) == len({each.visit_id for each in (*plan.placements, *plan.unplaced)})


@given(days())
@settings(max_examples=20)
def test_the_same_day_gives_the_same_plan(day: Day) -> None:
    shuffled = Day(on=day.on, origin=day.origin, tasks=day.tasks[::-1], crew=day.crew[::-1])
    assert sorted(map(_key, InsertionHeuristic().plan(day).placements)) == sorted(
        map(_key, InsertionHeuristic().plan(shuffled).placements)
    )


@given(days())
@settings(max_examples=30)
def test_what_stands_is_planned_around(day: Day) -> None:
    """Half of a legal plan is fixed; the other half planned around it makes a legal day again."""
    plan = InsertionHeuristic().plan(day)
    kept = {each.visit_id for each in plan.placements if each.visit_id.int % 2}
    by_id = {task.visit_id: task for task in day.tasks}
    again = Day(
        on=day.on,
        origin=day.origin,
        tasks=tuple(task for task in day.tasks if task.visit_id not in kept),
        crew=day.crew,
        fixed=tuple((by_id[each.visit_id], each) for each in plan.placements if each.visit_id in kept),
    )
    assert [] == check_plan(again, InsertionHeuristic().plan(again))


def _key(placement: Placement) -> tuple[UUID, int, UUID, int]:
    return (placement.visit_id, placement.place, placement.shift_id, placement.starts)
