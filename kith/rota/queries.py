"""Reading visits: the terms and rota entries that hold, what stands in a visit's way, and who may see it.

What stops a visit is read each time from the rooms below, never copied into the rota: a death, the end of a
line or a pause in care stops visits at once and cannot be forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import starmap
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Field, Max, QuerySet

from kith.brokerage.queries import LineDates, Pause, line_dates, suspensions
from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.prepared import DAY, ID, IDS, INSTANT, Prepared, Row
from kith.orgs.roles import Right, Role
from kith.people.queries import access_person
from kith.rota.models import RotaEntry, Visit, VisitTerms
from kith.rota.planned import DatedVisit, Entry, PlannedVisit, Stop, Terms, VisitedPerson
from kith.workforce.queries import workers_with

__all__ = [
    "Entry",
    "PlannedVisit",
    "Stop",
    "access_visit",
    "current_entries",
    "current_terms",
    "entries_now",
    "planned_until",
    "planned_visits",
    "visits_of",
]

VISIT_TIMES = 3  # the data class of what is to happen when
IDS_IN_ONE_QUERY = 10_000
by_place = attrgetter("place")
VISIT = ("visit_id", "visit__package_line_id", "visit__slot_key", "visit__on", "visit__provider_id")
PERSON = tuple(f"visit__person__{field}" for field in VisitedPerson._fields)
ENTRY = Entry._fields[:-1]  # the worker is looked up for all of them at once
COLUMNS: Mapping[type, tuple[str, ...]] = {VisitTerms: (*VISIT, *PERSON, *Terms._fields), RotaEntry: ENTRY}
OLDEST_FIRST: Mapping[type, tuple[str, ...]] = {VisitTerms: ("recorded_at", "pk"), RotaEntry: ("pk",)}

# What may be asked of the visits that facts are about: the condition on a fact, and the kind of value.
ASKED: Mapping[str, tuple[str, Field[Any, Any]]] = {
    "starts_on": ("visit__on__gte", DAY),
    "until": ("visit__on__lt", DAY),
    "provider": ("visit__provider", ID),
    "people": ("visit__person__pk__among", IDS),
    "visits": ("visit__pk__among", IDS),
    "known_at": ("recorded_at__lte", INSTANT),
}


def access_visit(*, by: User | None, visit_id: UUID, at: datetime, right: Right = Right.READ) -> Visit:
    """The visit, for who may do this with its person's visit times. A worker sees those they are rostered to.

    Audited. A provider changes only its own visits. Raises `NotFound` when there is none or it is not theirs,
    after the same work: of a visit that is not there, too, it is asked whose it would be.
    """
    visit = Visit.objects.filter(pk=visit_id).first()
    person_id = visit.person_id if visit else visit_id
    access = access_person(
        by=by, person_id=person_id, data_class=VISIT_TIMES, right=right, on=london_day(at), at=at
    )
    if visit is None or (by and access.role and not _theirs(by, access.role, visit)):
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
        terms = VisitTerms.objects.filter(visit__pk__among=some)
        for each in _known(terms, at).order_by("recorded_at", "pk"):
            newest[each.visit_id] = each
    return newest


def current_entries(visit_ids: Collection[UUID], at: datetime | None = None) -> dict[UUID, tuple[Entry, ...]]:
    """The rota entries that hold for each visit, by place: the newest, or the newest known at an instant.

    One query for each ten thousand visits and one for their workers, which are loaded. An entry without a
    worker says why nobody comes.
    """
    newest: dict[tuple[UUID, int], Entry] = {}
    for some in _batches(visit_ids):
        for entry in starmap(Entry, _rows_of(RotaEntry, {"visits": some}, at)):
            newest[entry.visit_id, entry.place] = entry
    return _by_visit(newest.values())


def _by_visit(entries: Collection[Entry]) -> dict[UUID, tuple[Entry, ...]]:
    """Entries by visit and in order of place, with their workers, each made once."""
    ids = {entry.worker_id for entry in entries if entry.worker_id is not None}
    workers = {worker.pk: worker for worker in workers_with(ids)}
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        worker = workers[entry.worker_id] if entry.worker_id else None
        found[entry.visit_id].append(entry._replace(worker=worker) if worker else entry)
    return {visit_id: tuple(sorted(held, key=by_place)) for visit_id, held in found.items()}


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
    about: dict[str, object] = {"starts_on": starts_on, "until": until}
    if provider is not None:
        about["provider"] = provider.pk
    if person_ids is not None:
        about["people"] = set(person_ids)
    return sorted(_planned(about, at), key=_by_preferred)


def visits_of(visit_ids: Collection[UUID], at: datetime | None = None) -> list[PlannedVisit]:
    """These visits, with terms and what stops them, their person loaded, in order of preferred start."""
    found = [each for some in _batches(visit_ids) for each in _planned({"visits": some}, at)]
    return sorted(found, key=_by_preferred)


def planned_until(provider: Organisation) -> date | None:
    """The day after the last for which a provider's visits are laid out, or None before the first."""
    last: date | None = Visit.objects.filter(provider=provider).aggregate(last=Max("on"))["last"]
    return date.fromordinal(last.toordinal() + 1) if last else None


def _planned(about: Mapping[str, object], at: datetime | None) -> Iterator[PlannedVisit]:
    """The visits of which this is so, the terms that hold and what stops them."""
    newest = {row[0]: row for row in _rows_of(VisitTerms, about, at)}
    if not newest:
        return
    people: dict[UUID, VisitedPerson] = {}
    found = [_visit(row, people) for row in newest.values()]
    dates = line_dates(people)
    first = min(held.preferred_at for _, held in found)
    pauses = suspensions(people, first, max(held.window_ends_at for _, held in found))
    for visit, held in found:
        stop = _stop(visit, held, dates.get(visit.package_line_id, ()), pauses.get(visit.person_id, ()))
        yield PlannedVisit(visit=visit, terms=held, stop=stop)


def _visit(row: tuple[Any, ...], people: dict[UUID, VisitedPerson]) -> tuple[DatedVisit, Terms]:
    """A row of `_planned` as values; a person has many visits, and is made once."""
    person = people.get(row[len(VISIT)])
    if person is None:
        person = VisitedPerson._make(row[len(VISIT) : len(VISIT) + len(PERSON)])
        people[person.pk] = person
    return DatedVisit._make((*row[: len(VISIT)], person)), Terms._make(row[len(VISIT) + len(PERSON) :])


def _by_preferred(each: PlannedVisit) -> tuple[datetime, UUID]:
    return (each.terms.preferred_at, each.visit.pk)


def _stop(
    visit: DatedVisit, terms: Terms, versions: Iterable[LineDates], pauses: Iterable[Pause]
) -> Stop | None:
    if not any(version.on(visit.on) for version in versions):
        died_on = visit.person.died_on
        return Stop.DIED if died_on is not None and died_on < visit.on else Stop.ENDED
    if terms.cancelled:
        return Stop.CANCELLED
    if any(pause.holds(terms.preferred_at) for pause in pauses):
        return Stop.SUSPENDED
    return None


def _rows_of(
    facts: type[VisitTerms | RotaEntry], about: Mapping[str, object], at: datetime | None
) -> list[Row]:
    """The columns of each fact about visits of which this is so, oldest first, as known at an instant."""
    asked = about if at is None else {**about, "known_at": at}
    return _query(facts, *asked)(**asked)


@cache
def _query(facts: type[VisitTerms | RotaEntry], *asked: str) -> Prepared:
    """The query for these conditions, by their names in `ASKED`."""
    return Prepared(
        lambda **slots: (
            facts.objects.filter(**{ASKED[name][0]: slot for name, slot in slots.items()})
            .order_by(*OLDEST_FIRST[facts])
            .values_list(*COLUMNS[facts])
        ),
        **{name: ASKED[name][1] for name in asked},
    )


def _known(facts: QuerySet[Any], at: datetime | None) -> QuerySet[Any]:
    return facts if at is None else facts.filter(recorded_at__lte=at)


def _batches(ids: Collection[UUID]) -> Iterator[frozenset[UUID]]:
    ordered = list(ids)
    return (frozenset(ordered[n : n + IDS_IN_ONE_QUERY]) for n in range(0, len(ordered), IDS_IN_ONE_QUERY))
