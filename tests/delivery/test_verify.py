"""Verifying visits: minutes as a fact, once, until something changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.core.verification import Outcome
from kith.delivery.actions_verify import (
    NotAnOverride,
    NothingToWithdraw,
    override_verification,
    verify_visits,
    withdraw_override,
)
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.orgs.models import AuditRow, Policy
from kith.people.models import Relationship
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, phone, roster, visit

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(hours=6)


@pytest.fixture
def world() -> Round:
    made = morning_round()
    Relationship.objects.create(
        person=made.ada,
        organisation=made.cast.council,
        kind="commissioner",
        source="test",
        starts_on=factories.STARTED_ON,
        opened_at=factories.NOW,
    )
    return made


def verified(world: Round, at: object = LATER) -> list[Verification]:
    return verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])


def test_it_writes_down_the_minutes_of_a_visit(world: Round) -> None:
    world.phone.send(world.phone.stay(world.visit, minutes=22))
    [row] = verified(world)
    assert ("delivered", 22, 22 * 60, world.grace.pk) == (
        row.verdict,
        row.actual_minutes,
        row.actual_seconds,
        row.worker_id,
    )
    assert (NINE, NINE + 22 * MINUTE, "stopwatch") == (row.started_at, row.ended_at, row.measured_by)
    assert ([], True, "pilot", 1) == (row.exceptions, row.confirmed, row.policy_key, row.policy_version)


def test_verifying_again_adds_nothing(world: Round) -> None:
    world.phone.send(world.phone.stay(world.visit))
    verified(world)
    assert [] == verified(world)
    assert [] == verify_visits(by=None, at=LATER + timedelta(days=3), visit_ids=[world.visit.pk])
    assert 1 == Verification.objects.count()


def test_it_adds_a_newer_row_when_something_new_is_known(world: Round) -> None:
    check_in, check_out = world.phone.stay(world.visit, minutes=25)
    world.phone.send([check_in])
    assert ["no_check_out"] == [code for row in verified(world) for code in row.exceptions][:1]
    world.phone.send([check_out])
    verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk] * 2)
    [row] = newest_verifications([world.visit.pk])[world.visit.pk]
    assert (25, 2) == (row.actual_minutes, Verification.objects.count())


def test_it_writes_nothing_about_what_is_not_known_yet(world: Round) -> None:
    assert [] == verify_visits(by=None, at=NINE, visit_ids=[world.visit.pk])
    assert [] == verified(world)  # the phone has not been heard since


def test_it_says_missed_once_the_phone_was_heard_and_brought_nothing(world: Round) -> None:
    world.phone.send([], at=LATER)
    assert ["missed"] == [row.verdict for row in verified(world)]


def test_it_does_not_count_held_events(world: Round) -> None:
    world.phone.send([world.phone.event("check_in", visit=world.visit, v=9)])
    assert [] == verified(world)


def test_it_verifies_each_place_of_a_visit_for_two(world: Round) -> None:
    double = visit(line=world.line, workers=[world.grace, world.hal], slot="noon")
    world.phone.send(world.phone.stay(double, minutes=30))
    hals = phone(world.hal)
    hals.send(hals.stay(double, minutes=20))
    verify_visits(by=None, at=LATER, visit_ids=[double.pk])
    rows = newest_verifications([double.pk])[double.pk]
    assert [(1, world.grace.pk, 30), (2, world.hal.pk, 20)] == [
        (row.place, row.worker_id, row.actual_minutes) for row in rows
    ]


def test_it_judges_by_the_commissioners_own_policy_of_that_day(world: Round) -> None:
    body = dict.fromkeys(
        ("early_tolerance_minutes", "late_after_minutes", "min_valid_minutes", "clock_skew_minutes"), 5
    ) | dict.fromkeys(
        ("missed_after_minutes", "longest_minutes", "needs_reason_over_minutes", "phone_quiet_after_minutes"),
        60,
    )
    for version, starts_on in ((1, date(2026, 1, 1)), (2, date(2026, 5, 1))):
        Policy.objects.create(
            kind="verification",
            key="strict",
            version=version,
            commissioner=world.cast.council,
            starts_on=starts_on,
            body=body,
            recorded_at=factories.NOW,
        )
    world.phone.send(world.phone.stay(world.visit, at=NINE + 6 * MINUTE))
    [row] = verified(world)
    assert ("strict", 1, ["late"], False) == (
        row.policy_key,
        row.policy_version,
        row.exceptions,
        row.confirmed,
    )


def test_an_override_stands_until_it_is_withdrawn(world: Round) -> None:
    events = world.phone.stay(world.visit, minutes=10)
    world.phone.send(events[:1])
    verified(world)
    override = override_verification(
        by=world.cast.fay,
        at=LATER,
        visit_id=world.visit.pk,
        place=1,
        outcome=Outcome.DELIVERED,
        actual_minutes=28,
        reason="paper log",
    )
    world.phone.send(events[1:])
    assert [] == verified(world)
    assert override == newest_verifications([world.visit.pk])[world.visit.pk][0]
    row = withdraw_override(
        by=world.cast.fay, at=LATER, visit_id=world.visit.pk, place=1, reason="log was wrong"
    )
    assert (10, None) == (row.actual_minutes, row.override_by)
    assert [] == verified(world)
    with pytest.raises(NothingToWithdraw):
        withdraw_override(by=world.cast.fay, at=LATER, visit_id=world.visit.pk, place=1, reason="again")


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"actual_minutes": -1}, {"actual_minutes": 1_441}, {"outcome": Outcome.NOT_KNOWN}],
)
def test_an_override_says_what_how_long_and_why(world: Round, wrong: dict[str, object]) -> None:
    given = {"outcome": Outcome.DELIVERED, "actual_minutes": 30, "reason": "paper log", **wrong}
    with pytest.raises(NotAnOverride):
        override_verification(by=world.cast.fay, at=LATER, visit_id=world.visit.pk, place=1, **given)  # type: ignore[arg-type]


def test_only_who_may_overrules(world: Round) -> None:
    for user, refusal in ((world.cast.grace, NotPermitted), (world.cast.sam, NotPermitted)):
        with pytest.raises(refusal):
            override_verification(
                by=user,
                at=LATER,
                visit_id=world.visit.pk,
                place=1,
                outcome=Outcome.DELIVERED,
                actual_minutes=30,
                reason="x",
            )


def test_there_is_no_second_place_at_a_visit_for_one(world: Round) -> None:
    with pytest.raises(NotFound):
        override_verification(
            by=world.cast.fay,
            at=LATER,
            visit_id=world.visit.pk,
            place=2,
            outcome=Outcome.DELIVERED,
            actual_minutes=30,
            reason="paper log",
        )


def test_an_override_is_in_the_audit(world: Round) -> None:
    test_an_override_stands_until_it_is_withdrawn(world)
    row = AuditRow.objects.get(action="override.verification")
    assert (world.cast.fay.pk, world.ada.pk, "paper log") == (row.user_id, row.person_id, row.reason)


def test_who_took_over_counts_and_is_named(world: Round) -> None:
    world.phone.send(world.phone.stay(world.visit))
    roster(visit=world.visit, worker=world.hal)
    [row] = verified(world)
    assert (world.grace.pk, True) == (row.worker_id, "other_worker" in row.exceptions)


def test_queries_do_not_grow_with_visits(world: Round, django_assert_max_num_queries: object) -> None:
    visits = [visit(line=world.line, workers=[world.grace], slot=f"slot {n}") for n in range(20)]
    for each in visits:
        world.phone.send(world.phone.stay(each))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert 20 == len(verify_visits(by=None, at=LATER, visit_ids=[each.pk for each in visits]))
