"""Shifts from patterns, by hand, withdrawn, and read beside absences."""

from datetime import date, time, timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.rota.actions_shifts import ShiftsOverlap, add_shift, make_shifts, withdraw_shifts
from kith.rota.models import Shift
from kith.rota.queries_shifts import shifts_standing
from kith.workforce.actions import NewAbsence, UsualShift, record_unavailability, set_shift_patterns
from tests.factories import NOW
from tests.rota.factories import MONDAY, NEXT_MONDAY, Round, a_round, laid_out, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return a_round()


def test_a_week_of_two_workers_is_fourteen_shifts_and_again_none(round_: Round) -> None:
    made = laid_out(round_)
    assert (14, []) == (len(made), laid_out(round_))
    assert (utc(13, 6), utc(13, 13, 30), 30, 45) == (
        made[0].starts_at,
        made[0].ends_at,
        made[0].unpaid_break_minutes,
        made[0].downtime_minutes,
    )


def test_a_shift_over_midnight_ends_the_next_day_and_every_other_week_counts(round_: Round) -> None:
    nights = UsualShift(
        weekdays=(0,), starts=time(22), ends=time(7), starts_on=date(2026, 4, 6), every_weeks=2
    )
    set_shift_patterns(by=None, at=NOW, worker_id=round_.nia.pk, from_on=date(2026, 4, 6), shifts=[nights])
    made = [shift for shift in laid_out(round_, until=date(2026, 4, 27)) if shift.worker == round_.nia]
    assert [(date(2026, 4, 20), 540)] == [
        (each.on, (each.ends_at - each.starts_at).seconds // 60) for each in made
    ]


def test_no_shift_is_made_for_a_worker_who_is_away(round_: Round) -> None:
    leave = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(15, 0), ends_at=utc(17, 0), reason="leave")
    record_unavailability(by=None, at=NOW, absences=[leave])
    assert 12 == len(laid_out(round_))


def test_who_falls_ill_is_away_from_a_shift_that_stands(round_: Round) -> None:
    laid_out(round_)
    sick = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(15, 0), ends_at=utc(16, 0), reason="sick")
    record_unavailability(by=None, at=NOW, absences=[sick])
    standing = shifts_standing(round_.provider, MONDAY, NEXT_MONDAY)
    assert [(round_.nia, date(2026, 4, 15), "sick")] == [
        (each.shift.worker, each.shift.on, each.away.reason) for each in standing if each.away
    ]


def test_a_withdrawn_shift_is_gone_and_not_made_again(round_: Round) -> None:
    made = laid_out(round_)
    withdraw_shifts(by=round_.cast.olu, at=NOW, shift_ids=[made[0].pk])
    assert 13 == len(shifts_standing(round_.provider, MONDAY, NEXT_MONDAY))
    assert [] == laid_out(round_)
    with pytest.raises(NotFound):
        withdraw_shifts(by=None, at=NOW, shift_ids=[made[0].pk])


def test_a_shift_by_hand_does_not_overlap_another(round_: Round) -> None:
    made = laid_out(round_)
    with pytest.raises(ShiftsOverlap, match="Grace has a shift then"):
        add_shift(by=None, at=NOW, worker=round_.grace, starts_at=utc(13, 13), ends_at=utc(13, 17))
    add_shift(by=None, at=NOW, worker=round_.grace, starts_at=utc(13, 13, 30), ends_at=utc(13, 17))
    withdraw_shifts(by=None, at=NOW, shift_ids=[shift.pk for shift in made if shift.worker == round_.grace])
    add_shift(by=None, at=NOW, worker=round_.grace, starts_at=utc(13, 6), ends_at=utc(13, 10))
    assert 15 == Shift.objects.filter(withdraws=None).count() - 1


def test_another_provider_makes_no_shifts_here(round_: Round) -> None:
    days = {"at": NOW, "organisation": round_.provider, "starts_on": MONDAY, "until": NEXT_MONDAY}
    with pytest.raises(NotFound):
        make_shifts(by=round_.cast.sam, **days)
    with pytest.raises(NotPermitted):
        make_shifts(by=round_.cast.bea, **days)
    shift = laid_out(round_)[0]
    with pytest.raises(NotFound):
        withdraw_shifts(by=round_.cast.sam, at=NOW, shift_ids=[shift.pk])
    with pytest.raises(NotFound):
        add_shift(
            by=round_.cast.sam, at=NOW, worker=round_.nia, starts_at=NOW, ends_at=NOW + timedelta(hours=4)
        )
