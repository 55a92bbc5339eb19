"""Reading visits: the terms and rota entries that hold, what stands in a visit's way, and who may see it.

What stops a visit is read each time from the rooms below, never copied into the rota: a death, the end of a
line or a pause in care stops visits at once and cannot be forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from kith.brokerage.queries import ActiveLine, Pause, lines_active, suspensions
from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.roles import Right, Role
from kith.people.queries import access_person
from kith.rota.models import RotaEntry, Visit, VisitTerms
from kith.workforce.models import Worker

VISIT_TIMES = 3  # the data class of what is to happen when
IDS_IN_ONE_QUERY = 10_000


class Stop(StrEnum):
    """Why a visit is not due."""

    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    DIED = "died"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit with the terms that hold, and what stops it, if anything does."""

    visit: Visit
    terms: VisitTerms
    stop: Stop | None

    @property
    def due(self) -> bool:
        """Whether somebody is to come."""
        return self.stop is None


def access_visit(*, by: User | None, visit_id: UUID, at: datetime, right: Right = Right.READ) -> Visit:
    """The visit, for who may do this with its person's visit times. A worker sees those they are rostered to.

    Audited. A provider changes only its own visits. Raises `NotFound` when there is none or it is not theirs.
    """
    visit = Visit.objects.filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    access = access_person(
        by=by, person_id=visit.person_id, data_class=VISIT_TIMES, right=right, on=london_day(at), at=at
    )
    if by is not None and access.role is not None and not _theirs(by, access.role, visit):
        raise NotFound
    return visit


def _theirs(by: User, role: Role, visit: Visit) -> bool:
    """Whether the visit is in the part that a role sees: a worker's own visits, a provider's own."""
    if role.key == "worker":
        entries = current_entries([visit.pk]).get(visit.pk, ())
        return any(entry.worker is not None and entry.worker.user_id == by.pk for entry in entries)
    of_a_provider = by.organisation is not None and by.organisation.kind == Organisation.Kind.PROVIDER
    return not of_a_provider or by.organisation_id == visit.provider_id


def current_terms(visit_ids: Collection[UUID], at: datetime | None = None) -> dict[UUID, VisitTerms]:
    """The terms that hold for each visit: the newest, or the newest known at an instant.

    One query for each ten thousand visits.
    """
    newest: dict[UUID, VisitTerms] = {}
    for some in _batches(visit_ids):
        terms = VisitTerms.objects.filter(visit_id__in=some)
        for each in _known(terms, at).order_by("recorded_at", "pk"):
            newest[each.visit_id] = each
    return newest


def current_entries(
    visit_ids: Collection[UUID], at: datetime | None = None
) -> dict[UUID, tuple[RotaEntry, ...]]:
    """The rota entries that hold for each visit, by place: the newest, or the newest known at an instant.

    One query for each ten thousand visits and one for their workers, which are loaded. An entry without a
    worker says why nobody comes.
    """
    newest: defaultdict[UUID, dict[int, RotaEntry]] = defaultdict(dict)
    for some in _batches(visit_ids):
        entries = RotaEntry.objects.filter(visit_id__in=some)
        for entry in _known(entries, at).order_by("pk"):
            newest[entry.visit_id][entry.place] = entry
    _load_workers([entry for places in newest.values() for entry in places.values()])
    return {visit_id: tuple(places[place] for place in sorted(places)) for visit_id, places in newest.items()}


def _load_workers(entries: Sequence[RotaEntry]) -> None:
    """Give entries their workers: a worker goes to many visits, and is made once."""
    ids = {entry.worker_id for entry in entries if entry.worker_id is not None}
    workers = Worker.objects.in_bulk(ids) if ids else {}
    for entry in entries:
        if entry.worker_id is not None:
            entry.worker = workers[entry.worker_id]


def entries_now(visit_ids: Collection[UUID]) -> dict[tuple[UUID, int], int]:
    """The id of the entry that holds for each visit and place: what a proposal remembers having seen."""
    return {
        (visit_id, entry.place): entry.pk
        for visit_id, held in current_entries(visit_ids).items()
        for entry in held
    }


def planned_visits(
    starts_on: date,
    until: date,
    *,
    provider: Organisation | None = None,
    person_ids: Collection[UUID] | None = None,
    at: datetime | None = None,
) -> list[PlannedVisit]:
    """The visits of these London days, with terms and what stops them, in order of preferred start.

    Their person is loaded. Of one provider or all, of some people or all. Queries grow with neither visits
    nor people.
    """
    visits = Visit.objects.filter(on__gte=starts_on, on__lt=until)
    if provider is not None:
        visits = visits.filter(provider=provider)
    if person_ids is not None:
        visits = visits.filter(person_id__in=person_ids)
    return _planned(visits, provider, person_ids, at)


def visits_of(visit_ids: Collection[UUID], at: datetime | None = None) -> list[PlannedVisit]:
    """These visits, with terms and what stops them, their person loaded, in order of preferred start."""
    found: list[PlannedVisit] = []
    for some in _batches(visit_ids):
        visits = Visit.objects.filter(pk__in=some)
        people = set(visits.values_list("person_id", flat=True))
        found += _planned(visits, None, people, at)
    return sorted(found, key=_by_preferred)


def planned_until(provider: Organisation) -> date | None:
    """The day after the last for which a provider's visits are laid out, or None before the first."""
    last: date | None = Visit.objects.filter(provider=provider).aggregate(last=Max("on"))["last"]
    return date.fromordinal(last.toordinal() + 1) if last else None


def _planned(
    visits: QuerySet[Visit],
    provider: Organisation | None,
    person_ids: Collection[UUID] | None,
    at: datetime | None,
) -> list[PlannedVisit]:
    """The visits of a queryset; lines and pauses are read for the provider and people given."""
    terms = _terms_of(visits, at)
    found = [(visit, terms[visit.pk]) for visit in visits if visit.pk in terms]
    if not found:
        return []
    versions: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for line in lines_active(provider, person_ids=person_ids):
        versions[line.origin_id].append(line)
    first = min(held.preferred_at for _, held in found)
    last = max(held.window_ends_at for _, held in found)
    pauses = suspensions(person_ids, first, last)
    planned = []
    for visit, held in found:
        lines = versions[visit.package_line_id]
        if lines:
            visit.person = lines[0].line.person  # one object for all the visits of a person, and no join
        stop = _stop(visit, held, lines, pauses.get(visit.person_id, ()))
        planned.append(PlannedVisit(visit=visit, terms=held, stop=stop))
    return sorted(planned, key=_by_preferred)


def _by_preferred(each: PlannedVisit) -> tuple[datetime, UUID]:
    return (each.terms.preferred_at, each.visit.pk)


def _stop(
    visit: Visit, terms: VisitTerms, versions: Sequence[ActiveLine], pauses: Sequence[Pause]
) -> Stop | None:
    if not any(version.on(visit.on) for version in versions):
        died_on = versions[0].line.person.died_on if versions else None
        return Stop.DIED if died_on is not None and died_on < visit.on else Stop.ENDED
    if terms.cancelled:
        return Stop.CANCELLED
    if any(pause.holds(terms.preferred_at) for pause in pauses):
        return Stop.SUSPENDED
    return None


def _terms_of(visits: QuerySet[Visit], at: datetime | None) -> dict[UUID, VisitTerms]:
    """The terms that hold for each visit of a queryset; one query, however many there are."""
    terms = _known(VisitTerms.objects.filter(visit__in=visits), at).order_by("recorded_at", "pk")
    return {each.visit_id: each for each in terms}


def _known(facts: QuerySet[Any], at: datetime | None) -> QuerySet[Any]:
    return facts if at is None else facts.filter(recorded_at__lte=at)


def _batches(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    ordered = list(ids)
    return (ordered[n : n + IDS_IN_ONE_QUERY] for n in range(0, len(ordered), IDS_IN_ONE_QUERY))
