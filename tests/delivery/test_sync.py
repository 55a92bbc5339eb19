"""Receiving batches: each event counts once, whatever happens to the batch that carries it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from kith.delivery import envelope, sealing
from kith.delivery.actions_devices import revoke_device
from kith.delivery.actions_sync import BatchTooLarge
from kith.delivery.models import EventConflict, VisitEvent
from kith.orgs.announced import Announced
from kith.orgs.models import AuditRow, Outbox, WorkItem
from kith.people.models import Content, ContentKey
from kith.people.queries_content import contents_of
from tests.delivery.factories import (
    MINUTE,
    NINE,
    Round,
    event_of,
    morning_round,
    phone,
    roster,
    visit,
    worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Round:
    return morning_round()


def test_it_gives_a_receipt_for_each_event_it_keeps(world: Round) -> None:
    events = world.phone.stay(world.visit)
    answer = world.phone.send(events)
    assert [event["id"] for event in events] == answer["acks"]
    assert ([], [], False) == (answer["held"], answer["conflicts"], answer["revoked"])
    assert 2 == VisitEvent.objects.filter(visit_id=world.visit.pk, held="").count()


def test_it_keeps_an_event_once_however_often_it_is_sent(world: Round) -> None:
    events = world.phone.stay(world.visit)
    first = world.phone.send(events)
    again = world.phone.send([events[1], events[0], events[1]])
    assert (2, 2) == (len(first["acks"]), VisitEvent.objects.count())
    assert {event["id"] for event in events} == set(again["acks"])


def test_it_announces_each_visit_once_for_what_is_new(world: Round) -> None:
    events = world.phone.stay(world.visit)
    world.phone.send(events)
    world.phone.send(events)
    told = Outbox.objects.filter(kind=Announced.VISIT_EVENTS).values_list("subject_id", flat=True)
    assert [str(world.visit.pk)] == list(told)


def test_it_writes_one_audit_row_for_a_batch(world: Round) -> None:
    world.phone.send(world.phone.stay(world.visit))
    row = AuditRow.objects.get(action="sync.events")
    assert {"acks": 2, "held": 0, "conflicts": 0, "feed": 0} == row.detail
    assert (world.cast.grace.pk, world.cast.kindly_care.pk) == (row.user_id, row.organisation_id)


def test_it_keeps_a_note_as_content_of_the_person_and_not_in_the_event(world: Round) -> None:
    event = world.phone.event("note", visit=world.visit, text="Ada sang today.")
    world.phone.send([event])
    [note] = contents_of([world.ada.pk], ["note"])
    kept = event_of(event)
    assert ("Ada sang today.", 5, NINE) == (note.text, note.data_class, note.written_at)
    assert (note.id, {}, None) == (kept.content_id, kept.body, kept.sealed)


def test_it_keeps_another_event_with_the_same_id_as_a_contradiction(world: Round) -> None:
    event = world.phone.event("note", visit=world.visit, text="Ate well.")
    world.phone.send([event])
    other = {**event, "body": {**event["body"], "text": "Ate nothing."}}
    for _ in range(2):
        assert [event["id"]] == world.phone.send([other])["conflicts"]
    conflict = EventConflict.objects.get()
    assert other == json.loads(sealing.unseal(bytes(conflict.sealed)))
    assert ["Ate well."] == [piece.text for piece in contents_of([world.ada.pk], ["note"])]
    assert world.cast.olu == WorkItem.objects.get(kind="event_conflict").owner


def test_it_keeps_another_event_with_the_same_number_as_a_contradiction(world: Round) -> None:
    first = world.phone.event(visit=world.visit)
    second = world.phone.event(visit=world.visit, seq=first["seq"])
    answer = world.phone.send([first, second])
    assert ([first["id"]], [second["id"]]) == (answer["acks"], answer["conflicts"])


def test_it_takes_the_same_event_from_the_workers_new_phone(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    world.phone.send([event])
    assert [event["id"]] == phone(world.grace).send([event])["acks"]
    assert 1 == VisitEvent.objects.count()


def test_it_does_not_take_another_workers_event_for_the_same(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    world.phone.send([event])
    assert [event["id"]] == phone(world.hal).send([event])["conflicts"]


def test_it_holds_events_of_a_worker_who_is_no_longer_rostered(world: Round) -> None:
    events = world.phone.stay(world.visit)
    roster(visit=world.visit, worker=world.hal)
    answer = world.phone.send(events)
    assert [{"id": event["id"], "code": "not_rostered"} for event in events] == answer["held"]
    assert answer["held"] == world.phone.send(events)["held"]
    item = WorkItem.objects.get(kind="held_event")
    assert (str(world.visit.pk), world.cast.olu) == (item.subject_id, item.owner)
    assert {"code": "not_rostered", "worker": str(world.grace.pk), "events": 2} == item.detail


def test_it_holds_what_is_about_a_visit_it_does_not_know(world: Round) -> None:
    event = world.phone.event("note", visit=uuid4(), text="Knocked, no answer.")
    answer = world.phone.send([event])
    assert [{"id": event["id"], "code": "unknown_visit"}] == answer["held"]
    assert event == json.loads(sealing.unseal(bytes(event_of(event).sealed or b"")))
    assert not Content.objects.exists()
    assert 1 == WorkItem.objects.filter(kind="held_event", subject_id=event["body"]["visit"]).count()


def test_it_holds_what_a_revoked_phone_sends_and_gives_it_nothing(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    revoke_device(by=world.cast.olu, at=NINE, device_id=world.phone.device.pk, reason="lost")
    answer = world.phone.send([event])
    assert ([{"id": event["id"], "code": "device_revoked"}], True) == (answer["held"], answer["revoked"])
    assert not Outbox.objects.filter(kind=Announced.VISIT_EVENTS).exists()


def test_it_holds_what_comes_after_the_phones_registration_ran_out(world: Round) -> None:
    answer = world.phone.send([world.phone.event(visit=world.visit)], at=NINE + timedelta(days=46))
    assert ["token_expired"] == [held["code"] for held in answer["held"]]


def test_it_holds_events_of_a_worker_who_has_left(world: Round) -> None:
    world.grace.until = NINE.date()
    world.grace.save(update_fields=["until"])
    answer = world.phone.send([world.phone.event(visit=world.visit)])
    assert ["worker_left"] == [held["code"] for held in answer["held"]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "dance"}, "unknown_kind"),
        ({"type": ["note"]}, "unknown_kind"),
        ({"v": 99}, "unknown_version"),
        ({"seq": None}, "unreadable"),
        ({"seq": True}, "unreadable"),
        ({"seq": 2**70}, "unreadable"),
        ({"device_at": "yesterday"}, "unreadable"),
        ({"device_at": "2026-04-07T09:00:00"}, "unreadable"),
        ({"device_at": "9999-12-31T23:59:59+00:00"}, "unreadable"),
        ({"body": "hello"}, "unreadable"),
        ({"body": {"text": "no visit"}}, "unreadable"),
        ({"sealed": "!!"}, "unreadable"),
        ({"sealed": base64.b64encode(b"\x01" + b"x" * 90).decode()}, "cannot_open"),
    ],
)
def test_it_holds_what_it_cannot_read_and_keeps_every_letter_of_it(
    world: Round, changes: dict[str, object], code: str
) -> None:
    event = {**world.phone.event("note", visit=world.visit, text="Kept"), **changes}
    assert [{"id": event["id"], "code": code}] == world.phone.send([event])["held"]
    assert [{"id": event["id"], "code": code}] == world.phone.send([event])["held"]
    assert event == json.loads(sealing.unseal(bytes(event_of(event).sealed or b"")))


@pytest.mark.parametrize("event", [None, 7, "text", [], {}, {"id": 5}, {"id": "not an id", "seq": 1}])
def test_it_holds_even_what_has_no_id(world: Round, event: object) -> None:
    for _ in range(2):
        [held] = world.phone.send([event])["held"]
        assert "unreadable" == held["code"]
    assert 1 == VisitEvent.objects.count()


def test_one_unreadable_event_does_not_hold_up_the_others(world: Round) -> None:
    good = world.phone.stay(world.visit)
    answer = world.phone.send([good[0], {"id": "?"}, good[1]])
    assert ([event["id"] for event in good], 1) == (answer["acks"], len(answer["held"]))


def test_a_note_to_a_disposed_record_is_held_and_does_not_hold_up_the_others(world: Round) -> None:
    events = world.phone.stay(world.visit)
    note = world.phone.event("note", visit=world.visit, text="Late for the file.")
    ContentKey.objects.update(wrapped=None)
    answer = world.phone.send([events[0], note, events[1]])
    assert [{"id": note["id"], "code": "record_disposed"}] == answer["held"]
    assert [event["id"] for event in events] == answer["acks"]


def test_it_keeps_beside_an_event_whatever_it_does_not_know(world: Round) -> None:
    event = world.phone.event("check_in", visit=world.visit, mood="A long sentence about the mood.")
    assert [event["id"]] == world.phone.send([event])["acks"]
    kept = event_of(event)
    assert {} == kept.body
    assert event == json.loads(sealing.unseal(bytes(kept.sealed or b"")))


def test_it_opens_events_sealed_for_the_house(world: Round) -> None:
    event = world.phone.event("note", visit=world.visit)
    said = {"visit": str(world.visit.pk), "text": "Sealed."}
    event["sealed"] = base64.b64encode(sealing.seal(json.dumps(said).encode())).decode()
    del event["body"]
    assert [event["id"]] == world.phone.send([event])["acks"]
    assert ["Sealed."] == [piece.text for piece in contents_of([world.ada.pk], ["note"])]


def test_it_takes_events_of_the_version_before(world: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(envelope.READERS, 2, lambda body: {**body, "task": body["job"]})
    old = world.phone.event("task", visit=world.visit, task="wash", outcome="done")
    new = world.phone.event("task", visit=world.visit, v=2, job="wash", outcome="done")
    assert 2 == len(world.phone.send([old, new])["acks"])
    assert "wash" == event_of(old).body["task"] == event_of(new).body["task"]


def test_it_survives_half_a_character_in_a_note(world: Round) -> None:
    event = world.phone.event("note", visit=world.visit, text="Tea \ud83d with Ada")
    assert [event["id"]] == world.phone.send([event])["acks"]
    assert ["Tea ? with Ada"] == [piece.text for piece in contents_of([world.ada.pk], ["note"])]


def test_it_notes_how_far_the_phones_clock_was_out(world: Round) -> None:
    by_event = world.phone.event(visit=world.visit, offset_ms=-2_400_000)
    by_batch = world.phone.event(visit=world.visit)
    at = NINE + 60 * MINUTE
    world.phone.send([by_event, by_batch], at=at, sent_at=(at - timedelta(seconds=90)).isoformat())
    assert (-2_400_000, 90_000) == (event_of(by_event).offset_ms, event_of(by_batch).offset_ms)


def test_it_notes_when_the_phone_was_heard_and_what_it_still_owes(world: Round) -> None:
    world.phone.send([], at=NINE, highest_seq=12)
    world.phone.device.refresh_from_db()
    assert (NINE, 12) == (world.phone.device.last_heard_at, world.phone.device.highest_seq)
    assert not AuditRow.objects.filter(action="sync.events").exists()


def test_it_refuses_more_than_fifty_events_at_once(world: Round) -> None:
    with pytest.raises(BatchTooLarge, match="at most 50"):
        world.phone.send([world.phone.event(visit=world.visit) for _ in range(51)])
    assert not VisitEvent.objects.exists()


def test_each_of_two_workers_may_record_a_visit_for_two(world: Round) -> None:
    double = visit(line=world.line, workers=[world.grace, world.hal], slot="noon")
    for each in (world.phone, phone(world.hal)):
        assert 2 == len(each.send(each.stay(double))["acks"])


def test_fifty_events_take_few_queries(world: Round, django_assert_max_num_queries: object) -> None:
    events = [world.phone.event("note", visit=world.visit, text=f"Note {n}") for n in range(50)]
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert 50 == len(world.phone.send(events)["acks"])


def test_a_worker_of_another_provider_is_held(world: Round) -> None:
    sams_worker = worker(organisation=world.cast.other_hands, name="Kit Dale")
    answer = phone(sams_worker).send([world.phone.event("note", visit=world.visit, text="Hello")])
    assert ["not_rostered"] == [held["code"] for held in answer["held"]]
    assert [] == contents_of([world.ada.pk], ["note"])
