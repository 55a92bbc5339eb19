"""What became of many visits, counted by the database, and which of them a figure counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.delivery.models import Verification
from kith.orgs.prepared import Row
from kith.rota.queries_counts import DueVisits, newest_by_place, newest_needed, terms_held

LATE = str(ExceptionCode.LATE)


class DayOutcome(NamedTuple):
    """How many places of a day came to the same, late or not, and their actual minutes."""

    on: date
    verdict: str
    late: bool
    places: int
    minutes: int


def outcomes_by_day(due: DueVisits) -> Iterator[DayOutcome]:
    """What the places of these visits came to, by day; those not yet known are left out. One query."""
    for on, verdict, exceptions, places, minutes in due.rows(_outcomes):
        yield DayOutcome(on=on, verdict=verdict, late=LATE in exceptions, places=places, minutes=minutes)


def _outcomes(condition: Q) -> QuerySet[Verification, Row]:
    known = newest_needed(condition, Verification.objects.exclude(verdict=Outcome.NOT_KNOWN))
    days: QuerySet[Verification, Row] = known.values_list("visit__on", "verdict", "exceptions")
    return days.annotate(Count("pk"), Sum("actual_minutes"))


def visits_that(due: DueVisits, kind: str, most: int) -> list[UUID]:
    """The first so many of these visits of which a place came to something. One query.

    ``kind`` is a verdict, ``late``, ``waiting`` for what is not yet known, or anything else for all of them.
    """
    known = newest_by_place(Verification.objects.filter(visit=OuterRef("visit"))).exclude(
        verdict=Outcome.NOT_KNOWN
    )
    terms = terms_held(due.condition)
    if kind == "waiting":
        second = Q(workers_needed=2) & ~Exists(known.filter(place=2))
        terms = terms.filter(~Exists(known.filter(place=1)) | second)
    elif kind == LATE or kind in set(Outcome):
        said = known.filter(place__lte=OuterRef("workers_needed"))
        terms = terms.filter(Exists(_late(said) if kind == LATE else said.filter(verdict=kind)))
    return list(
        terms.order_by("visit__on", "preferred_at", "visit_id").values_list("visit_id", flat=True)[:most]
    )


def _late(rows: QuerySet[Verification]) -> QuerySet[Verification]:
    """Those verified as late. The codes are a list in JSON, which both databases can search as text."""
    return rows.annotate(codes=Cast("exceptions", TextField())).filter(codes__contains=f'"{LATE}"')
