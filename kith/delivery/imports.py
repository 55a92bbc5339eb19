"""Visits from a provider's own system: each row matched to a visit that stands, and recorded as events.

A row is matched by provider, the person's reference and the planned start; nothing is invented for rows that
match no visit. What a row says becomes a check-in and a check-out with ids worked out from it, received like
any phone's, so that importing the same file again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from django.db import transaction

from kith.core.dates import ONE_DAY, ONE_MINUTE, london_day
from kith.core.tables import Table
from kith.delivery.actions_sync import MOST_EVENTS, receive_batch
from kith.delivery.import_rows import Attendance, read_attendances
from kith.delivery.models import Device
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.people.models import Identifier
from kith.rota.actions_publish import publish_rota
from kith.rota.proposals import Proposal, ProposedEntry
from kith.rota.queries import PlannedVisit, current_entries, entries_now, planned_visits
from kith.workforce.models import Worker

NEAR = timedelta(hours=2)  # a row whose planned start is further from a visit's is not that visit
IMPORT_NAMESPACE = UUID("3f1c5a0e-90f4-5f0b-8a53-1d1a6c0f5b27")
IMPORT_DEVICE = "import:"  # stands where a token's hash would: no token has this hash
FOR_EVER = timedelta(days=365 * 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The file's table with all findings, how many rows became visits' events, and how many were known."""

    table: Table
    recorded: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A row whose provider, person and worker are known here."""

    attendance: Attendance
    provider: Organisation
    person_id: UUID
    worker: Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A row and the place of a visit that it is about."""

    known: Known
    planned: PlannedVisit
    place: int


def import_visits(*, at: datetime, source: bytes | BinaryIO) -> Imported:
    """What of a call-monitoring extract could be used, row by row. Whoever may import tables calls this.

    A visit nobody is rostered to gets a rota entry for the worker in the row; one rostered to somebody else
    keeps its rota, and its events wait for a decision. Importing the file again changes nothing.
    """
    table, attendances = read_attendances(source)
    with transaction.atomic(), as_house():
        matched = _match(table, _recognise(table, attendances))
        _roster(matched, at)
        new = _record_events(matched, at)
        audit.record(
            by=None, at=at, action="import.visits", detail={"rows": table.summary().read, "recorded": new}
        )
    return Imported(table=table, recorded=new, known=len(matched) - new)


def _recognise(table: Table, attendances: Sequence[Attendance]) -> list[Known]:
    """The rows whose names and references are known here; every other becomes a finding."""
    providers = _providers()
    people = _people({each.person for each in attendances})
    workers = _workers()
    recognised = []
    for each in attendances:
        provider = providers.get(each.provider.casefold())
        if provider is None:
            table.refuse(
                each.row, "provider", "unknown_provider", f"No provider is called “{each.provider}”."
            )
            continue
        found = people.get((each.person, provider.pk)) or people.get((each.person, None))
        named = workers.get((provider.pk, each.worker.casefold()), [])
        if found is None or len(found) > 1:
            table.refuse(
                each.row, "person", "unknown_person", f"Nobody here has the reference “{each.person}”."
            )
        elif len(named) != 1:
            words = "Nobody" if not named else "More than one worker"
            words = f"{words} at {provider.name} is called “{each.worker}”."
            table.refuse(each.row, "worker", "unknown_worker", words)
        else:
            [person_id] = found
            recognised.append(Known(attendance=each, provider=provider, person_id=person_id, worker=named[0]))
    return recognised


def _providers() -> dict[str, Organisation]:
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    return {
        name.casefold(): each
        for each in providers
        for name in (each.name, each.short_name, each.code)
        if name
    }


def _people(references: Iterable[str]) -> dict[tuple[str, UUID | None], set[UUID]]:
    """The people each reference names: a provider's own by provider, any other by itself."""
    found: defaultdict[tuple[str, UUID | None], set[UUID]] = defaultdict(set)
    for identifier in Identifier.objects.filter(value__in=list(references)):
        own = identifier.organisation_id if identifier.scheme == Identifier.Scheme.PROVIDER else None
        found[identifier.value, own].add(identifier.person_id)
    return found


def _workers() -> dict[tuple[UUID, str], list[Worker]]:
    named: defaultdict[tuple[UUID, str], list[Worker]] = defaultdict(list)
    for worker in Worker.objects.select_related("organisation"):
        named[worker.organisation_id, str(worker).casefold()].append(worker)
    return named


def _match(table: Table, recognised: Sequence[Known]) -> list[Matched]:
    """Each row with the visit nearest to its planned start that has a place left; the rest are findings."""
    visits = _visits_around(recognised)
    entries = current_entries([planned.visit.pk for held in visits.values() for planned in held])
    taken: set[tuple[UUID, int]] = set()
    matched = []
    for known in sorted(recognised, key=lambda each: each.attendance.planned_start):
        row, starts_at = known.attendance.row, known.attendance.planned_start
        near = [
            planned
            for planned in visits[known.person_id, known.provider.pk]
            if abs(planned.terms.preferred_at - starts_at) <= NEAR
        ]
        for planned in sorted(near, key=lambda each: abs(each.terms.preferred_at - starts_at)):
            rostered = {entry.worker_id: entry.place for entry in entries.get(planned.visit.pk, ())}
            places = range(1, planned.terms.workers_needed + 1)
            first = rostered.get(known.worker.pk)
            free = [
                place for place in ([first] if first else places) if (planned.visit.pk, place) not in taken
            ]
            if free:
                taken.add((planned.visit.pk, free[0]))
                matched.append(Matched(known=known, planned=planned, place=free[0]))
                break
        else:
            words = "No visit to this person is planned within two hours of that time."
            table.refuse(row, "planned_start", "no_visit", words)
    return matched


def _visits_around(recognised: Sequence[Known]) -> defaultdict[tuple[UUID, UUID], list[PlannedVisit]]:
    """The visits of these people on the days of the file, by person and provider."""
    found: defaultdict[tuple[UUID, UUID], list[PlannedVisit]] = defaultdict(list)
    if recognised:
        days = [london_day(known.attendance.planned_start) for known in recognised]
        people = {known.person_id for known in recognised}
        for planned in planned_visits(min(days) - ONE_DAY, max(days) + 2 * ONE_DAY, person_ids=people):
            found[planned.visit.person_id, planned.visit.provider_id].append(planned)
    return found


def _roster(matched: Sequence[Matched], at: datetime) -> None:
    """A rota entry, published as imported, for each place that nobody is rostered to."""
    standing = entries_now({each.planned.visit.pk for each in matched})
    by_provider: defaultdict[Organisation, list[Matched]] = defaultdict(list)
    for each in matched:
        if (each.planned.visit.pk, each.place) not in standing:
            by_provider[each.known.provider].append(each)
    for provider, rows in by_provider.items():
        days = [each.planned.visit.on for each in rows]
        ids = {each.planned.visit.pk for each in rows}
        proposal = Proposal(
            organisation=provider,
            starts_on=min(days),
            until=max(days) + ONE_DAY,
            method="imported",
            entries=tuple(map(_entry, rows)),
            terms_seen={each.planned.visit.pk: each.planned.terms.pk for each in rows},
            entries_seen={key: entry for key, entry in standing.items() if key[0] in ids},
        )
        publish_rota(by=None, at=at, proposal=proposal)


def _entry(each: Matched) -> ProposedEntry:
    row = each.known.attendance
    return ProposedEntry(
        visit_id=each.planned.visit.pk,
        person_id=each.planned.visit.person_id,
        place=each.place,
        worker_id=each.known.worker.pk,
        shift_id=None,
        starts_at=row.planned_start,
        minutes=(row.planned_end - row.planned_start) // ONE_MINUTE,
        reason="imported",
    )


def _record_events(matched: Sequence[Matched], at: datetime) -> int:
    """How many rows were new: their check-in and check-out, received as from a phone of the worker's."""
    of_worker: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    workers = {each.known.worker.pk: each.known.worker for each in matched}
    for each in matched:
        row = each.known.attendance
        for kind, happened_at in (("check_in", row.actual_start), ("check_out", row.actual_end)):
            of_worker[each.known.worker.pk].append(_event(each, kind, happened_at))
    new = 0
    for worker_id, events in of_worker.items():
        device = _device(workers[worker_id], at)
        before = device.events.count()
        for start in range(0, len(events), MOST_EVENTS):
            receive_batch(device=device, batch={"events": events[start : start + MOST_EVENTS]}, at=at)
        new += (device.events.count() - before) // 2
    return new


def _event(each: Matched, kind: str, at: datetime) -> dict[str, Any]:
    """An event whose id and number follow from what the row says, so that they are the same every time."""
    visit_id = each.planned.visit.pk
    event_id = uuid5(IMPORT_NAMESPACE, f"{visit_id}/{each.known.worker.pk}/{kind}/{at.isoformat()}")
    return {
        "id": str(event_id),
        "seq": event_id.int % (2**62) + 1,
        "type": kind,
        "v": 1,
        "body": {"visit": str(visit_id), "method": "import"},
        "device_at": at.isoformat(),
    }


def _device(worker: Worker, at: datetime) -> Device:
    """What stands for a worker's phone in the provider's own system. Nobody can sign in with it."""
    device, _ = Device.objects.get_or_create(
        token_hash=f"{IMPORT_DEVICE}{worker.pk.hex}",
        defaults={
            "worker": worker,
            "organisation_id": worker.organisation_id,
            "token_until": at + FOR_EVER,
            "registered_at": at,
        },
    )
    return device
