"""A visit tried in a round at one start after the other: as if each had been tried alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kith.rota.insertion import InsertionHeuristic
from kith.rota.moves import Fitted, InRound, Wish, fit_in
from tests.rota.days import task
from tests.rota.test_engine import generated


@pytest.mark.parametrize("seed", range(3))
def test_a_round_laid_out_once_answers_as_one_laid_out_anew(seed: int) -> None:
    day = generated(seed, people=14, workers=8)
    tasks = {each.visit_id: each for each in day.tasks}
    stands = sorted(InsertionHeuristic().plan(day).placements, key=lambda each: each.starts)
    wish = Wish(task=task(999, at=480, window=180), place=1, start=None, now=0, held=frozenset())
    fitted = 0
    for shift in day.crew:
        stops = [(tasks[each.visit_id], each) for each in stands if each.shift_id == shift.shift_id]
        tried = InRound(shift, stops, wish)
        for start in (None, *range(480, 661, 15), None):
            alone = fit_in(shift, stops, replace(wish, start=start))
            assert (alone if isinstance(alone, Fitted) else None) == tried.best(start)
            fitted += isinstance(alone, Fitted)
    assert fitted > 10
