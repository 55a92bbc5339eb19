"""What is said at the end of a demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kith.demo.lived import Lived
from kith.demo.options import CannotDemonstrate, Options
from kith.demo.parameters import value
from kith.demo.rounds_by_patch import ByPatch
from kith.rota.insertion import InsertionHeuristic
from kith.rota.planner import Day
from tests.rota.days import shift, task


def test_it_says_first_why_another_planner_was_used() -> None:
    assert "No compiler." == Lived(instead="No compiler.").in_words()[0]


def test_it_says_how_many_faces_people_had() -> None:
    said = " ".join(Lived(faces=7.4, walked_minutes=12_345).in_words())
    assert "7.4 different workers came to a person in the last 28 days, on average" in said
    assert "12,345 minutes walked" in said


def test_before_the_first_pay_run_it_says_nothing_of_money() -> None:
    assert [] == [line for line in Lived().in_words() if "£" in line]
    assert (
        "1 pay run, £12.34 paid; the last is drafted and waits for Ivy."
        == (Lived(runs=1, paid_pence=1234).in_words()[-1])
    )


def test_a_planner_that_there_is_not_is_refused() -> None:
    with pytest.raises(CannotDemonstrate, match="Ask for engine or insertion"):
        Options(planner="guess")


def test_a_shift_holds_what_break_down_time_and_travel_leave_of_it() -> None:
    left = 450 - 30 - 45 - 0.18 * (450 - 30)  # minutes of 7.5 hours
    assert value("contact_share_of_early_shift") == pytest.approx(left / 450, abs=0.001)


def test_each_patch_is_planned_with_its_own_crew() -> None:
    mine, theirs = task(1), replace(task(2), person_id=UUID(int=77))
    own = shift()
    day = Day(
        on=date(2026, 4, 7),
        origin=datetime(2026, 4, 6, 23, tzinfo=UTC),
        tasks=(mine, theirs),
        crew=(own,),
    )
    planner = ByPatch(
        planner=InsertionHeuristic(), patch_of={mine.person_id: 0, theirs.person_id: 1, own.worker_id: 0}
    )
    plan = planner.plan(day)
    assert [mine.visit_id] == [each.visit_id for each in plan.placements]
    assert [theirs.visit_id] == [each.visit_id for each in plan.unplaced]
    assert "insertion heuristic" == planner.name
