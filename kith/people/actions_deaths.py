"""Recording that people have died. Every room reads it: visits stop at once, and packages end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.models import Person
from kith.people.queries import access_person


class NotYet(Invalid):
    """A death that has not happened yet."""

    code = "not_yet"


def record_deaths(*, by: User | None, at: datetime, died_on: Mapping[UUID, date]) -> int:
    """How many people were recorded as having died, each on their day.

    Raises `NotPermitted`, `NotYet`, or `NotFound` for somebody whose record ``by`` may not add to.
    """
    today = london_day(at)
    check_may(by, "register people", None, today)
    for person_id, day in died_on.items():
        if day > today:
            raise NotYet("{day:%d/%m/%Y} has not come yet. Check the date.", person=person_id, day=day)
        if by is not None:
            access_person(by=by, person_id=person_id, data_class=1, right="A", on=today, at=at)
    with transaction.atomic():
        people = list(Person.objects.filter(pk__in=died_on))
        for person in people:
            person.died_on = died_on[person.pk]
            audit.record(
                by=by,
                at=at,
                action="record.death",
                data_class=1,
                subject_kind="person",
                subject_id=person.pk,
                person_id=person.pk,
            )
        Person.objects.bulk_update(people, ["died_on"], batch_size=500)
    return len(people)
