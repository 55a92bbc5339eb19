from __future__ import annotations

import hashlib
from datetime import timedelta, timezone
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from kith.core.errors import Invalid
from kith.orgs import audit
from kith.orgs.facts import FactChanged
from kith.orgs.models import AuditRow
from kith.orgs.queries_audit import who_looked
from tests import factories
from tests.factories import NOW, TODAY

ADA = UUID("00000000-0000-4000-8000-00000000ada0")


@pytest.mark.django_db
def test_it_says_who_looked_at_what_by_which_right() -> None:
    olu = factories.cast().olu
    audit.record(
        by=olu,
        at=NOW,
        action="see.person",
        person_id=ADA,
        data_class=5,
        role="coordinator",
        detail={"rows": 2},
    )
    row = AuditRow.objects.get(action="see.person")
    assert (olu.pk, olu.organisation_id, 5, True) == (
        row.user_id,
        row.organisation_id,
        row.data_class,
        row.allowed,
    )
    assert audit.hash_of(row) == row.row_hash


@pytest.mark.django_db
def test_it_is_kept_by_person_newest_first() -> None:
    for minutes in (2, 1):
        audit.record(by=None, at=NOW - timedelta(minutes=minutes), action="see.person", person_id=ADA)
    audit.record(by=None, at=NOW, action="see.person", person_id=UUID(int=9))
    found = [NOW - row.recorded_at for row in who_looked(ADA)]
    assert [timedelta(minutes=1), timedelta(minutes=2)] == found
    assert 2 == who_looked(ADA, since=TODAY).count()


def test_the_hash_is_the_same_for_ever() -> None:
    row = AuditRow(recorded_at=NOW, action="see.person", person_id=ADA, detail={"b": 1, "a": "x"})
    text = (
        '{"action":"see.person","allowed":true,"data_class":null,"detail":{"a":"x","b":1},"organisation_id":null,'
        '"person_id":"00000000-0000-4000-8000-00000000ada0","reason":"","recorded_at":"2026-04-07T07:42:00.000000+00:00",'
        '"relationship_id":null,"role":"","subject_id":"","subject_kind":"","user_id":null}'
    )
    assert hashlib.sha256(text.encode()).hexdigest() == audit.hash_of(row)


def test_the_hash_knows_instants_and_not_clock_faces() -> None:
    london = NOW.astimezone(timezone(timedelta(hours=1)))
    assert audit.hash_of(AuditRow(recorded_at=NOW)) == audit.hash_of(AuditRow(recorded_at=london))


@pytest.mark.django_db
def test_it_refuses_a_time_that_could_be_any_of_several() -> None:
    with pytest.raises(Invalid):
        audit.record(by=None, at=NOW.replace(tzinfo=None), action="see.person")


@pytest.mark.django_db
def test_a_row_cannot_be_changed_by_our_own_code() -> None:
    row = audit.record(by=None, at=NOW, action="see.person")
    with pytest.raises(FactChanged):
        row.save()
    with pytest.raises(FactChanged):
        row.delete()
    with pytest.raises(FactChanged):
        AuditRow.objects.update(action="see.nothing")
    with pytest.raises(FactChanged):
        AuditRow.objects.all().delete()


def test_the_database_refuses_what_goes_round_our_code(database: str) -> None:
    audit.record(by=None, at=NOW, action="see.person")
    with pytest.raises(DatabaseError, match="add a newer row"), transaction.atomic():
        QuerySet(AuditRow).update(reason="none")
    with pytest.raises(DatabaseError, match="add a newer row"), transaction.atomic():
        QuerySet(AuditRow).delete()


def test_it_stands_or_falls_with_the_action_it_describes(database: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(by=None, at=NOW, action="see.person")
        raise ZeroDivisionError
    assert 0 == AuditRow.objects.count()
