"""A query that is worked out once answers as one that is built anew."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from kith.orgs.models import Organisation, RoleGrant, User
from kith.orgs.prepared import DAY, ID, IDS, TEXT, Prepared
from kith.orgs.queries import live
from tests.factories import cast

pytestmark = pytest.mark.django_db

NAMED = Prepared(
    lambda ids: User.objects.filter(pk__among=ids).order_by("pk").values_list("pk", "username"), ids=IDS
)


def test_it_answers_as_the_query_would_for_other_values_each_time() -> None:
    everybody = cast()
    for wanted in ({everybody.olu.pk}, {everybody.olu.pk, everybody.sam.pk, uuid4()}, set()):
        anew = User.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "username")
        assert list(anew) == list(NAMED(ids=wanted))


def test_it_takes_days_ids_and_text_through_joins_and_subqueries() -> None:
    everybody = cast()
    granted = Prepared(
        lambda on, place, word: User.objects.filter(
            Exists(RoleGrant.objects.filter(live(on), user=OuterRef("pk"))),
            Q(organisation=place) | Q(username=word),
        ).values_list("username", "organisation__name", "joined_at"),
        on=DAY,
        place=ID,
        word=TEXT,
    )
    for on in (date(2020, 1, 1), date(2040, 1, 1)):
        anew = User.objects.filter(
            Exists(RoleGrant.objects.filter(live(on), user=OuterRef("pk"))),
            Q(organisation=everybody.kindly_care) | Q(username="sam"),
        ).values_list("username", "organisation__name", "joined_at")
        found = granted(on=on, place=everybody.kindly_care.pk, word="sam")
        assert sorted(anew) == sorted(found)


def test_it_asks_the_database_once() -> None:
    cast()
    with CaptureQueriesContext(connection) as asked:
        list(NAMED(ids={uuid4()}))
    assert 1 == len(asked)


def test_it_refuses_a_value_too_few_or_too_many() -> None:
    with pytest.raises(TypeError, match=r"takes \['ids'\], not \[\]"):
        NAMED()
    with pytest.raises(TypeError, match=r"not \['ids', 'on'\]"):
        NAMED(ids=set(), on=date(2026, 1, 1))


def test_it_finds_nothing_where_nothing_can_be_found() -> None:
    nobody = Prepared(
        lambda word: Organisation.objects.filter(pk__in=(), name=word).values_list("pk"), word=TEXT
    )
    assert [] == list(nobody(word="Kindly Care"))
