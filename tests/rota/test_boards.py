"""What pages read: a day's board, a week, a person's week, demand by patch."""

from datetime import date, time

import pytest

from kith.brokerage.actions_suspensions import suspend
from kith.core.errors import NotFound
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_shifts import withdraw_shifts
from kith.rota.models import RotaEntry
from kith.rota.queries_board import Kind, access_rota, day_board
from kith.rota.queries_demand import demand_by_patch
from kith.rota.queries_week import week_board, week_of_person
from kith.workforce.actions import NewAbsence, record_unavailability
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc, worker

pytestmark = pytest.mark.django_db
FAR = 53.796  # 445 m south of where the others live: 8 minutes on foot


@pytest.fixture
def round_() -> Round:
    made = a_round()
    other = make.person("Mo Lee", commissioner=made.cast.council, lat=FAR)
    tea = make.slot("late morning", starts="08:00", ends="11:30", preferred="09:15")
    make.package(person=other, contract=made.contract, pattern=(tea,), reference="P-2")
    laid_out(made)
    published(made)
    return made


def test_a_lane_shows_visits_ways_break_and_down_time(round_: Round) -> None:
    board = day_board(round_.provider, MONDAY, NOW)
    lane = next(each for each in board.lanes if each.standing.shift.worker == round_.grace)
    assert [
        (Kind.FREE, utc(13, 6), 90),
        (Kind.VISIT, utc(13, 7, 30), 30),
        (Kind.FREE, utc(13, 8), 7),
        (Kind.TRAVEL, utc(13, 8, 7), 8),
        (Kind.VISIT, utc(13, 8, 15), 30),
        (Kind.FREE, utc(13, 8, 45), 45),
        (Kind.BREAK, utc(13, 9, 30), 30),
        (Kind.FREE, utc(13, 10), 210),
    ] == [(block.kind, block.starts_at, block.minutes) for block in lane.blocks]
    assert (60, 8, 450) == (
        lane.minutes(Kind.VISIT),
        lane.minutes(Kind.TRAVEL),
        sum(map(lane.minutes, Kind)),
    )
    visit = next(block.visit for block in lane.blocks if block.visit)
    assert ("Ada Bell", "LS12 1AU", "") == (
        visit.name.full,
        visit.door.postcode if visit.door else None,
        visit.reason,
    )


def test_who_is_unassigned_is_on_top_with_the_reason(round_: Round) -> None:
    sick = NewAbsence(worker_id=round_.grace.pk, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="sick")
    record_unavailability(by=None, at=NOW, absences=[sick])
    board = day_board(round_.provider, MONDAY, NOW)
    assert {"Grace is away: sick"} == {each.reason for each in board.unassigned}
    assert 2 == len(board.unassigned)
    tuesday = RotaEntry.objects.filter(visit__on=date(2026, 4, 14))[0].shift_id
    withdraw_shifts(by=None, at=NOW, shift_ids=[tuesday])
    reasons = {each.reason for each in day_board(round_.provider, date(2026, 4, 14), NOW).unassigned}
    assert {"Grace’s shift was withdrawn"} == reasons


def test_before_a_rota_is_published_everybody_is_unassigned() -> None:
    fresh = a_round()
    laid_out(fresh)
    board = day_board(fresh.provider, MONDAY, NOW)
    assert (["not yet rostered"], [utc(13, 7, 30)]) == (
        [each.reason for each in board.unassigned],
        [each.starts_at for each in board.unassigned],
    )
    empty = [Kind.FREE, Kind.BREAK, Kind.FREE]
    assert [empty, empty] == [[block.kind for block in lane.blocks] for lane in board.lanes]


def test_two_workers_see_each_other(round_: Round) -> None:
    lift = make.slot("lift", starts="12:00", ends="14:00", preferred="12:30", workers=2)
    make.package(person=round_.ada, contract=round_.contract, pattern=(lift,), reference="P-3")
    laid_out(round_)
    published(round_)
    lanes = day_board(round_.provider, MONDAY, NOW).lanes
    partners = {
        lane.standing.shift.worker.first_name: [each.first_name for each in block.visit.partners]
        for lane in lanes
        for block in lane.blocks
        if block.visit and block.visit.planned.terms.workers_needed == 2
    }
    assert {"Grace": ["Nia"], "Nia": ["Grace"]} == partners


def test_what_is_not_due_is_not_on_the_board_and_frozen_shows(round_: Round) -> None:
    suspend(by=None, at=NOW, person_id=round_.ada.pk, starts_at=NOW, reason="hospital")
    freeze_shifts(by=None, at=utc(12, 9), before=utc(12, 9))
    board = day_board(round_.provider, MONDAY, utc(12, 9))
    visits = [block.visit for lane in board.lanes for block in lane.blocks if block.visit]
    assert (["Mo Lee"], [True, True]) == (
        [visit.name.full for visit in visits],
        [lane.frozen for lane in board.lanes],
    )


def test_a_board_takes_the_same_queries_however_long_the_day(
    round_: Round, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(10):  # type: ignore[operator]
        day_board(round_.provider, MONDAY, NOW)
    for number in range(5):
        other = make.person(f"Person {number}", commissioner=round_.cast.council)
        make.package(person=other, contract=round_.contract, reference=f"P-1{number}")
        worker(f"Worker {number}", organisation=round_.provider)
    laid_out(round_)
    published(round_)
    with django_assert_num_queries(10):  # type: ignore[operator]
        day_board(round_.provider, MONDAY, NOW)


def test_only_who_rosters_here_sees_the_board(round_: Round) -> None:
    assert round_.provider == access_rota(by=round_.cast.olu, organisation_id=round_.provider.pk, at=NOW)
    for who in (round_.cast.sam, round_.cast.grace, round_.cast.bea):
        with pytest.raises(NotFound):
            access_rota(by=who, organisation_id=round_.provider.pk, at=NOW)
    with pytest.raises(NotFound):
        access_rota(by=None, organisation_id=round_.ada.pk, at=NOW)


def test_a_week_counts_visits_and_minutes_by_worker_and_day(round_: Round) -> None:
    sick = NewAbsence(worker_id=round_.grace.pk, starts_at=utc(15, 0), ends_at=utc(16, 0), reason="sick")
    record_unavailability(by=None, at=NOW, absences=[sick])
    board = week_board(round_.provider, date(2026, 4, 15))
    assert ((2,) * 7, (0, 0, 2, 0, 0, 0, 0)) == (board.places, board.unassigned)
    [graces] = [days for each, days in board.rows if each == round_.grace]
    assert [(2, 60), (2, 60), (0, 0)] == [(day.visits, day.contact_minutes) for day in graces][:3]
    assert ["sick"] == [each.away.reason for _, days in board.rows for each in days[2].shifts if each.away]


def test_a_persons_week_says_who_comes_and_what_does_not_happen(round_: Round) -> None:
    suspend(by=None, at=NOW, person_id=round_.ada.pk, starts_at=utc(18, 0), reason="holiday")
    week = week_of_person(round_.ada, date(2026, 4, 15))
    assert ([["Grace"]] * 7, [True] * 5 + [False] * 2) == (
        [[each.first_name for each in visit.workers] for visit in week],
        [visit.planned.due for visit in week],
    )
    assert utc(13, 7, 30) == week[0].starts_at


def test_demand_by_patch_adds_up_worker_minutes(round_: Round) -> None:
    lift = make.slot("lift", starts="12:00", ends="14:00", preferred="12:30", workers=2)
    make.package(person=round_.ada, contract=round_.contract, pattern=(lift,), reference="P-3")
    laid_out(round_)
    [demand] = demand_by_patch(MONDAY, round_.cast.council)
    assert (2, 21, 7 * 30 * 4, [round_.provider], [round_.cast.team]) == (
        demand.people,
        demand.visits,
        demand.commissioned_minutes,
        list(demand.providers),
        list(demand.teams),
    )
    round_.grace.team = round_.cast.team
    round_.grace.save(update_fields=["team"])
    assert 2250 == demand_by_patch(MONDAY)[0].contracted_minutes


def test_a_shift_too_short_for_its_break_has_none() -> None:
    fresh = a_round()
    worker("Zed", organisation=fresh.provider, starts=time(7), ends=time(7, 20))
    laid_out(fresh)
    lanes = day_board(fresh.provider, MONDAY, NOW).lanes
    zed = next(lane for lane in lanes if lane.standing.shift.worker.first_name == "Zed")
    assert [(Kind.FREE, 20)] == [(block.kind, block.minutes) for block in zed.blocks]
