"""Which records have been kept long enough.

Source: Records Management Code of Practice 2021 (NHS England, as updated in August 2023), which adult social
care commissioned by councils follows: eight years after the end of care, two where there was contact alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User, WorkItem
from kith.orgs.queries import live
from kith.orgs.roles import check_may
from kith.people.access import AT_WORK, NAMES
from kith.people.models import Person, Relationship
from kith.people.queries_names import PersonName, names_of


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """A record whose time has come, whose it is, and the request that waits for a second person, if any."""

    due: RetentionDue
    name: PersonName
    asked: WorkItem | None
    asked_by: User | None


def disposals(*, by: User, at: datetime) -> list[Disposal]:
    """The records of the user's council that have been kept long enough, the longest overdue first.

    Writes one audit row. Raises `NotPermitted`.
    """
    on = london_day(at)
    check_may(by, "destroy key", None, on)
    audit.record(by=by, at=at, action="see.retention_due", data_class=NAMES)
    with as_house():  # work with these people has ended, so that no relationship need show them
        due = retention_due(on, commissioner_id=by.organisation_id)
        ids = [str(one.person_id) for one in due]
        waiting = WorkItem.objects.filter(kind="disposal", subject_id__in=ids, closed_at__isnull=True)
        asked = {item.subject_id: item for item in waiting}
        names = names_of([one.person_id for one in due])
        askers = User.objects.in_bulk([UUID(item.detail["asked_by"]) for item in asked.values()])
    return [_disposal(one, names[one.person_id], asked.get(str(one.person_id)), askers) for one in due]


def retention_due(on: date, *, commissioner_id: UUID | None = None) -> list[RetentionDue]:
    """The records whose time had come by this day, the longest overdue first; one query. Of one council, or
    of all.

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
    if commissioner_id is not None:
        rows = rows.filter(commissioner=commissioner_id)
    due = []
    for person_id, opened_at, died_on, ends, worked_with, worked_with_now, held in rows:
        ended_on = ends or london_day(opened_at)
        last_on = died_on if died_on and (worked_with_now or died_on < ended_on) else ended_on
        due.append(_due(person_id, last_on, Kept.CARE if worked_with else Kept.CONTACT, held))
    return sorted((one for one in due if one.due_on <= on), key=lambda one: (one.due_on, str(one.person_id)))


def _disposal(
    due: RetentionDue, name: PersonName, asked: WorkItem | None, askers: Mapping[UUID, User]
) -> Disposal:
    asked_by = askers[UUID(asked.detail["asked_by"])] if asked else None
    return Disposal(due=due, name=name, asked=asked, asked_by=asked_by)


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
