"""Visits to Ada, the workers who make them, and what their phones send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from kith.brokerage.models import Contract, Package, PackageLine
from kith.core.visit_ids import visit_id
from kith.delivery.actions_devices import register_device
from kith.delivery.actions_sync import receive_batch
from kith.delivery.models import Device, VisitEvent
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, User
from kith.people.models import ContentKey, Person
from kith.people.sealing import new_key
from kith.rota.models import RotaEntry, Visit, VisitTerms
from kith.workforce.models import Worker
from tests import factories

DAY = factories.TODAY
NINE = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)  # 09:00 in London
MINUTE = timedelta(minutes=1)


def person(*, commissioner: Organisation, user: User | None = None) -> Person:
    registered = Person.objects.create(commissioner=commissioner, user=user, opened_at=factories.NOW)
    ContentKey.objects.create(person=registered, wrapped=new_key(registered.pk)[1])
    return registered


def worker(*, organisation: Organisation, name: str = "Grace Okafor", user: User | None = None) -> Worker:
    first_name, family_name = name.split()
    return Worker.objects.create(
        organisation=organisation,
        user=user,
        first_name=first_name,
        family_name=family_name,
        travel_mode="walk",
        home_postcode="LS12 1AA",
        home_lat=53.8,
        home_lon=-1.6,
        contract_minutes=2_250,
        starts_on=factories.STARTED_ON,
    )


def package_line(
    *,
    person: Person,
    provider: Organisation,
    commissioner: Organisation,
    starts_on: date = factories.STARTED_ON,
    pattern: Sequence[dict[str, object]] = (),
) -> PackageLine:
    contract, _ = Contract.objects.get_or_create(
        reference=f"{provider.short_name} 2026",
        defaults={
            "provider": provider,
            "commissioner": commissioner,
            "tier": "primary",
            "starts_on": factories.STARTED_ON,
        },
    )
    package = Package.objects.create(
        reference=f"PK-{uuid4().hex[:8]}", person=person, opened_at=factories.NOW
    )
    return PackageLine.objects.create(
        package=package,
        person=person,
        contract=contract,
        provider=provider,
        service_type="home_care",
        pattern=list(pattern),
        starts_on=starts_on,
        reason="award",
        recorded_at=factories.NOW,
    )


def visit(
    *,
    line: PackageLine,
    workers: Sequence[Worker | None] = (),
    starts_at: datetime = NINE,
    minutes: int = 30,
    on: date | None = None,
    slot: str = "morning",
) -> Visit:
    """A visit whose window runs half an hour either side of its start, with a rota entry for each worker."""
    on = on or starts_at.date()
    made = Visit.objects.create(
        id=visit_id(line.pk, slot, on),
        package_line=line,
        slot_key=slot,
        on=on,
        person_id=line.person_id,
        provider_id=line.provider_id,
    )
    VisitTerms.objects.create(
        visit=made,
        window_starts_at=starts_at - 30 * MINUTE,
        window_ends_at=starts_at + 30 * MINUTE,
        preferred_at=starts_at,
        minutes=minutes,
        workers_needed=max(1, len(workers)),
        line_version=1,
        reason="pattern",
        recorded_at=factories.NOW,
    )
    for place, each in enumerate(workers, start=1):
        roster(visit=made, worker=each, place=place, starts_at=starts_at, minutes=minutes)
    return made


def roster(
    *, visit: Visit, worker: Worker | None, place: int = 1, starts_at: datetime = NINE, minutes: int = 30
) -> RotaEntry:
    return RotaEntry.objects.create(
        visit=visit,
        place=place,
        worker=worker,
        starts_at=starts_at,
        minutes=minutes,
        reason="rota",
        recorded_at=factories.NOW,
    )


@dataclass(kw_only=True)
class Phone:
    """A worker's phone: it numbers its events, and sends what it is told to."""

    device: Device
    token: str
    numbers: Any = field(default_factory=lambda: count(1))

    def event(
        self, kind: str = "check_in", *, visit: Visit | UUID, at: datetime = NINE, **said: Any
    ) -> dict[str, Any]:
        """An event as the phone keeps it in its outbox."""
        envelope = {key: said.pop(key) for key in ("mono_ms", "offset_ms", "v", "id", "seq") if key in said}
        return {
            "id": str(uuid4()),
            "seq": next(self.numbers),
            "type": kind,
            "v": 1,
            "body": {"visit": str(visit.pk if isinstance(visit, Visit) else visit), **said},
            "device_at": at.isoformat(),
            "mono_ms": int((at - NINE).total_seconds() * 1000) + 1_000_000,
            **envelope,
        }

    def stay(self, visit: Visit, *, at: datetime = NINE, minutes: int = 30) -> list[dict[str, Any]]:
        """A check-in and a check-out some minutes later."""
        return [
            self.event("check_in", visit=visit, at=at),
            self.event("check_out", visit=visit, at=at + minutes * MINUTE),
        ]

    def batch(self, events: Sequence[object], **more: Any) -> dict[str, Any]:
        return {"device_id": str(self.device.pk), "epoch": "", "last_pos": "0.0", "events": events, **more}

    def send(
        self, events: Sequence[object], *, at: datetime = NINE + 60 * MINUTE, **more: Any
    ) -> dict[str, Any]:
        """The server's answer to these events."""
        return receive_batch(device=self.device, batch=self.batch(events, **more), at=at)


def phone(worker: Worker, *, at: datetime = factories.NOW) -> Phone:
    device, token = register_device(by=None, at=at, worker=worker)
    return Phone(device=device, token=token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The cast, with Ada's morning visit by Grace, and their phones."""

    cast: factories.Cast
    ada: Person
    grace: Worker
    hal: Worker
    line: PackageLine
    visit: Visit
    phone: Phone


def morning_round() -> Round:
    with as_house():
        cast = factories.cast()
        ada = person(commissioner=cast.council, user=cast.ada)
        grace = worker(organisation=cast.kindly_care, user=cast.grace)
        line = package_line(person=ada, provider=cast.kindly_care, commissioner=cast.council)
        return Round(
            cast=cast,
            ada=ada,
            grace=grace,
            hal=worker(organisation=cast.kindly_care, name="Hal Brook"),
            line=line,
            visit=visit(line=line, workers=[grace]),
            phone=phone(grace),
        )


def event_of(event: dict[str, Any]) -> VisitEvent:
    """The kept event with the id that the phone gave."""
    kept: VisitEvent = VisitEvent.objects.get(pk=event["id"])
    return kept
