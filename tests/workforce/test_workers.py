"""Engaging workers and what the rota must know of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kith.core.dates import Period
from kith.core.errors import NotFound, NotPermitted
from kith.orgs.models import AuditRow
from kith.workforce import queries
from kith.workforce.actions import (
    NewAbsence,
    NewWorker,
    SignOff,
    UnknownAbsence,
    UsualShift,
    engage_workers,
    record_unavailability,
    set_shift_patterns,
    sign_off_skill,
    take_back_unavailability,
)
from kith.workforce.models import ShiftPattern, Worker
from tests.factories import NOW, Cast, cast

pytestmark = pytest.mark.django_db
EARLY = UsualShift(weekdays=(0, 1, 2, 3, 4), starts=time(7), ends=time(14, 30), starts_on=date(2026, 1, 5))
LATE = UsualShift(weekdays=(0, 1, 2, 3, 4), starts=time(14, 30), ends=time(22), starts_on=date(2026, 4, 20))
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def grace(everybody: Cast) -> Worker:
    new = NewWorker(
        organisation_id=everybody.kindly_care.pk,
        user_id=everybody.grace.pk,
        first_name="Grace",
        family_name="Okoro",
        home_postcode="LS12 1AU",
        home_lat=53.8,
        home_lon=-1.6,
        contract_minutes=2250,
        starts_on=date(2026, 1, 5),
        skills=(SignOff(skill="medicines", signed_off_on=date(2026, 1, 5)),),
        shifts=(EARLY,),
    )
    return engage_workers(by=everybody.olu, at=NOW, workers=[new])[0]


def test_a_worker_is_seen_by_their_own_organisation_and_themselves(grace: Worker, everybody: Cast) -> None:
    for who in (everybody.olu, everybody.maya, everybody.grace):
        assert grace == queries.access_worker(by=who, worker_id=grace.pk, at=NOW)
    for who in (everybody.sam, everybody.bea, everybody.ada):
        with pytest.raises(NotFound):
            queries.access_worker(by=who, worker_id=grace.pk, at=NOW)
    assert [grace] == list(queries.workers_of(everybody.kindly_care, date(2026, 4, 7)))
    assert grace == queries.worker_of(everybody.grace)


def test_a_coordinator_engages_only_for_their_own_organisation(grace: Worker, everybody: Cast) -> None:
    for who, refusal in ((everybody.sam, NotFound), (everybody.bea, NotPermitted)):
        with pytest.raises(refusal):
            set_shift_patterns(by=who, at=NOW, worker_id=grace.pk, from_on=date(2026, 4, 20), shifts=[LATE])
    assert "engage.workers" == AuditRow.objects.filter(subject_kind="worker").get().action


def test_a_skill_lapses_unless_signed_off_again(grace: Worker) -> None:
    for signed_off_on, expires_on in ((date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 10), None)):
        sign_off = SignOff(skill="insulin", signed_off_on=signed_off_on, expires_on=expires_on)
        sign_off_skill(by=None, at=NOW, worker_id=grace.pk, sign_off=sign_off)
    held = {
        day: "insulin" in queries.skills_of([grace.pk], day)[grace.pk]
        for day in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 10))
    }
    assert [False, True, False, True] == list(held.values())


def test_new_shifts_end_the_old_ones(grace: Worker, everybody: Cast) -> None:
    set_shift_patterns(by=everybody.olu, at=NOW, worker_id=grace.pk, from_on=date(2026, 4, 20), shifts=[LATE])
    patterns = ShiftPattern.objects.filter(worker=grace).order_by("starts_on")
    assert [(time(7), date(2026, 4, 20)), (time(14, 30), None)] == [
        (each.starts, each.until) for each in patterns
    ]
    week = Period(starts_on=date(2026, 4, 13), until=date(2026, 4, 20))
    assert [time(7)] == [each.starts for each in queries.shift_patterns_of(everybody.kindly_care, week)]


def test_an_absence_taken_back_is_none(grace: Worker, everybody: Cast) -> None:
    absence = NewAbsence(
        worker_id=grace.pk, starts_at=NOW, ends_at=datetime(2026, 4, 12, 22, tzinfo=UTC), reason="sick"
    )
    recorded = record_unavailability(by=everybody.olu, at=NOW, absences=[absence])[0]
    away = queries.unavailable([grace.pk], TOMORROW, TOMORROW + timedelta(hours=1))
    assert ["sick"] == [each.reason for each in away[grace.pk]]
    assert away[grace.pk][0].overlaps(NOW, TOMORROW)
    take_back_unavailability(by=everybody.olu, at=NOW, unavailability_id=recorded.pk)
    assert {} == queries.unavailable([grace.pk], TOMORROW, TOMORROW + timedelta(hours=1))


def test_an_absence_has_a_reason_and_runs_forward(grace: Worker) -> None:
    for ends_at, reason in ((TOMORROW, "tired"), (NOW, "sick")):
        absence = NewAbsence(worker_id=grace.pk, starts_at=NOW, ends_at=ends_at, reason=reason)
        with pytest.raises(UnknownAbsence):
            record_unavailability(by=None, at=NOW, absences=[absence])
