"""How many visits are due and who has them, counted by the database: a provider's week is thousands.

What stops a visit is decided in one place, in `kith.rota.queries`. Here the database only finds the few
visits that could be stopped, so that those alone are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, Field, OuterRef, Q, QuerySet, Sum

from kith.brokerage.queries import lines_not_covering, suspensions
from kith.core.dates import Period, day_bounds
from kith.orgs.models import Organisation
from kith.orgs.prepared import DAY, ID, IDS, Prepared, Row, Slot
from kith.rota.models import RotaEntry, Visit, VisitTerms
from kith.rota.queries import visits_of

# What may be asked of a fact's visit, and the kind of value.
ASKED: Mapping[str, Field[Any, Any]] = {
    "visits": IDS, "provider": ID, "starts_on": DAY, "until": DAY, "stopped": IDS
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DueVisits:
    """The visits of some London days that are due: what is asked of the ``visit`` of a fact, and for whom."""

    asked: Mapping[str, Any]

    @property
    def condition(self) -> Q:
        """The condition on a fact that it is about one of these visits."""
        return _condition(**self.asked)

    def rows(self, build: Callable[[Q], QuerySet[Any, Row]]) -> list[Row]:
        """What a query on that condition finds; it is worked out once for each ``build``."""
        return _query(build, frozenset(self.asked))(**self.asked)


class DayPlaces(NamedTuple):
    """How many places the visits of a day have, and their commissioned minutes."""

    on: date
    places: int
    minutes: int


class DayGiven(NamedTuple):
    """How many places a worker has on a day, and their rostered minutes."""

    worker_id: UUID
    on: date
    places: int
    minutes: int


def _newest_terms() -> QuerySet[VisitTerms]:
    newer = VisitTerms.objects.filter(visit=OuterRef("visit")).filter(
        Q(recorded_at__gt=OuterRef("recorded_at"))
        | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk"))
    )
    return VisitTerms.objects.exclude(Exists(newer))


def _visits_to(
    person_ids: Collection[UUID], provider: Organisation, starts_on: date, until: date
) -> set[UUID]:
    """The visits of a provider to these people on these days. One query.

    The provider is compared here: asked for it, SQLite goes through all the provider's visits of those days.
    """
    visits = Visit.objects.filter(person__pk__among=set(person_ids), on__gte=starts_on, on__lt=until)
    return {pk for pk, whose in visits.values_list("pk", "provider_id") if whose == provider.pk}


def newest_by_place(facts: QuerySet[Any]) -> QuerySet[Any]:
    """Of facts about a place of a visit, those that no newer one stands above."""
    newer = facts.model.objects.filter(
        visit=OuterRef("visit"), place=OuterRef("place"), pk__gt=OuterRef("pk")
    )
    return facts.exclude(Exists(newer))


def due_visits(
    provider: Organisation, starts_on: date, until: date, *, person_ids: Collection[UUID] | None = None
) -> DueVisits:
    """The visits of a provider on these days that are due, of everybody or of some people; a few queries."""
    days: dict[str, Any] = {"provider": provider.pk, "starts_on": starts_on, "until": until}
    visits = None if person_ids is None else _visits_to(person_ids, provider, starts_on, until)
    about = _condition(**days) if visits is None else _condition(visits=visits)
    ended = lines_not_covering(provider, Period(starts_on=starts_on, until=until), person_ids=person_ids)
    paused = suspensions(person_ids, day_bounds(starts_on)[0], day_bounds(until)[1])
    doubtful = VisitTerms.objects.filter(about).filter(
        Q(cancelled=True) | Q(visit__package_line__pk__among=ended) | Q(visit__person__pk__among=set(paused))
    )
    stopped = {
        each.visit.pk for each in visits_of(set(doubtful.values_list("visit_id", flat=True))) if not each.due
    }
    if visits is not None:
        return DueVisits(asked={"visits": visits - stopped})
    return DueVisits(asked={**days, "stopped": stopped})


def places_by_day(due: DueVisits) -> dict[date, DayPlaces]:
    """The places of these visits on each day that has any. One query."""
    return {row[0]: DayPlaces._make(row) for row in due.rows(_places)}


def given_by_day(due: DueVisits) -> list[DayGiven]:
    """What each worker has of these visits on each day. One query."""
    return [DayGiven._make(row) for row in due.rows(_given)]


def terms_held(condition: Q) -> QuerySet[VisitTerms]:
    """The terms that hold of visits of which this is so."""
    return _newest_terms().filter(condition)


def newest_needed(condition: Q, facts: QuerySet[Any]) -> QuerySet[Any]:
    """Of facts about a place of these visits, the newest each, where the place is still needed."""
    needed = _newest_terms().filter(visit=OuterRef("visit"), workers_needed__gte=OuterRef("place"))
    return newest_by_place(facts.filter(condition, Q(place=1) | Exists(needed)))


def _places(condition: Q) -> QuerySet[VisitTerms, Row]:
    minutes = Sum(F("workers_needed") * F("minutes"))
    days = terms_held(condition).values_list("visit__on")
    return days.annotate(Sum("workers_needed"), minutes_of_all=minutes)


def _given(condition: Q) -> QuerySet[RotaEntry, Row]:
    entries = newest_needed(condition, RotaEntry.objects.filter(worker__isnull=False))
    given: QuerySet[RotaEntry, Row] = entries.values_list("worker_id", "visit__on")
    return given.annotate(Count("pk"), Sum("minutes"))


@cache
def _query(build: Callable[[Q], QuerySet[Any, Row]], asked: frozenset[str]) -> Prepared:
    return Prepared(lambda **slots: build(_condition(**slots)), **{name: ASKED[name] for name in asked})


def _condition(
    *,
    visits: Collection[UUID] | Slot | None = None,
    provider: UUID | Slot | None = None,
    starts_on: date | Slot | None = None,
    until: date | Slot | None = None,
    stopped: Collection[UUID] | Slot = frozenset(),
) -> Q:
    """These visits, or those of a provider on some days but for the few that are stopped."""
    if visits is not None:
        return Q(visit__pk__among=visits)
    theirs = Q(visit__provider=provider, visit__on__gte=starts_on, visit__on__lt=until)
    return theirs & ~Q(visit__pk__among=stopped)
