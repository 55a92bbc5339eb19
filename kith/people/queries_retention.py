"""Which records have been kept long enough.

Source: Records Management Code of Practice 2021 (NHS England, as updated in August 2023), which adult social
care commissioned by councils follows: eight years after the end of care, two where there was contact alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from kith.core.dates import london_day
from kith.orgs.queries import live
from kith.people.access import AT_WORK
from kith.people.models import Person, Relationship


class Kept(StrEnum):
    """Why a record was kept."""

    CARE = "care"
    CONTACT = "contact"


KEEP_YEARS = {Kept.CARE: 8, Kept.CONTACT: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDue:
    """A record that may be disposed of since ``due_on``, unless it is on legal hold."""

    person_id: UUID
    kept: Kept
    last_on: date
    due_on: date
    legal_hold: bool


def retention_due(on: date) -> list[RetentionDue]:
    """The records whose time had come by this day, the longest overdue first; one query.

    Care has ended when nobody has worked with the person since ``last_on``; death ends it too. Where nobody
    ever did, the record is of contact alone and counts from the day it was opened.
    """
    work = Relationship.objects.filter(AT_WORK, person=OuterRef("pk"))
    rows = (
        Person.objects.filter(content_key__wrapped__isnull=False)
        .annotate(ends=Subquery(work.values("person").annotate(last=Max("until")).values("last")))
        .annotate(worked_with=Exists(work), worked_with_now=Exists(work.filter(live(on))))
        .filter(Q(worked_with_now=False) | Q(died_on__lte=on))
        .values_list("pk", "opened_at", "died_on", "ends", "worked_with", "worked_with_now", "legal_hold")
    )
    due = []
    for person_id, opened_at, died_on, ends, worked_with, worked_with_now, held in rows:
        ended_on = ends or london_day(opened_at)
        last_on = died_on if died_on and (worked_with_now or died_on < ended_on) else ended_on
        due.append(_due(person_id, last_on, Kept.CARE if worked_with else Kept.CONTACT, held))
    return sorted((one for one in due if one.due_on <= on), key=lambda one: (one.due_on, str(one.person_id)))


def _due(person_id: UUID, last_on: date, kept: Kept, legal_hold: bool) -> RetentionDue:
    return RetentionDue(
        person_id=person_id,
        kept=kept,
        last_on=last_on,
        due_on=_years_after(last_on, KEEP_YEARS[kept]),
        legal_hold=legal_hold,
    )


def _years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
