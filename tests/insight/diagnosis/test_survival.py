"""Survival curves against plain Python over fractions, one day at a time."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.insight.diagnosis.intervals import TooFew
from kith.insight.diagnosis.survival import (
    HAPPENED,
    SOMETHING_ELSE,
    WENT_ON,
    Spell,
    share_reached,
    share_spared,
)

SPELLS = st.lists(
    st.builds(Spell, st.integers(1, 15), st.sampled_from((WENT_ON, HAPPENED, SOMETHING_ELSE))),
    min_size=1,
    max_size=30,
)
BY_HAND = [
    Spell(1, HAPPENED),
    Spell(2, SOMETHING_ELSE),
    Spell(3, WENT_ON),
    Spell(4, HAPPENED),
    Spell(4, WENT_ON),
]


def reached(spells: list[Spell], on: int) -> Fraction:
    free, share = Fraction(1), Fraction(0)
    for day in range(1, on + 1):
        at_risk = sum(spell.days >= day for spell in spells)
        if at_risk:
            happened = sum(spell == (day, HAPPENED) for spell in spells)
            ended = happened + sum(spell == (day, SOMETHING_ELSE) for spell in spells)
            share += free * Fraction(happened, at_risk)
            free *= 1 - Fraction(ended, at_risk)
    return share


def spared(spells: list[Spell], on: int) -> Fraction:
    share = Fraction(1)
    for day in range(1, on + 1):
        at_risk = sum(spell.days >= day for spell in spells)
        if at_risk:
            share *= 1 - Fraction(sum(spell == (day, HAPPENED) for spell in spells), at_risk)
    return share


@given(SPELLS)
def test_the_curves_are_those_worked_out_day_by_day(spells: list[Spell]) -> None:
    by_each, if_alone = share_reached(spells), share_spared(spells)

    for day in range(16):
        assert pytest.approx(float(reached(spells, day))) == by_each.on(day).value
        assert pytest.approx(float(spared(spells, day))) == if_alone.on(day).value
        assert sum(spell.days >= day for spell in spells) == by_each.at_risk(day)


@given(SPELLS)
def test_every_interval_holds_its_curve_and_stays_between_none_and_all(spells: list[Spell]) -> None:
    for curve in (share_reached(spells), share_spared(spells)):
        assert all(0 <= step.low <= step.value <= step.high <= 1 for step in curve.steps)


def test_five_people_by_hand() -> None:
    assert [(0, 0.0), (1, 0.2), (4, 0.5)] == [
        (step.day, round(step.value, 9)) for step in share_reached(BY_HAND).steps
    ]
    assert [(0, 1.0), (1, 0.8), (4, 0.4)] == [
        (step.day, round(step.value, 9)) for step in share_spared(BY_HAND).steps
    ]


def test_what_never_happened_to_thirty_people_could_still_happen_to_a_tenth() -> None:
    nothing = [Spell(100, WENT_ON)] * 30

    assert (0.0, 0.0, 0.1) == share_reached(nothing).on(50)
    assert (1.0, 0.9, 1.0) == share_spared(nothing).on(50)


def test_nobody_has_no_curve() -> None:
    with pytest.raises(TooFew):
        share_reached([])
