"""Many ids as one value find what ``in`` finds."""

from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from kith.orgs.models import Organisation, User
from tests.factories import cast

pytestmark = pytest.mark.django_db


def ids(rows: QuerySet[User] | QuerySet[Organisation]) -> set[UUID]:
    return set(rows.values_list("pk", flat=True))


def test_it_finds_what_in_finds() -> None:
    everybody = cast()
    wanted = {everybody.olu.pk, everybody.sam.pk, uuid4()}
    assert {everybody.olu.pk, everybody.sam.pk} == ids(User.objects.filter(pk__among=wanted))
    assert ids(User.objects.filter(pk__in=wanted)) == ids(User.objects.filter(pk__among=wanted))


def test_it_is_asked_through_a_foreign_key() -> None:
    everybody = cast()
    theirs = User.objects.filter(organisation__pk__among={everybody.kindly_care.pk})
    assert ids(User.objects.filter(organisation=everybody.kindly_care)) == ids(theirs)


def test_it_leaves_out_and_an_empty_set_leaves_out_nobody() -> None:
    everybody = cast()
    assert everybody.olu.pk not in ids(User.objects.exclude(pk__among={everybody.olu.pk}))
    assert set() == ids(User.objects.filter(pk__among=set[UUID]()))
    assert ids(User.objects.all()) == ids(User.objects.exclude(pk__among=set[UUID]()))


def test_it_takes_one_parameter_however_many_there_are() -> None:
    _, few = User.objects.filter(pk__among={uuid4()}).query.sql_with_params()
    _, many = User.objects.filter(pk__among={uuid4() for _ in range(500)}).query.sql_with_params()
    assert (1, 1) == (len(few), len(many))
