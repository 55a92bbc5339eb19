"""Deciding about held events."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.delivery.actions_held import CannotCount, NotHeld, rule_on_event
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.orgs.models import AuditRow, WorkItem
from kith.people.models import Relationship
from kith.people.queries_content import contents_of
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, roster

pytestmark = pytest.mark.django_db
LATER = NINE + 300 * MINUTE


@pytest.fixture
def world() -> Round:
    made = morning_round()
    Relationship.objects.create(
        person=made.ada,
        organisation=made.cast.kindly_care,
        kind="package",
        source="test",
        starts_on=factories.STARTED_ON,
        opened_at=factories.NOW,
    )
    return made


def held_stay(world: Round) -> list[dict[str, object]]:
    """Grace's events for a visit that has meanwhile been given to Hal."""
    events = [*world.phone.stay(world.visit), world.phone.event("note", visit=world.visit, text="All well.")]
    roster(visit=world.visit, worker=world.hal)
    assert 3 == len(world.phone.send(events)["held"])
    return events


def rule(world: Round, event: dict[str, object], *, accepted: bool = True, **more: object) -> object:
    given = {"by": world.cast.olu, "reason": "she came", **more}
    return rule_on_event(at=LATER, event_id=event["id"], accepted=accepted, **given)  # type: ignore[arg-type]


def test_accepted_events_count_and_are_verified_at_once(world: Round) -> None:
    for event in held_stay(world):
        rule(world, event)
    [row] = newest_verifications([world.visit.pk])[world.visit.pk]
    assert (world.grace.pk, 30) == (row.worker_id, row.actual_minutes)
    assert "other_worker" in row.exceptions


def test_an_accepted_note_becomes_content_written_when_it_was_written(world: Round) -> None:
    note = held_stay(world)[2]
    assert [] == contents_of([world.ada.pk], ["note"])
    rule(world, note)
    [piece] = contents_of([world.ada.pk], ["note"])
    assert ("All well.", NINE, world.cast.grace.pk) == (piece.text, piece.written_at, piece.by_id)


def test_the_phone_is_told_and_given_a_receipt_afterwards(world: Round) -> None:
    event = held_stay(world)[0]
    rule(world, event)
    answer = world.phone.send([event])
    assert [event["id"]] == answer["acks"]
    assert {"event": event["id"], "accepted": True, "reason": "she came"} == answer["feed"][0]["body"]


def test_what_waits_is_closed_with_the_last_decision(world: Round) -> None:
    events = held_stay(world)
    for event in events[:2]:
        rule(world, event)
    assert WorkItem.objects.filter(kind="held_event", closed_at=None).exists()
    rule(world, events[2], accepted=False, reason="double")
    assert "ruled" == WorkItem.objects.get(kind="held_event").outcome


def test_filed_events_count_for_nothing(world: Round) -> None:
    for event in held_stay(world):
        rule(world, event, accepted=False, reason="double")
    assert not Verification.objects.filter(worker=world.grace).exists()


def test_the_newest_ruling_holds(world: Round) -> None:
    events = held_stay(world)[:2]
    for event in events:
        rule(world, event)
    rule(world, events[1], accepted=False, reason="wrong day")
    world.phone.send([], at=LATER)
    rule(world, events[0], accepted=True)
    [row] = newest_verifications([world.visit.pk])[world.visit.pk]
    assert (0, True) == (row.actual_minutes, "no_check_out" in row.exceptions)


def test_an_event_about_an_unknown_visit_can_be_given_to_the_right_one(world: Round) -> None:
    event = world.phone.event("check_in", visit=uuid4())
    world.phone.send([event])
    with pytest.raises(NotFound):
        rule(world, event)
    rule(world, event, visit_id=world.visit.pk)
    assert world.visit.pk in newest_verifications([world.visit.pk])


def test_what_cannot_be_read_can_only_be_filed(world: Round) -> None:
    event = {**world.phone.event(visit=world.visit), "type": "dance"}
    world.phone.send([event])
    with pytest.raises(CannotCount):
        rule(world, event, visit_id=world.visit.pk)
    rule(world, event, accepted=False)


def test_what_counts_already_needs_no_ruling(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    world.phone.send([event])
    with pytest.raises(NotHeld):
        rule(world, event)


def test_only_who_may_decides_and_only_about_their_own(world: Round) -> None:
    event = held_stay(world)[0]
    with pytest.raises(NotPermitted):
        rule(world, event, by=world.cast.grace)
    with pytest.raises(NotFound):
        rule(world, event, by=world.cast.sam)
    with pytest.raises(CannotCount, match="Say why"):
        rule(world, event, reason="")


def test_a_ruling_is_in_the_audit(world: Round) -> None:
    rule(world, held_stay(world)[0])
    row = AuditRow.objects.get(action="rule.event")
    assert (world.cast.olu.pk, world.ada.pk, True) == (row.user_id, row.person_id, row.detail["accepted"])
