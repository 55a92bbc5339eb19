"""Who the database believes is asking, during a request and after it."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kith.orgs import audit
from kith.orgs.context import SETTINGS, ContextMiddleware, as_house, at_one_moment
from kith.orgs.models import AuditRow, Organisation
from tests import factories
from tests.factories import NOW


def asking() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("coalesce(current_setting(%s, true), '')" for _ in SETTINGS), SETTINGS
        )
        return tuple(cursor.fetchone())


def view(request: HttpRequest) -> HttpResponse:
    """Looks, writes it down, and answers who the database thinks is asking."""
    audit.record(by=None, at=NOW, action="see.person")
    return HttpResponse("|".join(asking()))


@pytest.mark.postgres
def test_a_request_is_answered_in_the_name_of_who_signed_in(postgres: str, rf: RequestFactory) -> None:
    olu = factories.user("Olu", organisation=factories.provider())
    request = rf.get("/")
    request.user = olu
    scope, user, organisation, _ = ContextMiddleware(view)(request).content.decode().split("|")
    assert ("user", str(olu.pk), str(olu.organisation_id)) == (scope, user, organisation)
    assert ("", "", "", "") == asking()
    assert 1 == AuditRow.objects.filter(action="see.person").count()


@pytest.mark.postgres
def test_a_request_of_nobody_is_answered_in_nobody_s_name(postgres: str, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert b"|||" == ContextMiddleware(view)(request).content


@pytest.mark.postgres
def test_the_next_request_on_a_connection_knows_nothing_of_one_that_failed(
    postgres: str, rf: RequestFactory
) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
        raise AssertionError

    request = rf.get("/")
    request.user = factories.user("Olu")
    with pytest.raises(DatabaseError):
        ContextMiddleware(broken)(request)
    assert ("", "", "", "") == asking()


@pytest.mark.django_db
def test_on_sqlite_a_request_opens_no_transaction_of_its_own(rf: RequestFactory) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    request = rf.get("/")
    request.user = factories.user("Olu")
    before = len(connection.savepoint_ids)
    ContextMiddleware(lambda _: HttpResponse(str(len(connection.savepoint_ids) - before)))(request)
    with as_house():
        assert before == len(connection.savepoint_ids)


@pytest.mark.postgres
def test_at_one_moment_nothing_is_read_that_is_written_meanwhile(postgres: str) -> None:
    made = factories.provider("Kindly Care")

    def name() -> str:
        return Organisation.objects.values_list("name", flat=True).get(pk=made.pk)

    with at_one_moment(), as_house():
        assert "Kindly Care" == name()
        with psycopg.connect(postgres, autocommit=True) as other:
            other.execute("UPDATE orgs_organisation SET name = 'Late Care' WHERE id = %s", [made.pk])
        assert "Kindly Care" == name()
    assert "Late Care" == name()
