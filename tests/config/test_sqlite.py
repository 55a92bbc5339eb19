"""Ids and instants come from SQLite as they went in, made once."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Max

from kith.orgs.models import RoleGrant, User
from tests.factories import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gives ids and instants as they are"),
]


def test_an_id_is_the_same_object_each_time() -> None:
    pk = cast().olu.pk
    first, second = (User.objects.values_list("pk", flat=True).get(pk=pk) for _ in range(2))
    assert pk == first
    assert first is second


def test_an_instant_comes_back_to_the_microsecond_in_utc() -> None:
    everybody = cast()
    at = datetime(2026, 4, 7, 7, 42, 0, 123456, tzinfo=UTC)
    RoleGrant.objects.filter(user=everybody.olu).update(granted_at=at)
    grants = RoleGrant.objects.filter(user=everybody.olu)
    assert {at} == set(grants.values_list("granted_at", flat=True))
    assert at == grants.aggregate(newest=Max("granted_at"))["newest"]


def test_nothing_stays_nothing() -> None:
    everybody = cast()
    RoleGrant.objects.filter(user=everybody.olu).update(granted_by=None)
    assert {None} == set(RoleGrant.objects.filter(user=everybody.olu).values_list("granted_by", flat=True))
