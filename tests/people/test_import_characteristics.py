"""What a council's files say of people is taken over row by row, and twice changes nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.tables import read_table
from kith.people.characteristics import CHARACTERISTICS, PREFERS_NOT_TO_SAY, SaidBy
from kith.people.import_characteristics import Imported, columns, import_characteristics
from kith.people.models import ContentKey, Identifier, Person
from kith.people.queries_characteristics import standing_on
from tests.factories import NOW, TODAY, cast, council
from tests.people.neighbours import register


@pytest.fixture
def ada() -> Person:
    return register(cast(), nhs_number="9990000018")


def brought_in(*lines: str) -> Imported:
    return import_characteristics(by=None, at=NOW, source=io.BytesIO("\r\n".join(lines).encode("utf-8-sig")))


def known(person: Person) -> dict[str, str]:
    return {key: said.value for key, said in standing_on([person.pk], TODAY).get(person.pk, {}).items()}


@pytest.mark.django_db
def test_a_row_of_a_return_is_understood_in_the_words_of_either_release(ada: Person) -> None:
    done = brought_in(
        "NHS_Number;Ethnicity;Accommodation_Status;Dementia;Gender",
        "999 000 0018;Mixed: White and Asian;Tenant - private landlord;yes;Female",
    )
    assert (4, 0, []) == (done.written, done.known, done.table.findings)
    assert {
        "ethnicity": "Mixed or multiple ethnic groups: White and Asian",
        "accommodation": "Tenant: Private landlord",
        "dementia": "Yes",
        "gender": "Female",
    } == known(ada)


@pytest.mark.django_db
def test_twice_changes_nothing(ada: Person) -> None:
    lines = ("person,Dementia,said by,since", f"{ada.pk},Yes,family,2026-02-01")
    assert (1, 0) == (brought_in(*lines).written, brought_in(*lines).written)
    said = standing_on([ada.pk], TODAY)[ada.pk]["dementia"]
    assert (SaidBy.FAMILY, "2026-02-01") == (said.said_by, said.since.isoformat())


@pytest.mark.django_db
def test_what_every_row_about_somebody_repeats_is_written_once(ada: Person) -> None:
    done = brought_in("person,Event type,Dementia", f"{ada.pk},Request,Yes", f"{ada.pk},Service,Yes")
    assert (1, 1) == (done.written, done.known)


@pytest.mark.django_db
def test_a_row_of_a_day_to_come_says_so_and_the_rest_is_used(ada: Person) -> None:
    done = brought_in("person,Dementia,since", f"{ada.pk},No,2030-01-01", f"{ada.pk},Yes,2026-02-01")
    assert [(2, "characteristic_not_an_answer")] == [
        (found.row_number, found.code) for found in done.table.findings
    ]
    assert {"dementia": "Yes"} == known(ada)


@pytest.mark.django_db
def test_a_number_that_two_councils_gave_to_two_people_names_neither(ada: Person) -> None:
    ours, theirs = ada.commissioner, council("Otherham City Council")
    wilf = Person.objects.create(commissioner=theirs, opened_at=NOW)
    for person, who in ((ada, ours), (wilf, theirs)):
        Identifier.objects.create(person=person, scheme="council_id", value="4711", organisation=who)
    done = brought_in("person,Dementia", "4711,Yes")
    assert (0, ["unknown_person"]) == (done.written, [found.code for found in done.table.findings])


@pytest.mark.django_db
def test_a_record_that_was_disposed_of_does_not_end_the_import(ada: Person) -> None:
    wilf = Person.objects.create(commissioner=ada.commissioner, opened_at=NOW)
    ContentKey.objects.create(person=wilf, wrapped=None)
    done = brought_in("person,Dementia", f"{wilf.pk},Yes", f"{ada.pk},Yes")
    assert (1, ["unknown_person"]) == (done.written, [found.code for found in done.table.findings])


@pytest.mark.django_db
def test_a_file_that_tells_what_was_before_changes_nothing_twice(ada: Person) -> None:
    lines = ("person,Dementia,since", f"{ada.pk},No,2025-02-01", f"{ada.pk},Yes,2026-02-01")
    assert (2, 0) == (brought_in(*lines).written, brought_in(*lines).written)
    assert {"dementia": "Yes"} == known(ada)


@pytest.mark.django_db
def test_unknown_is_passed_over_and_refused_is_an_answer(ada: Person) -> None:
    done = brought_in("person,Ethnicity,Dementia", f"{ada.pk},No data: Refused,Unknown")
    assert 1 == done.written
    assert {"ethnicity": PREFERS_NOT_TO_SAY} == known(ada)


@pytest.mark.django_db
def test_each_row_that_cannot_be_used_says_why_and_the_rest_is_used(ada: Person) -> None:
    done = brought_in(
        "person,Ethnicity,Dementia", "nobody,White: Irish,Yes", f"{ada.pk},martian,Yes", f"{ada.pk},,"
    )
    assert [(2, None, "unknown_person"), (3, "Ethnicity", "not_an_answer")] == [
        (found.row_number, found.column, found.code)
        for found in sorted(done.table.findings, key=lambda f: f.row_number)
    ]
    assert {"dementia": "Yes"} == known(ada)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(given_bytes: bytes) -> None:
    for row in read_table(given_bytes, columns()):
        assert all(row[key] is None or isinstance(row[key], str) for key in CHARACTERISTICS)
