"""F21: phones and a server as a state machine, with everything that happens to them in a bad week.

The phones are a model written here; the server is the product. At the end the network works again, every
phone sends until it has all its receipts, and what the server made of it is compared with what was recorded.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kith.core.stay import EventKind, RecordedEvent
from kith.core.verification import verify
from kith.core.verification_policy import PILOT
from kith.delivery.actions_feed import begin_epoch
from kith.delivery.actions_sync import receive_batch
from kith.delivery.actions_verify import verify_visits
from kith.delivery.models import VisitEvent
from kith.delivery.queries import newest_verifications
from kith.delivery.queries_judged import place_terms
from kith.orgs.models import WorkItem
from kith.people.models import Content
from kith.rota.models import Visit
from kith.rota.queries import current_entries, visits_of
from tests.delivery import factories
from tests.delivery.factories import MINUTE, NINE

KEPT_DAYS = 14  # how long a phone keeps what it has sent, in case a backup is restored
ROUNDS = 12
WEEK = UUID("6e0f2a55-2f0b-5ba5-8d0c-6a1f5f7a2b10")
Event = dict[str, Any]


@dataclass(kw_only=True)
class ModelPhone:
    """What a phone keeps: its outbox, what it sent lately, and the epoch it knows."""

    keeper: factories.Phone
    outbox: dict[str, Event] = field(default_factory=dict)
    sent: dict[str, tuple[Event, datetime]] = field(default_factory=dict)
    recorded: dict[str, Event] = field(default_factory=dict)
    epoch: str = ""

    def record(self, event: Event) -> None:
        self.outbox[event["id"]] = self.recorded[event["id"]] = event

    def hear(self, batch: list[Event], answer: dict[str, Any] | None, at: datetime) -> None:
        """Forget only what has a receipt by its id; in a new epoch offer again what was sent lately."""
        if answer is None:
            return
        if answer["epoch"] != self.epoch:
            self.epoch = answer["epoch"]
            self.offer_again(at)
        for event_id in (*answer["acks"], *(held["id"] for held in answer["held"]), *answer["conflicts"]):
            if event_id in self.outbox:
                self.sent[event_id] = self.outbox.pop(event_id), at

    def offer_again(self, at: datetime) -> None:
        for event_id, (event, sent_at) in list(self.sent.items()):
            if at - sent_at < timedelta(days=KEPT_DAYS):
                self.outbox[event_id] = event

    def restart(self) -> None:
        """Killed and started: only what was written down is left."""
        self.outbox = json.loads(json.dumps(self.outbox))


class BadWeek(RuleBasedStateMachine):
    """Two phones, two visits, one server; the invariants are promises P1 to P5."""

    phone_type = ModelPhone
    lived: ClassVar[Counter[str]] = Counter()  # over all weeks: one in which nothing happens proves nothing

    @initialize()
    def begin(self) -> None:
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.at = NINE
        self.world = factories.morning_round()
        self.visits = [
            self.world.visit,
            factories.visit(line=self.world.line, workers=[self.world.hal], slot="noon"),
        ]
        keepers = (self.world.phone, factories.phone(self.world.hal))
        self.phones = [self.phone_type(keeper=keeper) for keeper in keepers]
        self.requests: list[tuple[ModelPhone, list[Event]]] = []
        self.answers: list[tuple[ModelPhone, list[Event], dict[str, Any] | None]] = []
        self.acked: set[str] = set()
        self.recorded = 0
        self.backup = transaction.savepoint()

    def serve(self, phone: ModelPhone, batch: list[Event]) -> dict[str, Any]:
        """What the server answers."""
        body = phone.keeper.batch(batch, epoch=phone.epoch)
        answer = receive_batch(device=phone.keeper.device, batch=body, at=self.at)
        self.lived["acknowledged again"] += len(self.acked.intersection(answer["acks"]))
        self.lived["held"] += len(answer["held"])
        self.acked |= set(answer["acks"])
        return answer

    # What people and phones do.

    @rule(
        which=st.integers(0, 1),
        own=st.sampled_from([True, True, True, False]),
        kind=st.sampled_from(["check_in", "check_out", "task", "note", "note"]),
    )
    def record(self, which: int, own: bool, kind: str) -> None:
        """Mostly about the visit that the worker is rostered to at first."""
        visit = which if own else 1 - which
        said = {"text": f"At {self.at:%H:%M}."} if kind == "note" else {}
        phone = self.phones[which]
        self.keep(phone, kind, visit=self.visits[visit].pk, **said)

    def keep(self, phone: ModelPhone, kind: str, *, visit: UUID, **said: str) -> None:
        """Record an event. Its id follows from its place in the week, so that a week can be lived again."""
        self.recorded += 1
        event_id = str(uuid5(WEEK, str(self.recorded)))
        phone.record(phone.keeper.event(kind, visit=visit, at=self.at, id=event_id, **said))

    @rule(which=st.integers(0, 1))
    def edit(self, which: int) -> None:
        """An edited note is another event: the first is never taken back."""
        notes = [event for event in self.phones[which].recorded.values() if event["type"] == "note"]
        if notes:
            body = notes[-1]["body"]
            self.keep(self.phones[which], "note", visit=UUID(body["visit"]), text=f"{body['text']} More.")

    @rule(minutes=st.sampled_from([1, 7, 30, 1_440]))
    def advance_clock(self, minutes: int) -> None:
        self.at += minutes * MINUTE

    @rule(which=st.integers(0, 1))
    def restart_phone(self, which: int) -> None:
        self.phones[which].restart()
        self.requests = [each for each in self.requests if each[0] is not self.phones[which]]
        self.answers = [each for each in self.answers if each[0] is not self.phones[which]]

    @rule(visit=st.integers(0, 1), to_hal=st.booleans())
    def reassign(self, visit: int, to_hal: bool) -> None:
        worker = self.world.hal if to_hal else self.world.grace
        factories.roster(visit=self.visits[visit], worker=worker)

    # What the network does.

    @rule(which=st.integers(0, 1), data=st.data())
    def send(self, which: int, data: st.DataObject) -> None:
        phone = self.phones[which]
        if phone.outbox:
            ids = data.draw(st.lists(st.sampled_from([*phone.outbox]), min_size=1, max_size=6))
            self.requests.append((phone, [phone.outbox[event_id] for event_id in ids]))

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), again=st.booleans())
    def deliver(self, data: st.DataObject, again: bool) -> None:
        """A request arrives: any of those under way, and perhaps once more later."""
        number = data.draw(st.integers(0, len(self.requests) - 1))
        phone, batch = self.requests[number] if again else self.requests.pop(number)
        self.answers.append((phone, batch, self.serve(phone, batch)))

    @rule(which=st.integers(0, 1))
    def exchange(self, which: int) -> None:
        """For once all goes well."""
        phone = self.phones[which]
        batch = list(phone.outbox.values())[:50]
        phone.hear(batch, self.serve(phone, batch), self.at)

    @precondition(lambda self: self.requests)
    @rule(portal=st.booleans())
    def lose_request(self, portal: bool) -> None:
        """It gets nowhere, or to a café's sign-in page, which says 200."""
        phone, batch = self.requests.pop(0)
        if portal:
            phone.hear(batch, None, self.at)

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def hear(self, data: st.DataObject) -> None:
        phone, batch, answer = self.answers.pop(data.draw(st.integers(0, len(self.answers) - 1)))
        phone.hear(batch, answer, self.at)

    @precondition(lambda self: self.answers)
    @rule()
    def lose_answer(self) -> None:
        self.answers.pop(0)

    # What happens to the server.

    @rule()
    def back_up(self) -> None:
        self.backup = transaction.savepoint()

    @precondition(lambda self: self.acked)
    @rule()
    def restore(self) -> None:
        transaction.savepoint_rollback(self.backup)
        begin_epoch(at=self.at, reason="restored")
        self.lived["restored"] += 1
        self.acked = set()

    # The promises.

    @invariant()
    def what_was_acknowledged_is_kept(self) -> None:
        kept = {str(key) for key in VisitEvent.objects.filter(pk__in=self.acked).values_list("pk", flat=True)}
        assert self.acked == kept

    @invariant()
    def each_note_is_content_once(self) -> None:
        counted = VisitEvent.objects.filter(kind="note", held="")
        named = set(counted.values_list("content_id", flat=True))
        assert counted.count() == len(named) == Content.objects.filter(kind="note").count()

    @invariant()
    def whatever_is_held_has_an_owner(self) -> None:
        held = VisitEvent.objects.exclude(held="").values_list("visit_id", flat=True)
        waiting = WorkItem.objects.filter(kind="held_event", closed_at=None, owner__isnull=False)
        assert {str(key) for key in held} <= set(waiting.values_list("subject_id", flat=True))

    def teardown(self) -> None:
        if not hasattr(self, "all_of_it"):
            return
        try:
            if hasattr(self, "backup"):  # the week had begun
                self.settle()
                self.compare_with_phones()
        finally:
            connection.set_rollback(True)
            self.all_of_it.__exit__(None, None, None)

    def compare_with_phones(self) -> None:
        """The server has what the phones recorded, no more and no less, and it comes to the same."""
        recorded = {event_id for phone in self.phones for event_id in phone.recorded}
        kept = {str(key) for key in VisitEvent.objects.values_list("pk", flat=True)}
        assert recorded == kept
        for visit in self.visits:
            self.compare_verification(visit)

    def settle(self) -> None:
        """The network works again, and each phone sends until nothing is left."""
        self.at += timedelta(hours=1)
        for phone in self.phones:
            for _ in range(ROUNDS):
                batch = list(phone.outbox.values())[:50]
                phone.hear(batch, self.serve(phone, batch), self.at)
            assert not phone.outbox

    def compare_verification(self, visit: Visit) -> None:
        """The verification comes to the same as from the phones' own records, in the order of recording."""
        verify_visits(by=None, at=self.at, visit_ids=[visit.pk])
        held = {str(key) for key in VisitEvent.objects.exclude(held="").values_list("pk", flat=True)}
        events = [
            self.as_recorded(phone, event)
            for phone in self.phones
            for event in phone.recorded.values()
            if event["id"] not in held and event["body"]["visit"] == str(visit.pk)
        ]
        [planned] = visits_of([visit.pk])
        places = place_terms(planned, current_entries([visit.pk])[visit.pk], {})
        [expected] = verify(policy=PILOT, places=places, events=events, as_at=self.at)
        rows = newest_verifications([visit.pk]).get(visit.pk, ())
        if all(event.kind is EventKind.NOTE for event in events):
            assert not any(row.actual_minutes for row in rows)  # a note alone is not a visit
            return
        [row] = rows
        assert (expected.actual_minutes, expected.worker_id) == (row.actual_minutes, row.worker_id)
        self.lived["verified with minutes"] += bool(row.actual_minutes)

    def as_recorded(self, phone: ModelPhone, event: Event) -> RecordedEvent:
        return RecordedEvent(
            event_id=UUID(event["id"]),
            kind=EventKind(event["type"]),
            worker_id=phone.keeper.device.worker_id,
            device_id=phone.keeper.device.pk,
            device_at=datetime.fromisoformat(event["device_at"]),
            received_at=self.at,
            mono_ms=event["mono_ms"],
        )
