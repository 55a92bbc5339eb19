"""The second lock, as the application's own role on PostgreSQL: S02 of docs/explanation/who-sees-what.md."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from kith.core.errors import NotFound
from kith.orgs.context import acting_as, as_house
from kith.orgs.models import User
from kith.people.actions_access import end_relationships
from kith.people.actions_content import write_content
from kith.people.models import CircleMember, Content, ContentKey, Identifier, Person, PersonLink, Relationship
from kith.people.queries import access_person, visible_people
from tests.factories import NOW, STARTED_ON, TODAY, Cast, cast
from tests.people.neighbours import choose, register, relate

# Tables that name a person without being about them to whoever holds the person's record.
NAME_A_PERSON_ONLY = {
    "orgs_auditrow": "seen by organisation; who looked at a person is asked through access_person",
    "orgs_workitem": "seen by organisation and owner; holds codes",
    "orgs_user": "an account; the person names it",
}


def person_tables() -> dict[str, str]:
    """Every table with a person's key, direct or through another such table, and the way there."""
    found = {Person._meta.db_table: "is the person"}
    while True:
        more = {
            model._meta.db_table: f"{field.name} → {field.related_model._meta.db_table}"
            for model in apps.get_models()
            for field in model._meta.fields
            if isinstance(field, models.ForeignKey)
            and model._meta.app_label in HOUSE
            and model._meta.db_table not in found
            and field.related_model._meta.db_table in found
        }
        if not more:
            break
        found |= more
    return found


HOUSE = {config.label for config in apps.get_app_configs() if config.name.startswith("kith.")}
PERSON_TABLES = person_tables()


def names_a_person(model: type[models.Model]) -> bool:
    return any(field.name == "person_id" for field in model._meta.fields)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


@pytest.mark.postgres
def test_every_table_with_a_person_key_has_a_policy_forced_on_its_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*'))"
        )
        locked = {name for (name,) in cursor.fetchall()}
    bare = {table: why for table, why in PERSON_TABLES.items() if table not in locked}
    assert {} == bare, "give these PersonRows in their room's 0002_guards.py"


def test_every_other_table_that_names_a_person_says_why_it_may():
    naming = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in HOUSE and names_a_person(model)
    }
    assert set() == naming - PERSON_TABLES.keys() - NAME_A_PERSON_ONLY.keys()


@pytest.fixture
def everybody(postgres: str) -> Iterator[Cast]:
    """The cast, with a row about Ada in every table of this room."""
    everybody = cast()
    with as_house():
        ada = register(everybody, nhs_number="9990000018", user=everybody.ada)
        wilf = register(everybody, "Wilf Okafor", user=everybody.wilf)
        relate(ada, "package", organisation=everybody.kindly_care, source="package_line:1")
        relate(ada, "rota", user=everybody.grace)
        choose(ada, 1, "family", True, cast=everybody)
        CircleMember.objects.create(person=ada, member=wilf, kind="husband", starts_on=STARTED_ON)
        PersonLink.objects.create(person=ada, same_as=wilf, reason="test", by=everybody.bea, recorded_at=NOW)
    yield everybody


OWN_TABLES = sorted(table for table in PERSON_TABLES if table.startswith("people_"))


@pytest.mark.parametrize("table", OWN_TABLES)
def test_with_nobody_s_name_or_another_provider_s_there_are_no_rows(everybody: Cast, table: str):
    assert 0 == count(table)
    with acting_as(everybody.sam, on=TODAY):
        assert 0 == count(table)
    with as_house():
        assert 0 < count(table)


@pytest.mark.parametrize("who", ["ada", "grace", "olu", "bea"])
def test_who_has_a_relationship_sees_rows_of_every_table(everybody: Cast, who: str):
    with acting_as(getattr(everybody, who), on=TODAY):
        assert [] == [table for table in OWN_TABLES if count(table) == 0]


def test_a_relationship_that_ended_shows_nothing_from_that_day(everybody: Cast):
    end_relationships(by=None, at=NOW, source="package_line:1", until=TODAY)
    with acting_as(everybody.olu, on=TODAY):
        assert 0 == Person.objects.count()
        assert 0 == ContentKey.objects.count()


def test_the_next_transaction_of_the_same_connection_carries_nobody_s_name(everybody: Cast):
    with acting_as(everybody.olu, on=TODAY):
        assert 1 == Person.objects.count()
    assert 0 == Person.objects.count()


def test_nobody_s_name_adds_nothing(everybody: Cast):
    with as_house():
        ada = Person.objects.order_by("opened_at").first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Identifier.objects.create(
            person=ada, scheme="provider_id", value="1", organisation=everybody.other_hands
        )


@pytest.mark.parametrize(("who", "sees"), [("olu", True), ("grace", True), ("bea", True), ("sam", False)])
def test_access_is_the_same_behind_both_locks(everybody: Cast, who: str, sees: bool):
    by: User = getattr(everybody, who)
    with as_house():
        ada = Identifier.objects.get().person
    with acting_as(by, on=TODAY):
        assert sees == visible_people(by, TODAY).filter(pk=ada.pk).exists()
        if sees:
            assert ada == access_person(by=by, person_id=ada.pk, data_class=1, on=TODAY, at=NOW).person
        else:
            with pytest.raises(NotFound):
                access_person(by=by, person_id=ada.pk, data_class=1, on=TODAY, at=NOW)


def test_who_is_close_is_found_out_behind_the_lock_as_well(everybody: Cast):
    with as_house():
        ada = Identifier.objects.get().person
        nephew = register(everybody, "Olu Okafor")
        Person.objects.filter(pk=nephew.pk).update(user=everybody.olu)
        CircleMember.objects.create(person=ada, member=nephew, kind="nephew", starts_on=STARTED_ON)
    with acting_as(everybody.olu, on=TODAY), pytest.raises(NotFound):
        access_person(by=everybody.olu, person_id=ada.pk, data_class=1, on=TODAY, at=NOW)


def test_a_coordinator_writes_about_a_person_behind_the_lock(everybody: Cast):
    with as_house():
        ada = Identifier.objects.get().person
    with acting_as(everybody.olu, on=TODAY):
        written = write_content(
            by=everybody.olu, at=NOW, person_id=ada.pk, kind="note", text="Enjoyed the garden."
        )
        assert Content.objects.filter(pk=written.pk, person=ada).exists()


def test_the_broker_opens_and_ends_what_she_cannot_herself_be_shown(everybody: Cast):
    with as_house():
        ada = Identifier.objects.get().person
    with acting_as(everybody.bea, on=TODAY):
        relate(ada, "package", organisation=everybody.other_hands, source="package_line:2")
        relate(ada, "package", organisation=everybody.other_hands, source="package_line:2")
        assert 1 == end_relationships(by=everybody.bea, at=NOW, source="package_line:2", until=TODAY)
        assert not Relationship.objects.filter(organisation=everybody.other_hands).exists()
