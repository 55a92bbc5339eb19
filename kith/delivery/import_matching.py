"""Who and what a row of an extract is about: its provider, person and worker, and the visit it tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY
from kith.core.tables import Table
from kith.delivery.import_rows import Attendance
from kith.orgs.models import Organisation
from kith.people.models import Identifier
from kith.rota.planned import Entry
from kith.rota.queries import PlannedVisit, current_entries, planned_visits
from kith.workforce.models import Worker

NEAR = timedelta(hours=2)  # a row whose planned start is further from a visit's is not that visit
REFERENCES_AT_ONCE = 10_000

Place = tuple[UUID, int]


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


def recognise(
    table: Table, attendances: Sequence[Attendance], commissioner: Organisation | None
) -> list[Known]:
    """The rows whose names and references are known here; every other becomes a finding.

    A commissioner's import is about its own people only.
    """
    providers, workers = providers_by_name(), workers_by_name()
    people = people_by_reference({each.person for each in attendances}, commissioner)
    recognised = []
    for each in attendances:
        provider = providers.get(each.provider.casefold())
        if provider is None:
            says = f"No provider is called “{each.provider}”."
            table.refuse(each.row, "provider", "unknown_provider", says)
            continue
        found = people.get((each.person, provider.pk)) or people.get((each.person, None))
        named = workers.get((provider.pk, each.worker.casefold()), [])
        if found is None or len(found) > 1:
            says = f"Nobody here has the reference “{each.person}”."
            table.refuse(each.row, "person", "unknown_person", says)
        elif len(named) != 1:
            who = "Nobody" if not named else "More than one worker"
            says = f"{who} at {provider.name} is called “{each.worker}”."
            table.refuse(each.row, "worker", "unknown_worker", says)
        else:
            [person_id] = found
            recognised.append(Known(attendance=each, provider=provider, person_id=person_id, worker=named[0]))
    return recognised


def providers_by_name() -> dict[str, Organisation]:
    """Every provider by its name, its short name and its code, in small letters."""
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    return {
        name.casefold(): each
        for each in providers
        for name in (each.name, each.short_name, each.code)
        if name
    }


def people_by_reference(
    references: Iterable[str], commissioner: Organisation | None
) -> dict[tuple[str, UUID | None], set[UUID]]:
    """The people each reference names: a provider's own by provider, any other by itself."""
    wanted = list(references)
    found: defaultdict[tuple[str, UUID | None], set[UUID]] = defaultdict(set)
    for start in range(0, len(wanted), REFERENCES_AT_ONCE):
        identifiers = Identifier.objects.filter(value__in=wanted[start : start + REFERENCES_AT_ONCE])
        if commissioner is not None:
            identifiers = identifiers.filter(person__commissioner=commissioner)
        for identifier in identifiers:
            own = identifier.organisation_id if identifier.scheme == Identifier.Scheme.PROVIDER else None
            found[identifier.value, own].add(identifier.person_id)
    return dict(found)


def workers_by_name() -> dict[tuple[UUID, str], list[Worker]]:
    """Every worker by their provider and their whole name in small letters."""
    named: defaultdict[tuple[UUID, str], list[Worker]] = defaultdict(list)
    for worker in Worker.objects.select_related("organisation"):
        named[worker.organisation_id, str(worker).strip().casefold()].append(worker)
    return dict(named)


def match(recognised: Sequence[Known], taken: set[Place]) -> tuple[list[Matched], list[Known]]:
    """Each row with the visit planned for its time, or else the nearest with a place left; and the others.

    ``taken`` are the places that rows have by now; those given here are added to it.
    """
    visits = _visits_around(recognised)
    entries = current_entries([planned.visit.pk for held in visits.values() for planned in held])
    matched: list[Matched] = []
    left: Sequence[Known] = sorted(recognised, key=lambda each: each.attendance.planned_start)
    for apart in (timedelta(), NEAR):  # first those that agree to the second, so that no other takes theirs
        others = []
        for known in left:
            found = _nearest(known, visits[known.person_id, known.provider.pk], entries, taken, apart)
            if found is None:
                others.append(known)
            else:
                taken.add((found.planned.visit.pk, found.place))
                matched.append(found)
        left = others
    return matched, list(left)


def _nearest(
    known: Known,
    visits: Sequence[PlannedVisit],
    entries: dict[UUID, tuple[Entry, ...]],
    taken: Collection[Place],
    apart: timedelta,
) -> Matched | None:
    """The nearest visit no further than this with a place for the worker: their own, or else any."""
    starts_at = known.attendance.planned_start
    near = [each for each in visits if abs(each.terms.preferred_at - starts_at) <= apart]
    for planned in sorted(near, key=lambda each: abs(each.terms.preferred_at - starts_at)):
        rostered = {entry.worker_id: entry.place for entry in entries.get(planned.visit.pk, ())}
        first = rostered.get(known.worker.pk)
        places = [first] if first else range(1, planned.terms.workers_needed + 1)
        free = next((place for place in places if (planned.visit.pk, place) not in taken), None)
        if free is not None:
            return Matched(known=known, planned=planned, place=free)
    return None


def _visits_around(recognised: Sequence[Known]) -> defaultdict[tuple[UUID, UUID], list[PlannedVisit]]:
    """The visits of these people on the days of these rows, by person and provider."""
    found: defaultdict[tuple[UUID, UUID], list[PlannedVisit]] = defaultdict(list)
    if recognised:
        days = [known.attendance.day for known in recognised]
        people = {known.person_id for known in recognised}
        for planned in planned_visits(min(days) - ONE_DAY, max(days) + 2 * ONE_DAY, person_ids=people):
            found[planned.visit.person_id, planned.visit.provider_id].append(planned)
    return found
