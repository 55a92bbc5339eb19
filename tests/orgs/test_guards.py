"""The operations themselves, on tables of the tests' own; each room tests its own policies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ProjectState

from kith.orgs import audit
from kith.orgs.context import acting_as, as_house
from kith.orgs.facts import Fact
from kith.orgs.guards import AppendOnly, PersonRows
from kith.orgs.models import AuditRow
from tests import factories
from tests.databases import default_database
from tests.postgres import Cluster

OLD = ProjectState()


def run(statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def put_up(operation: AppendOnly | PersonRows) -> None:
    with connection.schema_editor() as editor:
        operation.database_forwards("orgs", editor, OLD, OLD)


def take_down(operation: AppendOnly | PersonRows) -> None:
    with connection.schema_editor() as editor:
        operation.database_backwards("orgs", editor, OLD, OLD)


class TestAppendOnly:
    @pytest.fixture
    def diary(self, database: str, request: pytest.FixtureRequest) -> Iterator[AppendOnly]:
        owner = database.replace("kith_app:", "kith_owner:")
        with default_database(owner):
            run("CREATE TABLE diary (line text)")
            guard = AppendOnly("diary")
            put_up(guard)
            run("INSERT INTO diary VALUES ('as it was')")
            yield guard

    @pytest.mark.parametrize("change", ["UPDATE diary SET line = 'as it was not'", "DELETE FROM diary"])
    def test_it_refuses_to_change_what_stands(self, diary: AppendOnly, change: str) -> None:
        with pytest.raises(DatabaseError, match="add a newer row instead of changing one"):
            run(change)
        assert [("as it was",)] == run("SELECT line FROM diary")

    def test_it_lets_a_newer_row_in(self, diary: AppendOnly) -> None:
        run("INSERT INTO diary VALUES ('as we know now')")
        assert [(2,)] == run("SELECT count(*) FROM diary")

    def test_it_refuses_to_empty_the_table(self, diary: AppendOnly) -> None:
        emptying = "TRUNCATE diary" if connection.vendor == "postgresql" else "DELETE FROM diary"
        with pytest.raises(DatabaseError):
            run(emptying)

    def test_it_can_be_taken_down_by_who_owns_the_table(self, diary: AppendOnly) -> None:
        take_down(diary)
        run("DELETE FROM diary")
        assert [(0,)] == run("SELECT count(*) FROM diary")


@pytest.mark.parametrize(
    "table", sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Fact))
)
@pytest.mark.django_db
def test_every_table_of_facts_is_guarded(table: str) -> None:
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }[connection.vendor]
    guards = {
        "sqlite": {f"{table}_no_update", f"{table}_no_delete"},
        "postgresql": {f"{table}_append_only"},
    }[connection.vendor]
    missing = guards - {name for (name,) in run(names, table)}
    assert set() == missing, f"{table} needs AppendOnly in its room's 0002_guards.py"


class TestPersonRows:
    """Two people: Ada, with whom Kindly Care has a relationship, and somebody with none."""

    @pytest.fixture
    def cast(self, postgres: str, cluster: Cluster) -> Iterator[factories.Cast]:
        cast = factories.cast()
        name = postgres.rsplit("/", 1)[1]
        self.ada, self.stranger = uuid.uuid4(), uuid.uuid4()
        with default_database(cluster.url(name, "kith_owner")):
            run("CREATE TABLE notes (id serial PRIMARY KEY, person_id uuid)")
            put_up(PersonRows("notes"))
        with cluster.connect(name) as administrator:
            self.administrator = administrator
            for person in (self.ada, self.stranger):
                self.add_person(person, cast)
            yield cast

    def add_person(self, person: uuid.UUID, cast: factories.Cast) -> None:
        self.administrator.execute(
            "INSERT INTO people_person (id, commissioner_id, legal_hold, opened_at)"
            " VALUES (%s, %s, false, %s)",
            (person, cast.council.pk, factories.NOW),
        )
        self.administrator.execute("INSERT INTO notes (person_id) VALUES (%s)", (person,))

    def relate(self, person: uuid.UUID, **given: object) -> None:
        values: dict[str, object] = {
            "id": uuid.uuid4(),
            "person_id": person,
            "kind": "package",
            "source": "test",
            "starts_on": factories.STARTED_ON,
            "opened_at": factories.NOW,
            **given,
        }
        self.administrator.execute(
            psycopg.sql.SQL("INSERT INTO people_relationship ({}) VALUES ({})").format(
                psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, values)),
                psycopg.sql.SQL(", ").join([psycopg.sql.Placeholder()] * len(values)),
            ),
            list(values.values()),
        )

    def seen_by(self, user: Any) -> set[uuid.UUID]:
        with acting_as(user, on=factories.TODAY):
            return {person for (person,) in run("SELECT person_id FROM notes")}

    def test_with_nobody_s_name_there_are_no_rows(self, cast: factories.Cast) -> None:
        self.relate(self.ada, organisation_id=cast.kindly_care.pk)
        assert [] == run("SELECT person_id FROM notes")

    def test_the_house_sees_them_all(self, cast: factories.Cast) -> None:
        with as_house():
            assert [(2,)] == run("SELECT count(*) FROM notes")

    def test_an_organisation_sees_through_its_own_relationship(self, cast: factories.Cast) -> None:
        self.relate(self.ada, organisation_id=cast.kindly_care.pk)
        assert {self.ada} == self.seen_by(cast.olu)
        assert set() == self.seen_by(cast.sam)

    def test_a_user_sees_through_their_own_relationship(self, cast: factories.Cast) -> None:
        self.relate(self.ada, user_id=cast.wilf.pk)
        assert {self.ada} == self.seen_by(cast.wilf)
        assert set() == self.seen_by(cast.ada)

    def test_a_team_shows_to_the_organisations_that_serve_in_it(self, cast: factories.Cast) -> None:
        self.relate(self.ada, team_id=cast.team.pk)
        assert {self.ada} == self.seen_by(cast.olu)
        assert set() == self.seen_by(cast.sam)

    def test_what_has_not_started_shows_nothing(self, cast: factories.Cast) -> None:
        self.relate(self.ada, organisation_id=cast.kindly_care.pk, starts_on="2026-04-08")
        assert set() == self.seen_by(cast.olu)

    def test_what_ends_today_shows_nothing(self, cast: factories.Cast) -> None:
        self.relate(self.ada, organisation_id=cast.kindly_care.pk, until="2026-04-07")
        assert set() == self.seen_by(cast.olu)

    def test_days_of_grace_still_show(self, cast: factories.Cast) -> None:
        self.relate(
            self.ada, organisation_id=cast.kindly_care.pk, until="2026-04-01", read_until="2026-04-08"
        )
        assert {self.ada} == self.seen_by(cast.olu)

    def test_nobody_can_add_a_row_without_a_name(self, cast: factories.Cast) -> None:
        with pytest.raises(DatabaseError, match="row-level security"):
            run("INSERT INTO notes (person_id) VALUES (%s)", self.ada)

    def test_a_row_that_cannot_be_seen_cannot_be_changed(self, cast: factories.Cast) -> None:
        with acting_as(cast.sam, on=factories.TODAY):
            run("UPDATE notes SET person_id = %s", self.stranger)
            run("DELETE FROM notes")
        with as_house():
            assert {self.ada, self.stranger} == {person for (person,) in run("SELECT person_id FROM notes")}

    def test_a_connection_is_clean_after_the_transaction(self, cast: factories.Cast) -> None:
        with as_house():
            run("SELECT 1")
        assert [] == run("SELECT person_id FROM notes")

    def test_a_connection_is_clean_after_an_error(self, cast: factories.Cast) -> None:
        with pytest.raises(DatabaseError), as_house():
            run("SELECT 1 / 0")
        assert [] == run("SELECT person_id FROM notes")

    def test_an_inner_context_gives_way_to_the_outer(self, cast: factories.Cast) -> None:
        self.relate(self.ada, organisation_id=cast.kindly_care.pk)
        with acting_as(cast.olu, on=factories.TODAY):
            with as_house():
                assert [(2,)] == run("SELECT count(*) FROM notes")
            assert [(1,)] == run("SELECT count(*) FROM notes")

    def test_the_owner_of_the_table_is_bound_too(self, cast: factories.Cast, postgres: str) -> None:
        with default_database(postgres.replace("kith_app:", "kith_owner:")):
            assert [] == run("SELECT person_id FROM notes")

    def test_it_can_be_taken_down(self, cast: factories.Cast, postgres: str) -> None:
        with default_database(postgres.replace("kith_app:", "kith_owner:")):
            take_down(PersonRows("notes"))
            assert [(2,)] == run("SELECT count(*) FROM notes")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_a_test_that_commits_leaves_nothing_but_the_guards(time: str) -> None:
    assert 0 == AuditRow.objects.count()
    audit.record(by=None, at=factories.NOW, action="see.person")
    with pytest.raises(DatabaseError, match="add a newer row"):
        run("DELETE FROM orgs_auditrow")
