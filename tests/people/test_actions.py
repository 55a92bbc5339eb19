from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.core.errors import NotPermitted
from kith.core.nhs_number import NotAnNhsNumber
from kith.orgs.models import AuditRow
from kith.people.actions import NotAPerson, register_people
from kith.people.actions_identifiers import IdentifierTaken
from kith.people.models import Content, Household, Person, Relationship
from kith.people.queries_content import contents_of
from kith.people.queries_names import PersonName, name_of, names_of
from tests.factories import NOW, STARTED_ON, cast
from tests.people.neighbours import new_person, register

pytestmark = pytest.mark.django_db
TEST_NUMBER = "9990000018"


def test_it_keeps_who_they_are_and_nobody_reads_it_in_the_tables():
    everybody = cast()
    ada = register(everybody, known_as="Addy", phone="07700 900123", communication="Speaks Igbo")
    assert PersonName(full="Ada Okafor", known_as="Addy", initials="AO") == name_of(ada.pk)
    assert ["12 Mill Road"] == [piece.text for piece in contents_of([ada.pk], ["address"])]
    assert not any(b"Ada" in bytes(row.sealed) for row in Content.objects.all())


def test_a_person_without_another_name_is_known_by_their_first():
    ada = register(cast())
    assert "Ada" == name_of(ada.pk).known_as


def test_it_places_the_door_in_its_patch_and_two_people_share_one():
    everybody = cast()
    register_people(
        by=None, at=NOW, people=[new_person(everybody, name) for name in ("Ada Okafor", "Wilf Okafor")]
    )
    household = Household.objects.get()
    assert everybody.patch == household.patches.get().area
    assert 2 == household.residents.count()


def test_a_door_outside_every_patch_has_none():
    everybody = cast()
    far = new_person(everybody).home.__class__(postcode="ZZ9 9ZZ", lat=53.0, lon=-1.0)
    register(everybody, home=far)
    assert not Household.objects.get().patches.exists()


def test_their_council_and_they_themselves_may_see_them_from_the_first_day():
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    held = {(row.kind, row.organisation_id, row.user_id, row.starts_on) for row in ada.relationships.all()}
    assert {
        ("commissioner", everybody.council.pk, None, STARTED_ON),
        ("self", None, everybody.ada.pk, STARTED_ON),
    } == held


def test_it_keeps_numbers_by_which_others_know_them():
    everybody = cast()
    ada = register(
        everybody,
        nhs_number="999 000 0018",
        council_reference="C-17",
        provider_references={everybody.kindly_care.pk: "KC4"},
    )
    assert {("nhs_number", TEST_NUMBER), ("council_id", "C-17"), ("provider_id", "KC4")} == set(
        ada.identifiers.values_list("scheme", "value")
    )


def test_it_refuses_a_number_that_is_not_one_and_registers_nobody():
    everybody = cast()
    with pytest.raises(NotAnNhsNumber):
        register_people(
            by=None, at=NOW, people=[new_person(everybody), new_person(everybody, nhs_number="9990000019")]
        )
    assert not Person.objects.exists()


def test_it_refuses_a_number_that_is_somebody_elses_without_saying_whose():
    everybody = cast()
    register(everybody, nhs_number=TEST_NUMBER)
    with pytest.raises(IdentifierTaken) as refused:
        register(everybody, "Ada Again", nhs_number=TEST_NUMBER)
    assert "Okafor" not in refused.value.message
    assert 1 == Person.objects.count()


def test_it_refuses_one_number_given_to_two_at_once():
    everybody = cast()
    twice = [new_person(everybody, name, council_reference="C-17") for name in ("Ada", "Wilf")]
    with pytest.raises(IdentifierTaken):
        register_people(by=None, at=NOW, people=twice)


def test_the_same_provider_reference_at_two_providers_names_two_people():
    everybody = cast()
    register(everybody, provider_references={everybody.kindly_care.pk: "1"})
    register(everybody, "Wilf Okafor", provider_references={everybody.other_hands.pk: "1"})
    assert 2 == Person.objects.count()


@pytest.mark.parametrize("given", [{"name": "  "}, {"born_on": date(2026, 4, 8)}])
def test_it_refuses_somebody_without_a_name_or_not_born_yet(given):
    everybody = cast()
    with pytest.raises(NotAPerson):
        register(everybody, **given)


def test_a_broker_may_register_and_a_coordinator_may_not():
    everybody = cast()
    register_people(by=everybody.bea, at=NOW, people=[new_person(everybody)])
    with pytest.raises(NotPermitted):
        register_people(by=everybody.olu, at=NOW, people=[new_person(everybody, "Wilf Okafor")])
    assert 1 == Person.objects.count()


def test_registering_is_one_row_of_the_audit_with_the_person_and_no_name():
    everybody = cast()
    ada = register(everybody)
    row = AuditRow.objects.get(action="register.person")
    assert ada.pk == row.person_id
    assert {"people": 1} == row.detail


def test_a_page_of_names_takes_one_query():
    everybody = cast()
    people = register_people(
        by=None, at=NOW, people=[new_person(everybody, f"Person {n}") for n in range(50)]
    )
    with CaptureQueriesContext(connection) as queries:
        names = names_of([person.pk for person in people])
    assert 1 == len(queries)
    assert "Person 7" == names[people[7].pk].full


def test_the_number_of_queries_does_not_grow_with_the_people():
    everybody = cast()
    register(everybody)

    def queries_for(count: int) -> int:
        people = [new_person(everybody, f"Somebody {uuid4()}") for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            register_people(by=None, at=NOW, people=people)
        return len(queries)

    assert queries_for(5) == queries_for(40)
    assert 46 == Relationship.objects.count()
