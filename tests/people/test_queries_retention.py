from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kith.people.models import Person
from kith.people.queries_retention import Kept, retention_due
from tests.factories import cast
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    ada = register(cast())
    Person.objects.filter(pk=ada.pk).update(opened_at=datetime(2016, 3, 1, 9, tzinfo=UTC))
    return ada


def due_on(on: date) -> list[tuple[Kept, date, date]]:
    return [(one.kept, one.last_on, one.due_on) for one in retention_due(on)]


def cared_for(ada: Person, until: date | None) -> None:
    relate(ada, "package", organisation=ada.commissioner, starts_on=date(2016, 4, 1), until=until)


def test_after_care_it_is_eight_years_to_the_day(ada: Person):
    cared_for(ada, date(2018, 2, 28))
    assert [] == due_on(date(2026, 2, 27))
    assert [(Kept.CARE, date(2018, 2, 28), date(2026, 2, 28))] == due_on(date(2026, 2, 28))


def test_the_last_care_counts(ada: Person):
    cared_for(ada, date(2017, 1, 1))
    cared_for(ada, date(2018, 5, 1))
    assert [] == due_on(date(2026, 4, 30))


def test_after_contact_alone_it_is_two(ada: Person):
    assert [] == due_on(date(2018, 2, 28))
    assert [(Kept.CONTACT, date(2016, 3, 1), date(2018, 3, 1))] == due_on(date(2018, 3, 1))


def test_while_somebody_works_with_them_it_is_never(ada: Person):
    cared_for(ada, None)
    assert [] == due_on(date(2056, 1, 1))


def test_death_ends_care_that_nobody_ended(ada: Person):
    cared_for(ada, None)
    Person.objects.filter(pk=ada.pk).update(died_on=date(2017, 6, 1))
    assert [(Kept.CARE, date(2017, 6, 1), date(2025, 6, 1))] == due_on(date(2026, 1, 1))


def test_a_leap_day_falls_on_the_first_of_march(ada: Person):
    Person.objects.filter(pk=ada.pk).update(opened_at=datetime(2016, 2, 29, 9, tzinfo=UTC))
    assert date(2018, 3, 1) == due_on(date(2026, 1, 1))[0][2]


def test_a_legal_hold_is_said_and_a_disposed_record_is_not_listed(ada: Person):
    Person.objects.filter(pk=ada.pk).update(legal_hold=True)
    assert [True] == [one.legal_hold for one in retention_due(date(2026, 1, 1))]
    ada.content_key.wrapped = None
    ada.content_key.save()
    assert [] == retention_due(date(2026, 1, 1))
