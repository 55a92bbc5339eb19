"""What is known right now, and who is told."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.forms import model_to_dict

from kith.core.verification import Outcome
from kith.core.visit_state import LiveStatus
from kith.delivery.actions_alerts import Alerted, check_alerts
from kith.delivery.actions_verify import verify_visits
from kith.delivery.alerts import harm_of
from kith.delivery.models import Verification
from kith.delivery.queries import settled_stays
from kith.delivery.queries_live import LivePlace, live_places, live_status_of
from kith.orgs.actions_work import close_item
from kith.orgs.models import WorkItem
from kith.rota.queries import visits_of
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, phone, roster, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Round:
    return morning_round()


def status(world: Round, at: datetime) -> LiveStatus | None:
    return live_status_of(visits_of([world.visit.pk]), at)[world.visit.pk]


def heard(world: Round, at: datetime) -> None:
    world.phone.send([], at=at)


def test_nothing_is_known_of_a_visit_that_is_not_due(world: Round) -> None:
    assert None is status(world, NINE - MINUTE)


def test_a_visit_begun_within_the_tolerance_is_on_time(world: Round) -> None:
    world.phone.send([world.phone.event(visit=world.visit, at=NINE + 10 * MINUTE)], at=NINE + 11 * MINUTE)
    assert LiveStatus.ON_TIME is status(world, NINE + 12 * MINUTE)


@pytest.mark.parametrize(
    ("heard_after", "now_after", "expected"),
    [
        (5, 6, LiveStatus.NOT_YET_KNOWN),
        (20, 21, LiveStatus.LATE),
        (-30, 20, LiveStatus.PHONE_OFFLINE),
        (65, 66, LiveStatus.MISSED),
        (-30, 66, LiveStatus.PHONE_OFFLINE),
    ],
)
def test_late_missed_offline_and_unknown_are_four_things(
    world: Round, heard_after: int, now_after: int, expected: LiveStatus
) -> None:
    heard(world, NINE + heard_after * MINUTE)
    assert expected is status(world, NINE + now_after * MINUTE)


def test_a_visit_with_a_held_event_is_never_called_missed(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    roster(visit=world.visit, worker=world.hal)
    world.phone.send([event], at=NINE + 70 * MINUTE)
    phone(world.hal).send([], at=NINE + 70 * MINUTE)
    assert LiveStatus.NOT_YET_KNOWN is status(world, NINE + 71 * MINUTE)


def test_a_visit_for_two_is_as_bad_as_its_worst_place(world: Round) -> None:
    double = visit(line=world.line, workers=[world.grace, world.hal], slot="noon")
    world.phone.send([world.phone.event(visit=double)], at=NINE + MINUTE)
    phone(world.hal).send([], at=NINE + 20 * MINUTE)
    at = NINE + 20 * MINUTE
    places = live_places(visits_of([double.pk]), at)[double.pk]
    assert [LiveStatus.ON_TIME, LiveStatus.LATE] == [place.status for place in places]
    assert LiveStatus.LATE is live_status_of(visits_of([double.pk]), at)[double.pk]


def test_it_alerts_once_and_closes_when_the_worker_comes(world: Round) -> None:
    late = NINE + 20 * MINUTE
    heard(world, late)
    assert Alerted(opened=1, closed=0) == check_alerts(at=late)
    assert Alerted(opened=0, closed=0) == check_alerts(at=late)
    item = WorkItem.objects.get()
    assert ("visit_late", world.cast.kindly_care, 2) == (item.kind, item.organisation, item.harm)
    world.phone.send([world.phone.event(visit=world.visit, at=late)], at=late + MINUTE)
    assert Alerted(opened=0, closed=1) == check_alerts(at=late + MINUTE)
    assert "began" == WorkItem.objects.get().outcome


def test_a_late_visit_that_is_missed_is_alerted_anew_and_ranked_higher(world: Round) -> None:
    for minutes in (20, 65):
        heard(world, NINE + minutes * MINUTE)
        check_alerts(at=NINE + minutes * MINUTE)
    late, missed = WorkItem.objects.order_by("opened_at")
    assert ("visit_late", "another alert", "visit_missed", "") == (
        late.kind,
        late.outcome,
        missed.kind,
        missed.outcome,
    )
    assert late.harm < missed.harm


def test_an_alert_that_somebody_closed_stays_closed_until_it_gets_worse(world: Round) -> None:
    late, missed = NINE + 20 * MINUTE, NINE + 65 * MINUTE
    heard(world, late)
    check_alerts(at=late)
    close_item(by=world.cast.olu, at=late, item_id=WorkItem.objects.get().pk, outcome="rang Ada: she is well")
    assert LiveStatus.CLOSED is status(world, late)
    assert Alerted(opened=0, closed=0) == check_alerts(at=late + MINUTE)
    heard(world, missed)
    assert Alerted(opened=1, closed=0) == check_alerts(at=missed)


@pytest.mark.parametrize(
    ("kind", "tasks", "lives_alone", "expected"),
    [
        ("visit_late", ["breakfast"], False, 1),
        ("visit_late", ["breakfast"], True, 2),
        ("visit_late", ["breakfast"], None, 2),
        ("visit_late", ["medicines_prompt"], True, 3),
        ("visit_phone_offline", [], False, 1),
        ("visit_missed", [], False, 2),
        ("visit_missed", ["insulin"], True, 3),
    ],
)
def test_harm_is_graded_by_consequence(
    kind: str, tasks: list[str], lives_alone: bool | None, expected: int
) -> None:
    assert expected == harm_of(kind, tasks=tasks, lives_alone=lives_alone)


def verified_round(world: Round) -> tuple[LivePlace, ...]:
    """How the visit's places stand once it was recorded and verified, which is as they stood before."""
    came, left = NINE + 2 * MINUTE, NINE + 32 * MINUTE
    world.phone.send(
        [
            world.phone.event(visit=world.visit, at=came),
            world.phone.event(visit=world.visit, kind="check_out", at=left),
        ],
        at=left + MINUTE,
    )
    judged = places(world, left + 2 * MINUTE)
    verify_visits(by=None, at=left + 3 * MINUTE, visit_ids=[world.visit.pk])
    assert {1} == settled_stays([world.visit.pk])[world.visit.pk].keys()
    return judged


def places(world: Round, at: datetime) -> tuple[LivePlace, ...]:
    return live_places(visits_of([world.visit.pk]), at)[world.visit.pk]


def test_what_is_verified_stands_as_its_events_would_say(world: Round) -> None:
    judged = verified_round(world)
    (place,) = judged
    assert (NINE + 2 * MINUTE, NINE + 32 * MINUTE) == (place.began_at, place.left_at)
    assert judged == places(world, NINE + 40 * MINUTE)


def test_an_event_heard_since_is_judged_anew(world: Round) -> None:
    verified_round(world)
    later = NINE + 50 * MINUTE
    world.phone.send(
        [world.phone.event(visit=world.visit, kind="check_out", at=NINE + 45 * MINUTE)], at=later
    )
    assert {} == settled_stays([world.visit.pk])
    (place,) = places(world, later + MINUTE)
    assert NINE + 45 * MINUTE == place.left_at


def test_a_word_in_the_place_of_events_does_not_settle_them(world: Round) -> None:
    judged = verified_round(world)
    said = model_to_dict(Verification.objects.get(), exclude=["id", "visit", "worker", "override_by"])
    said |= {"verdict": Outcome.MISSED, "reason": "she was out", "recorded_at": NINE + 50 * MINUTE}
    Verification.objects.create(visit=world.visit, override_by=world.cast.fay, **said)
    assert {} == settled_stays([world.visit.pk])
    assert judged == places(world, NINE + 51 * MINUTE)
